"""Indicators: found in every field of every event, and only where they stand by themselves."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.collecting.batches import EventBatch
from tocsin.hunting.sweep import Sweep
from tocsin.hunting.sweep_reference import stands_in
from tocsin.model.report import Indicator

from tests.hunting.rulebook import batch_of


def indicator(kind: str, value: str) -> Indicator:
    return Indicator(type=kind, value=value, start=0, end=len(value), defanged=False)


def found(kind: str, value: str, text: object, *, engine: str = "auto") -> bool:
    return bool(list(Sweep([indicator(kind, value)], engine=engine).match(batch_of([{"F": text}]))))


@pytest.mark.parametrize(
    ("kind", "value", "text", "expected"),
    [
        ("ipv4-addr", "1.2.3.4", "from 1.2.3.4:443", True),
        ("ipv4-addr", "1.2.3.4", "::ffff:1.2.3.4", True),
        ("ipv4-addr", "1.2.3.4", "11.2.3.4", False),
        ("ipv4-addr", "1.2.3.4", "1.2.3.45", False),
        ("ipv4-addr", "1.2.3.4", "1.2.3.4.5", False),
        ("ipv4-addr", "1.2.3.4", "ends here 1.2.3.4.", True),
        ("ipv4-addr", "192.0.2.0/24", "to 192.0.2.77 port 1", True),
        ("ipv4-addr", "192.0.2.0/24", "to 192.0.3.77", False),
        ("ipv6-addr", "2001:db8::1", "[2001:DB8::1]:443", True),
        ("ipv6-addr", "2001:db8::1", "2001:db8::12", False),
        ("domain-name", "evil.example", "https://mail.EVIL.example/x", True),
        ("domain-name", "evil.example", "notevil.example", False),
        ("domain-name", "evil.example", "evil.example.com", False),
        ("domain-name", "evil.example", "evil.example.", True),
        ("url", "http://a.example/x", "GET http://A.example/x HTTP/1.1", True),
        ("url", "http://a.example/x", "http://a.example/xy", False),
        ("file:name", "shell.aspx", "C:\\inetpub\\Shell.aspx", True),
        ("file:name", "shell.aspx", "myshell.aspx", False),
        ("file:name", "shell.aspx", "shell.aspx.bak", False),
        ("file:path", "c:\\a\\b.exe", '"C:\\A\\B.exe" -x', True),
        ("file:hashes:SHA-256", "ab" * 32, f"SHA256={'AB' * 32},IMPHASH=00", True),
        ("file:hashes:SHA-256", "ab" * 32, "ab" * 33, False),
        ("email-addr", "a@b.example", "<a@b.example>", True),
        ("email-addr", "a@b.example", "xa@b.example", False),
        ("user-agent", "Mozilla/5.0 (KHTML, like Gecko)", "Mozilla/5.0+(KHTML++like+Gecko)", True),
        ("user-agent", "antSword/v2.1", "Mozilla", False),
        ("windows-registry-key", "hklm\\software\\x", "HKLM\\Software\\X\\y", True),
    ],
)
def test_an_indicator_is_found_where_it_stands_by_itself(kind: str, value: str, text: str, expected: bool) -> None:
    for engine in ("auto", "re2"):
        assert found(kind, value, text, engine=engine) is expected


def test_every_field_is_swept_lists_too_and_rows_come_once() -> None:
    sweep = Sweep([indicator("ipv4-addr", "1.2.3.4"), indicator("domain-name", "evil.example")])
    batch = batch_of([{"A": "1.2.3.4", "B": "1.2.3.4"}, {"B": "x"}, {"C": ["a", "evil.example"]}])

    rows = {sweep.name(number): rows.tolist() for number, rows in sweep.match(batch)}

    assert rows == {"ipv4-addr:1.2.3.4": [0], "domain-name:evil.example": [2]}


def test_the_same_indicator_twice_is_one() -> None:
    assert len(Sweep([indicator("ipv4-addr", "1.2.3.4")] * 2)) == 1


def test_nothing_to_look_for_finds_nothing() -> None:
    assert list(Sweep([]).match(batch_of([{"A": "x"}]))) == []


@settings(derandomize=True, max_examples=100, deadline=None)
@given(st.text(alphabet="a.1-_ /\\:@", max_size=12), st.text(alphabet="a.1-_ /\\:@", max_size=12))
def test_a_domain_between_anything_else_is_found_only_at_its_borders(before: str, after: str) -> None:
    text = f"{before}evil.example{after}"
    borders = not before or before[-1] not in "a1-_"
    ends = not after or (after[0] not in "a1-_" and not (after[0] == "." and after[1:2] in ("a", "1")))

    assert found("domain-name", "evil.example", text) is (borders and ends)


def test_a_value_full_of_near_misses_takes_no_long_time() -> None:
    assert not found("domain-name", "evil.example", "notevil.example " * 20_000)


def swept(indicators: list[Indicator], batch: EventBatch, engine: str = "auto") -> set[tuple[str, int]]:
    sweep = Sweep(indicators, engine=engine)
    return {(sweep.name(number), row) for number, rows in sweep.match(batch) for row in rows.tolist()}


def by_reference(indicators: list[Indicator], events: list[dict[str, object]]) -> set[tuple[str, int]]:
    return {
        (f"{one.type}:{one.value}", row)
        for one in indicators
        for row, event in enumerate(events)
        if stands_in(one, event)
    }


PIECES = [
    "1.2.3.4", "11.2.3.4", "1.2.3.77", "1.2.4.4", "2001:db8::1", "2001:DB8:0:0:0:0:0:1", "::ffff:1.2.3.4",
    "evil.example", "a.evil.example", "notevil.example", "evil.example.org", "x@evil.example",
    "http://evil.example/a", "C:\\t\\b.exe", "\\Device\\HarddiskVolume1\\t\\b.exe", "b.exe",
    "HKLM\\Software\\X", "HKU\\S-1-5-21-9\\Software\\X", "é", "ß", " ", "/", ".", "-", ":", "\\", "%2F", "ab" *
    16, "AB" * 16, "SHA256=", ",", "Zed/5.0 (K; L)", "Zed/5.0+(K;+L)", "Gl_x", "y",
]  # fmt: skip
INDICATORS = [
    indicator(kind, value)
    for kind, value in [
        ("ipv4-addr", "1.2.3.4"), ("ipv4-addr", "1.2.3.0/24"), ("ipv4-addr", "1.2.0.0/15"),
        ("ipv6-addr", "2001:db8::1"),        ("ipv6-addr", "2001:db8::/32"), ("domain-name", "evil.example"), ("url", "http://evil.example/"),
        ("email-addr", "x@evil.example"), ("file:name", "b.exe"), ("file:path", "C:\\t\\b.exe"),
        ("windows-registry-key", "HKLM\\Software\\X"), ("windows-registry-key", "HKCU\\Software\\X"),
        ("file:md5", "ab" * 16), ("file:sha256", "ab" * 32), ("user-agent", "Zed/5.0 (K; L)"), ("mutex", "Gl_x"),
        ("mutex", "é"), ("ipv4-addr", "300.0.0.0/8"), ("windows-service", "y"),
    ]
]  # fmt: skip
TEXT = st.lists(st.sampled_from(PIECES), max_size=5).map("".join)


@settings(derandomize=True, max_examples=100, deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries({}, optional={"A": TEXT, "B": TEXT, "L": st.lists(TEXT, max_size=3)}),
        min_size=1,
        max_size=6,
    )
)
def test_the_sweep_finds_what_the_simple_path_finds(events: list[dict[str, object]]) -> None:
    batch = batch_of(events)
    columns = batch.events.columns
    names = batch.events.schema.names
    encoded = [
        column.dictionary_encode() if name in "AB" and pa.types.is_string(column.type) else column
        for name, column in zip(names, columns, strict=True)
    ]
    dictionaries = EventBatch("a", "windows", pa.RecordBatch.from_arrays(encoded, names).slice(1))

    assert swept(INDICATORS, batch) == by_reference(INDICATORS, events)
    assert swept(INDICATORS, batch, "re2") == by_reference(INDICATORS, events)
    assert swept(INDICATORS, dictionaries) == by_reference(INDICATORS, events[1:])
