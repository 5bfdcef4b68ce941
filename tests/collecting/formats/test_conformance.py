"""What every format promises: it knows its own, invents nothing, loses nothing, and says where each record stands."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.collecting.batches import ALL_FIELDS, OWN_FIELDS, EventBatch, Wanted
from tocsin.collecting.format import HEAD_BYTES, Certainty, Format, Source
from tocsin.collecting.formats import FORMATS, by_name, recognise
from tocsin.collecting.formats.json_objects import Found, objects
from tocsin.model.evidence import Rejected

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples import SAMPLES

OF_OBJECTS = frozenset(name for name, (_, data) in SAMPLES.items() if data[:1] in (b"{", b"["))
"""Formats whose records are JSON objects: those of a list need not be one a line."""

NOT_OF_LINES = OF_OBJECTS | {
    "defender",
    "detections",
    "evt",
    "evtx",
    "exchange-online",
    "journal-export",
    "parquet",
    "journal-file",
    "powershell-transcript",
    "browser-history",
    "ivanti-vc0",
    "lastlog",
    "leveldb",
    "macos-asl",
    "macos-fsevents",
    "macos-log",
    "macos-plist",
    "macos-utmpx",
    "outlook",
    "plaso",
    "user-databases",
    "utmp",
    "windows-at-log",
    "windows-detection-history",
    "windows-ese",
    "windows-etl",
    "windows-i30",
    "windows-jumplist",
    "windows-lnk",
    "windows-prefetch",
    "windows-quarantine",
    "windows-recycle-bin",
    "windows-task",
    "windows-usn",
    "windows-wer",
    "proxy-csv",
    "windows-csv",
    "windows-dhcp",
    "windows-dns-debug",
    "windows-mplog",
    "windows-setupapi",
    "windows-text",
    "windows-xml",
}
"""Formats whose records are no lines: their own tests show that nothing is lost."""

HEADED = {
    "aws-cloudfront": frozenset[bytes](),
    "aws-vpcflow": frozenset[bytes](),
    "iis": frozenset[bytes](),
    "proxy-elff": frozenset[bytes](),
    "iis-httperr": frozenset[bytes](),
    "windows-firewall": frozenset[bytes](),
    "exchange-httpproxy": frozenset({b"datetime"}),
    "exchange-ecp": frozenset({b"timestamp"}),
    "exchange-log": frozenset({b"datetime", b"date-time", b"timestamp", b"time", b"starttime", b"date-time-utc"}),
    "exchange-oabgenerator": frozenset({b"datetime", b"date-time", b"timestamp", b"time", b"logtime"}),
}
"""Formats with header lines (`#`), and the names that begin a plain row of names."""

UNTIMED = ("macos-fsevents", "leveldb")
"""Formats whose records have no times, or not all of them."""

LISTS = ("Records", "value", "items", "data", "authlogs")
TEXT = [form for form in FORMATS if form.name not in NOT_OF_LINES]


def test_names_are_unique_and_every_format_has_a_sample() -> None:
    assert sorted(SAMPLES) == sorted(form.name for form in FORMATS)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_format_is_recognised_by_content_whatever_the_name(name: str) -> None:
    data = SAMPLES[name][1]
    known = recognise(data[:HEAD_BYTES], "somewhere/file.bin")

    assert known is not None
    assert known[0].name == name
    assert known[1] >= Certainty.LIKELY


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_a_format_takes_no_other_formats_sample_for_sure(form: Format) -> None:
    others = [name for name in SAMPLES if name not in (form.name, "windows-json")]
    if form.name == "syslog":  # it knows what it does not take: those that go before it are more particular
        before = [known.name for known in FORMATS[: FORMATS.index(form)]]
        others = [name for name in others if name not in before]
    assert all(form.recognise(SAMPLES[name][1][:HEAD_BYTES], "x") < Certainty.SURE for name in others)


@pytest.mark.parametrize("name", SAMPLES)
def test_columns_have_the_types_that_are_promised(name: str) -> None:
    path, data = SAMPLES[name]
    own = {field.name: field.type for field in OWN_FIELDS}
    allowed = (pa.string(), pa.int64(), pa.float64(), pa.bool_(), pa.list_(pa.string()))
    batches = list(by_name(name).read(io.BytesIO(data), Source(path), ALL_FIELDS))

    assert batches
    for batch in batches:
        assert isinstance(batch, EventBatch)
        assert batch.events.schema.names[:5] == list(own)
        for column in batch.events.schema:
            kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
            assert kind == own.get(column.name, kind)
            assert kind in allowed or column.name in own
            assert not column.name.startswith("_") or column.name in own


@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_event_has_a_time(name: str) -> None:
    events, rejected = events_and_rejections(by_name(name), SAMPLES[name][1])

    assert rejected == []
    assert name in UNTIMED or all("_time" in event or event.get("_log") == "log" for event in events)


PLACES: dict[str, Callable[[bytes, dict[str, Any]], bool]] = {
    "evt": lambda begin, _: begin[4:8] == b"LfLe",
    "evtx": lambda begin, _: begin.startswith(b"\x2a\x2a\0\0"),
    "utmp": lambda _, event: event["_offset"] % 384 == 0,
    "lastlog": lambda _, event: event["_offset"] % 292 == 0,
    "macos-utmpx": lambda _, event: event["_offset"] % 628 == 0,
    "macos-fsevents": lambda begin, event: begin.partition(b"\0")[0].decode() == event["Path"],
    "macos-asl": lambda begin, _: begin[:2] == bytes(2),
    "windows-i30": lambda begin, event: event["FileName"].encode("utf-16-le") == begin[82 : 82 + 2 * begin[80]],
    "windows-usn": lambda begin, _: begin[4:6] in (b"\x02\0", b"\x03\0"),
    "windows-etl": lambda begin, _: begin[3:4] == b"\xc0",
    "journal-file": lambda begin, _: begin.startswith(b"\x03\0"),
    "ivanti-vc0": lambda begin, event: int(begin[9:17], 16) == event["_record"],
    "parquet": lambda _, event: event["_offset"] >= 4,  # of the row group: a row has no byte of its own
}
"""What stands where a record begins, for records that are no lines and no objects."""


@pytest.mark.parametrize("name", SAMPLES)
def test_offsets_point_at_the_record(name: str) -> None:
    data = SAMPLES[name][1]
    events, _ = events_and_rejections(by_name(name), data)
    for event in events:
        begin = data[event["_offset"] :]
        assert begin
        if name in PLACES:
            assert PLACES[name](begin, event)
        elif name in OF_OBJECTS:
            assert begin.startswith(b"{")
        else:
            assert event["_offset"] == 0 or data[event["_offset"] - 1 : event["_offset"]] == b"\n"
            assert not begin.startswith(b"\n")


@pytest.mark.parametrize("name", SAMPLES)
def test_fewer_wanted_fields_change_no_count_and_no_value(name: str) -> None:
    data = SAMPLES[name][1]
    every, _ = events_and_rejections(by_name(name), data)
    few, _ = events_and_rejections(by_name(name), data, wanted=Wanted(frozenset({"Image", "cs-method", "S:CMD"})))

    assert len(every) == len(few)
    for whole, part in zip(every, few, strict=True):
        assert part == {key: whole[key] for key in part}
        assert not {"Image", "cs-method", "S:CMD"} & set(whole) - set(part)


@pytest.mark.parametrize("name", SAMPLES)
def test_the_host_that_is_given_fills_in_where_events_name_none(name: str) -> None:
    events, _ = events_and_rejections(by_name(name), SAMPLES[name][1], Source("log", host="given"))
    assert all(event.get("_host") for event in events)


@pytest.mark.parametrize("name", SAMPLES)
def test_damage_anywhere_never_raises(name: str) -> None:
    data = SAMPLES[name][1]
    chance = random.Random(1)
    for _ in range(12):
        hurt = bytearray(data[: chance.randrange(len(data) + 1)] if chance.random() < 0.3 else data)
        for _ in range(chance.randrange(1, 40)):
            if hurt:
                hurt[chance.randrange(len(hurt))] = chance.randrange(256)
        events_and_rejections(by_name(name), bytes(hurt))


NASTY = [
    b"\xff\xfe x y",
    b"\0\0",
    b'a,"b',
    b"a\rb",
    b'"',
    b",,,",
    b" ",
    b"2021-03-02 07:0",
    b"\xe4 x",
    b"{",
    b'{"a":1}',
]


@pytest.mark.parametrize("form", TEXT, ids=lambda form: form.name)
@settings(derandomize=True, max_examples=60, deadline=None)
@given(data=st.data())
def test_every_line_ends_as_an_event_or_a_rejection(form: Format, data: st.DataObject) -> None:
    sample = SAMPLES[form.name][1].split(b"\n")
    lines = data.draw(st.lists(st.one_of(st.sampled_from([*sample, *NASTY]), st.binary(max_size=30)), max_size=30))
    log = data.draw(st.sampled_from([b"\n", b"\r\n"])).join(lines)
    heads = header_lines(form, log)

    events, rejected = events_and_rejections(form, log)

    records = sum(event.get("lines", 1) for event in events) + sum(one.records for one in rejected)
    assert records == sum(1 for line in split(log)) - heads


ODD = [None, 1, "", "x", [], {}, [[]], [{}], [None], {"a": {"b": [1, {"c": None}]}}, True, "{", 2**70]


@pytest.mark.parametrize("name", sorted(OF_OBJECTS))
@settings(derandomize=True, max_examples=20, deadline=None)
@given(data=st.data())
def test_every_object_ends_as_an_event_or_a_rejection(name: str, data: st.DataObject) -> None:
    own = [one.value for part in objects(io.BytesIO(SAMPLES[name][1]), Source("x"), LISTS) for one in found_in(part)]
    written: list[dict[str, object]] = []
    for _ in range(data.draw(st.integers(1, 6))):
        value = dict(data.draw(st.sampled_from([*own, {}, {"a": 1}])))
        for key in data.draw(st.lists(st.sampled_from([*value, "other"]), max_size=2)):
            value[key] = data.draw(st.sampled_from(ODD))
        written.append(value)
    for log in (json.dumps(written), "\n".join(map(json.dumps, written))):
        events, rejected = events_and_rejections(by_name(name), log.encode())
        assert len(events) + len(rejected) == len(written)


@pytest.mark.parametrize("name", sorted(OF_OBJECTS - {"json"}))
def test_the_layout_of_json_does_not_matter(name: str) -> None:
    data = SAMPLES[name][1]
    own = [one.value for part in objects(io.BytesIO(data), Source("x"), LISTS) for one in found_in(part)]
    layouts = (
        json.dumps(own, indent=2),
        json.dumps(own, indent=4).replace("\n", "\r\n"),
        "\ufeff" + "\r\n".join(map(json.dumps, own)),
        "\n".join(json.dumps(one, indent=1) for one in own),
    )
    whole, _ = events_and_rejections(by_name(name), data)
    for layout in layouts:
        log = layout.encode()
        known = recognise(log[:HEAD_BYTES], "x")
        assert known is not None
        assert known[0].name == name
        events, rejected = events_and_rejections(known[0], log)
        assert rejected == []
        assert [values_of(event) for event in events] == [values_of(event) for event in whole]


def values_of(event: dict[str, object]) -> dict[str, object]:
    """An event without its place."""
    return {key: value for key, value in event.items() if key not in ("_record", "_offset")}


def found_in(part: list[Found] | Rejected) -> list[Found]:
    """The objects of a part, which has no rejection."""
    assert isinstance(part, list)
    return part


def split(log: bytes) -> list[bytes]:
    """The lines of a log that are not empty."""
    lines = log.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    return [line for line in (line.removesuffix(b"\r") for line in lines) if line]


def header_lines(form: Format, log: bytes) -> int:
    """How many lines of a log are headers, by the plain reading of the formats' descriptions."""
    if form.name == "zeek":
        return sum(line.startswith(b"#") for line in split(log))
    if form.name not in HEADED:
        return 0
    names = HEADED[form.name]
    if form.name == "aws-vpcflow":
        return sum(line.startswith((b"#", b"version ")) for line in split(log))
    return sum(
        line.startswith(b"#") or (b"," in line and line.split(b",")[0].strip().strip(b'"').lower() in names)
        for line in split(log)
    )
