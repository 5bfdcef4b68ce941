"""EVTX files, sound and damaged: every record is an event or a rejection, and undamaged records always come out."""

from __future__ import annotations

import io
import json
import struct
from datetime import timedelta
from pathlib import Path

import evtx as reference
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.collecting.batches import ALL_FIELDS, EventBatch
from tocsin.collecting.format import Source
from tocsin.collecting.formats import evtx

from benchmarks.evtx_writer import Event, write_evtx
from tests.collecting.reading import events_and_rejections
from tests.collecting.samples import EVTX, START
from tests.material import DATA, needs_data

FILES = sorted((DATA / "evtx-samples").rglob("*.evtx")) + sorted((DATA / "sigma-regression").rglob("*.evtx"))
HEADER, CHUNK = 4096, 65536


def places(data: bytes) -> list[tuple[int, int]]:
    """Offset and size of every record, by the plain reading of a sound file."""
    found: list[tuple[int, int]] = []
    for start in range(HEADER, len(data), CHUNK):
        at, free = start + 512, start + struct.unpack_from("<I", data, start + 48)[0]
        while at < free:
            size = struct.unpack_from("<I", data, at + 4)[0]
            found.append((at, size))
            at += size
    return found


PLACES = places(EVTX)


def numbers(data: bytes) -> tuple[list[int], int]:
    """Record numbers that came out, and how many records are said to be lost."""
    events, rejected = events_and_rejections(evtx.FORMAT, data)
    return [event["_record"] for event in events], sum(one.records for one in rejected)


@needs_data
def test_every_shared_file_gives_as_many_events_as_the_reference_parser() -> None:
    for path in FILES:
        expected = sum(1 for _ in reference.PyEvtxParser(str(path)).records())
        with path.open("rb") as stream:
            parts = list(evtx.read(stream, Source("x"), ALL_FIELDS))
        batches = [part for part in parts if isinstance(part, EventBatch)]

        assert len(batches) == len(parts), path
        assert sum(batch.events.num_rows for batch in batches if not batch.recovered) == expected, path


@needs_data
@pytest.mark.parametrize("path", FILES[::12], ids=lambda path: path.stem[:40])
def test_fields_are_those_of_the_reference_parser(path: Path) -> None:
    with path.open("rb") as stream:
        events, _ = events_and_rejections(evtx.FORMAT, stream.read())
    records = [json.loads(record["data"])["Event"] for record in reference.PyEvtxParser(str(path)).records_json()]

    assert len(events) == len(records)
    for event, record in zip(events, records, strict=True):
        data = record.get("EventData")
        assert event["_record"] == record["System"]["EventRecordID"]
        assert event.get("Computer") == record["System"]["Computer"] == event.get("_host")
        for name, value in (data if isinstance(data, dict) else {}).items():
            if isinstance(value, str | int) and not isinstance(value, bool):
                assert event[name] == str(value), name


def test_record_offset_time_and_channel() -> None:
    events, rejected = events_and_rejections(evtx.FORMAT, EVTX)

    assert rejected == []
    assert [event["_offset"] for event in events] == [at for at, _ in PLACES]
    assert events[3]["_time"].isoformat() == "2021-03-02T07:00:03+00:00"
    assert events[3]["_log"] == events[3]["Channel"] == "Microsoft-Windows-Sysmon/Operational"
    assert events[3]["EventID"] == 1
    assert events[3]["Image"] == "C:\\3.exe"


def test_the_simple_path_and_the_columnar_path_agree() -> None:
    def run(columnar_from: int) -> list[dict[str, object]]:
        parts = list(evtx.read(io.BytesIO(EVTX), Source("x"), ALL_FIELDS, columnar_from))
        rows = [row for part in parts if isinstance(part, EventBatch) for row in part.events.to_pylist()]
        kept = [{name: value for name, value in row.items() if value is not None} for row in rows]
        return sorted(kept, key=lambda row: row["_offset"])

    simple, columnar = run(10_000), run(1)

    assert len(simple) == len(columnar) == 600
    assert [{k: v for k, v in row.items() if k in columnar[0]} for row in simple] == columnar


CUTS = [1, 100, 4095, HEADER, HEADER + 100, HEADER + 511, PLACES[3][0] + 5, PLACES[400][0] + 30]


@pytest.mark.parametrize("cut", CUTS)
def test_a_cut_file_gives_the_records_before_the_cut_and_says_what_is_lost(cut: int) -> None:
    whole = sum(at + size <= cut for at, size in PLACES)
    found, lost = numbers(EVTX[:cut])

    assert len(found) == whole
    assert lost >= (cut != HEADER)


def test_a_destroyed_record_costs_no_other() -> None:
    data = bytearray(EVTX)
    at, size = PLACES[50]
    data[at : at + size] = b"\xff" * size

    events, rejected = events_and_rejections(evtx.FORMAT, bytes(data))

    assert len(events) == 599
    assert [(one.offset, one.size, one.records) for one in rejected] == [(at, size, 1)]


