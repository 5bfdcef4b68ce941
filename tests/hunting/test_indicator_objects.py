"""STIX patterns, MISP events and plain JSON as entries: every value comes out, or a reason."""

from __future__ import annotations

from typing import Any

import pytest

from tocsin.hunting.indicator_objects import Entry, LeftOut, composite, entries, pattern_entries


def told(content: Any) -> list[tuple[str, str | None]]:
    return [(one.value, one.called) for one in entries(content) if isinstance(one, Entry) and one.why is None]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("[ipv4-addr:value = '192.0.2.7']", ["192.0.2.7"]),
        ("[ipv4-addr:value ISSUBSET '192.0.2.0/24']", ["192.0.2.0/24"]),
        ("[domain-name:value IN ('a.example', 'b.example')]", ["a.example", "b.example"]),
        ("[domain-name:value = 'a.example'] OR [url:value = 'http://b.example/']", ["a.example", "http://b.example/"]),
        ("([domain-name:value='a.example' OR (ipv4-addr:value = '192.0.2.7')])", ["a.example", "192.0.2.7"]),
        ("[file:hashes.'SHA-256' = 'ab' AND file:name = 'x.exe' AND file:size = 12]", ["ab"]),
        (r"[file:name = 'it\'s.aspx' AND file:parent_directory_ref.path = 'C:\\a']", [r"C:\a\it's.aspx"]),
        (r"[windows-registry-key:key = 'HKLM\\Software\\X']", [r"HKLM\Software\X"]),
        ("[network-traffic:extensions.'http-request-ext'.request_header.'User-Agent' = 'Zq']", ["Zq"]),
        ("[domain-name:resolves_to_refs[*].value = '192.0.2.7']", ["192.0.2.7"]),
        ("[mutex:name = 'a]b'] START t'2021-03-02T00:00:00Z' STOP t'2021-03-03T00:00:00Z'", ["a]b"]),
    ],
)
def test_values_of_patterns(pattern: str, expected: list[str]) -> None:
    found = list(pattern_entries(pattern))

    assert [one.value for one in found] == expected
    assert all(one.why is None for one in found)


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("[file:name = 'a.exe' AND file:size = 12]", "several values at once"),
        ("[domain-name:value = 'a.example'] AND [file:name = 'b.exe']", "several values at once"),
        ("[domain-name:value = 'a'] FOLLOWEDBY [file:name = 'b.exe']", "several values at once"),
        ("[domain-name:value = 'a' AND (url:value = 'b' OR url:value = 'c')]", "several values at once"),
        ("[domain-name:value LIKE '%.example']", "nothing to look for"),
        ("[domain-name:value != 'a.example']", "nothing to look for"),
        ("[process:pid = 7]", "nothing to look for"),
        ("domain-name:value = 'a.example'", "no STIX pattern"),
        ("[domain-name:value 'a.example']", "cannot be read"),
        ("[" * 100_000, "no STIX pattern"),
        ("['" * 100_000, "no STIX pattern"),
        ("[a:b = '" + "\\'" * 200_000, "no STIX pattern"),
    ],
)
def test_patterns_that_cannot_be_looked_for_say_why(pattern: str, why: str) -> None:
    (one,) = pattern_entries(pattern)

    assert one.why is not None
    assert why in one.why


def test_a_bundle_gives_its_indicators_and_leaves_out_the_revoked() -> None:
    pattern = {"type": "indicator", "pattern_type": "stix", "pattern": "[domain-name:value = 'a.example']"}
    bundle = {
        "type": "bundle",
        "objects": [
            {"type": "malware", "name": "X"},
            pattern,
            {**pattern, "revoked": True},
            {"type": "indicator", "pattern_type": "yara", "pattern": "rule x {}"},
        ],
    }

    assert told(bundle) == [("a.example", "domain-name")]
    assert [type(one) for one in entries(bundle)] == [Entry, LeftOut, Entry]
    assert [one.why for one in entries(bundle) if isinstance(one, Entry)][1] == "no STIX pattern: yara"


@pytest.mark.parametrize("wrap", [lambda event: {"Event": event}, lambda event: {"response": [{"Event": event}]}])
def test_an_event_gives_attributes_of_its_own_and_of_objects(wrap: Any) -> None:
    event = {
        "Attribute": [
            {"type": "ip-dst", "value": "192.0.2.7", "to_ids": True},
            {"type": "domain", "value": "left.example", "to_ids": False},
            {"type": "comment", "value": "words", "to_ids": True},
            {"type": "filename|sha256", "value": f"a.exe|{'a' * 64}", "to_ids": True},
            {"type": "domain", "value": "gone.example", "deleted": True},
            {"type": "md5"},
        ],
        "Object": [{"name": "domain-ip", "Attribute": [{"type": "domain|ip", "value": "a.example|192.0.2.8"}]}],
    }

    assert told(wrap(event)) == [
        ("192.0.2.7", "ip-dst"),
        ("a" * 64, "sha256"),
        ("a.example", "domain"),
        ("192.0.2.8", "ip"),
    ]
    assert sum(isinstance(one, LeftOut) for one in entries(wrap(event))) == 3
    assert [one.why for one in entries(wrap(event)) if isinstance(one, Entry) and one.why] == [
        "an attribute has no value"
    ]


def test_plain_lists_and_what_read_writes() -> None:
    assert told(["192.0.2.7"]) == [("192.0.2.7", None)]
    assert told({"indicators": [{"type": "url", "value": "http://a.example", "start": 1}]}) == [
        ("http://a.example", "url")
    ]
    assert [one.why for one in entries({"x": 1}) if isinstance(one, Entry)] == [
        "neither a STIX bundle, nor a MISP event, nor a list of indicators"
    ]
    assert [one.why for one in entries([7]) if isinstance(one, Entry)] == ["an entry has no value"]


def test_composites() -> None:
    assert [one.value for one in composite("192.0.2.7|443", "ip-dst|port")] == ["192.0.2.7"]
    (refused,) = composite("HKCU\\x|y", "regkey|value", 3)
    assert refused.why is not None
    assert refused.line == 3
