"""The index of indicators: every one has its texts, shared texts have all of them, and disk changes nothing."""

from __future__ import annotations

import pytest

from tocsin.hunting import indicator_index
from tocsin.hunting.indicator_index import index_of, make_index
from tocsin.knowledge import kept
from tocsin.model.report import Indicator


def indicator(kind: str, value: str) -> Indicator:
    return Indicator(type=kind, value=value, start=0, end=0, defanged=False)


LIST = [
    indicator("file:name", "Evil.example"),
    indicator("domain-name", "evil.example"),
    indicator("domain-name", "bücher.example"),
    indicator("ipv4-addr", "192.0.2.0/23"),
    indicator("ipv6-addr", "2001:db8::/32"),
    indicator("ipv4-addr", "300.0.0.0/8"),
    indicator("mutex", "192.0.2."),
    indicator("mutex", " "),
]


def test_texts_lead_to_their_indicators() -> None:
    index = make_index(LIST)
    owners = {text: {index.names[number] for number in index.owners_of(at)} for at, text in enumerate(index.texts)}

    assert owners == {
        "evil.example": {"file:name:Evil.example", "domain-name:evil.example"},
        "bücher.example": {"domain-name:bücher.example"},
        "xn--bcher-kva.example": {"domain-name:bücher.example"},
        "192.0.2.": {"mutex:192.0.2."},
        "192.0.3.": set(),
    }
    assert {index.texts[at] for at in index.octets} == {"192.0.2.", "192.0.3."}
    assert len(index) == len(LIST)
    assert {index.names[number] for number in index.networks} == {
        "ipv4-addr:192.0.2.0/23",
        "ipv6-addr:2001:db8::/32",
        "ipv4-addr:300.0.0.0/8",
    }
    assert [(index.kind(at), index.value(at)) for at in range(3)] == [
        ("domain-name", "bücher.example"),
        ("domain-name", "evil.example"),
        ("file:name", "evil.example"),
    ]


def test_an_index_from_disk_is_the_same_and_a_damaged_one_is_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indicator_index, "KEPT_FROM", 2)
    made = index_of(LIST)
    monkeypatch.setattr(indicator_index, "make_index", None)
    assert index_of(LIST) == made

    monkeypatch.undo()
    monkeypatch.setattr(indicator_index, "KEPT_FROM", 2)
    monkeypatch.setattr(kept, "load", lambda _kind, _key: b"\x93damaged")
    assert index_of(LIST) == made


def test_nothing_is_an_index_too() -> None:
    index = make_index([])

    assert len(index) == len(index.texts) == 0