def test_a_destroyed_run_of_records_is_counted_by_the_numbers_around_it() -> None:
    data = bytearray(EVTX)
    begin, end = PLACES[50][0], PLACES[55][0]
    data[begin:end] = bytes(end - begin)

    found, lost = numbers(bytes(data))

    assert (len(found), lost) == (595, 5)


def test_a_destroyed_event_inside_a_sound_record_is_rejected_with_its_place() -> None:
    data = bytearray(EVTX)
    at, size = PLACES[50]
    data[at + 24 : at + size - 4] = b"\xff" * (size - 28)

    events, rejected = events_and_rejections(evtx.FORMAT, bytes(data))

    assert len(events) + len(rejected) == 600
    assert [one.offset for one in rejected] == [at]


def test_a_destroyed_signature_of_a_chunk_loses_no_record() -> None:
    data = bytearray(EVTX)
    data[HEADER : HEADER + 8] = b"XXXXXXXX"
    found, lost = numbers(bytes(data))

    assert (len(found), lost) == (600, 0)


def test_a_zeroed_chunk_costs_only_its_own_records() -> None:
    data = bytearray(EVTX)
    data[HEADER : HEADER + CHUNK] = bytes(CHUNK)
    found, _ = numbers(bytes(data))

    assert len(found) == sum(at >= HEADER + CHUNK for at, _ in PLACES)


COUNTS = [(48, 600), (48, 0), (48, 0xFFFFFFFF), (16, 3), (32, 3), (16, 2**63), (40, 0)]


@pytest.mark.parametrize(("offset", "value"), COUNTS)
def test_wrong_counts_in_a_chunks_header_lose_no_record(offset: int, value: int) -> None:
    data = bytearray(EVTX)
    struct.pack_into("<Q" if offset in (16, 32) else "<I", data, HEADER + offset, value)
    found, _ = numbers(bytes(data))

    assert len(set(found)) == 600 or offset == 48
    assert len(found) >= 598 - 200 * (offset == 48 and value == 600)


@pytest.mark.parametrize("size", [0, 1, 27, 0xFFFFFFFF, 40])
def test_a_wrong_size_of_a_record_neither_hangs_nor_costs_others(size: int) -> None:
    data = bytearray(EVTX)
    struct.pack_into("<I", data, PLACES[20][0] + 4, size)
    found, lost = numbers(bytes(data))

    assert len(found) == 599
    assert lost == 1


def test_chunks_without_a_file_header_are_read() -> None:
    assert evtx.recognise(EVTX[HEADER:][:8192], "carved.bin") > 0
    found, lost = numbers(EVTX[HEADER:])

    assert (len(found), lost) == (600, 0)


def test_records_behind_the_end_that_a_header_gives_are_recovered() -> None:
    data = bytearray(EVTX)
    keep = PLACES[10]
    struct.pack_into("<I", data, HEADER + 48, keep[0] - HEADER)
    struct.pack_into("<QQQQ", data, HEADER + 8, 1, 10, 1, 10)
    read = evtx.read(io.BytesIO(bytes(data)), Source("x"), ALL_FIELDS)
    parts = [part for part in read if isinstance(part, EventBatch)]

    assert sum(part.events.num_rows for part in parts) == 600
    assert sum(part.events.num_rows for part in parts if part.recovered) > 0


@settings(derandomize=True, max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(EVTX) - 1), st.integers(0, 255)), max_size=30), st.integers(0, len(EVTX)))
def test_records_that_are_not_touched_always_come_out(flips: list[tuple[int, int]], cut: int) -> None:
    data = bytearray(EVTX[: max(cut, len(EVTX) // 2)])
    hurt = {at // CHUNK for at, _ in ((at - HEADER, value) for at, value in flips) if at >= 0}
    for at, value in flips:
        if HEADER <= at < len(data):
            data[at] = value
    found, _ = numbers(bytes(data))
    untouched = {
        number
        for number, (at, size) in enumerate(PLACES, start=1)
        if at + size <= len(data) and (at - HEADER) // CHUNK not in hurt
    }

    assert untouched <= set(found)


def test_forwarded_events_of_many_hosts_in_one_file() -> None:
    logs = ("Security", "System", "Microsoft-Windows-Sysmon/Operational")
    written = [
        Event(
            logs[number % 3],
            f"Provider {number % 3}",
            4624 + number % 2,
            START + timedelta(seconds=number),
            computer=f"ws{number % 500:03d}.example",
            data=(("TargetUserName", f"user{number}"),),
            message=f"An account was logged on: {number}" if number % 4 else None,
        )
        for number in range(1500)
    ]
    source = Source("ForwardedEvents.evtx", host="wec")
    events, rejected = events_and_rejections(evtx.FORMAT, write_evtx(written), source)

    assert rejected == []
    assert len(events) == 1500
    assert len({event["_host"] for event in events}) == 500
    for number, event in enumerate(events):
        assert event["_host"] == event["Computer"] == f"ws{number % 500:03d}.example"
        assert event["_log"] == event["Channel"] == logs[number % 3]
        assert event.get("Message") == (f"An account was logged on: {number}" if number % 4 else None)
        assert event["TargetUserName"] == f"user{number}"
