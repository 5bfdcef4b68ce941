"""Event logs of Windows NT to 2003: also those that went round, were not closed, or are damaged."""

from __future__ import annotations

import io
import random

import pytest

from tocsin.collecting.batches import ALL_FIELDS, EventBatch
from tocsin.collecting.format import Certainty, Source
from tocsin.collecting.formats import evt

from tests.collecting.formats.evt_writer import HEADER, header, record, round_log, whole
from tests.collecting.reading import events_and_rejections

TIME = 1614668400  # 2021-03-02 07:00:00


def made(number: int, *strings: str) -> bytes:
    return record(
        number, TIME + number, 0x80000210, 8, "Security", "OLDSRV", strings or ("Administrator", "CORP", "(0x0,0x3E7)")
    )


RECORDS = [made(number) for number in range(1, 6)]


def numbers(data: bytes, path: str = "SecEvent.Evt") -> list[int]:
    return sorted(event["_record"] for event in events_and_rejections(evt.FORMAT, data, Source(path))[0])


def test_a_logon() -> None:
    data = whole([record(7, TIME, 528, 8, "Security", "OLDSRV", ["eve", "CORP", "\u00fc"], b"\x01\xff")])
    events, rejected = events_and_rejections(evt.FORMAT, data, Source("WINDOWS/system32/config/SecEvent.Evt"))

    assert rejected == []
    event = events[0]
    assert event["_time"].isoformat() == "2021-03-02T07:00:00+00:00"
    assert (event["_record"], event["_offset"], event["_host"], event["_log"]) == (7, HEADER, "OLDSRV", "Security")
    assert (event["EventID"], event["Level"], event["Task"], event["Keywords"]) == (528, 0, 2, "0x8020000000000000")
    assert (event["Provider_Name"], event["Security_UserID"], event["Binary"]) == ("Security", "S-1-5-18", "01FF")
    assert event["Data"] == ["eve", "CORP", "\u00fc"]


def test_qualifiers_and_other_channels() -> None:
    events, _ = events_and_rejections(evt.FORMAT, whole(RECORDS), Source("Directory Service.evt"))
    assert (events[0]["EventID"], events[0]["EventID_Qualifiers"]) == (528, "32768")
    assert events[0]["Channel"] == "Directory Service"


def test_a_log_that_went_round() -> None:
    data = round_log(RECORDS[:3], RECORDS[3:], rest=made(0)[24:])
    events, rejected = events_and_rejections(evt.FORMAT, data)

    assert rejected == []
    assert sorted(event["_record"] for event in events) == [1, 2, 3, 4, 5]
    assert all(data[event["_offset"] + 4 : event["_offset"] + 8] == b"LfLe" for event in events)


def test_records_outside_the_log_are_recovered() -> None:
    data = bytearray(whole(RECORDS))
    end = HEADER + len(RECORDS[0]) + len(RECORDS[1])
    data[:HEADER] = header(HEADER, end, 3, 1, len(data))
    parts = [
        part for part in evt.read(io.BytesIO(bytes(data)), Source("x.evt"), ALL_FIELDS) if isinstance(part, EventBatch)
    ]
    assert {part.recovered: part.events.num_rows for part in parts} == {False: 2, True: 3}

    data[:HEADER] = header(HEADER, end, 3, 1, len(data), flags=1)  # not closed: the header is not up to date
    parts = [
        part for part in evt.read(io.BytesIO(bytes(data)), Source("x.evt"), ALL_FIELDS) if isinstance(part, EventBatch)
    ]
    assert {part.recovered for part in parts} == {False}


@pytest.mark.parametrize("place", [0, 4, 20, 60, -4])
def test_a_damaged_record_costs_itself_alone(place: int) -> None:
    at = HEADER + len(RECORDS[0])
    where = at + place if place >= 0 else at + len(RECORDS[1]) + place
    data = bytearray(whole(RECORDS))
    data[where] ^= 0xFF
    events, rejected = events_and_rejections(evt.FORMAT, bytes(data))

    assert {1, 3, 4, 5} <= {event["_record"] for event in events}
    if len(events) == 4:
        assert [(one.offset, one.size) for one in rejected] == [(at, len(RECORDS[1]))]


def test_a_cut_file_and_one_without_a_header() -> None:
    data = whole(RECORDS)
    cut = data[: HEADER + sum(map(len, RECORDS)) - 20]
    events, rejected = events_and_rejections(evt.FORMAT, cut)
    assert (len(events), len(rejected)) == (4, 1)
    assert rejected[0].offset == HEADER + sum(map(len, RECORDS[:4]))

    events, _ = events_and_rejections(evt.FORMAT, bytes(HEADER) + data[HEADER:])
    assert len(events) == 5


def test_blocks_cut_records_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evt, "_READ", 100)
    for data in (whole(RECORDS, 4096), round_log(RECORDS[:3], RECORDS[3:])):
        assert numbers(data) == [1, 2, 3, 4, 5]


def test_sizes_that_lie_neither_hang_nor_crash() -> None:
    chance = random.Random(3)
    for _ in range(200):
        data = bytearray(whole(RECORDS, 2048))
        for _ in range(chance.randrange(1, 30)):
            data[chance.randrange(len(data))] = chance.choice([0, 1, 0xFF, chance.randrange(256)])
        events_and_rejections(evt.FORMAT, bytes(data))
    events, rejected = events_and_rejections(evt.FORMAT, b"LfLe" * 5000)
    assert events == []
    assert rejected


def test_recognition() -> None:
    assert evt.recognise(whole(RECORDS)[:8192], "x") is Certainty.SURE
    assert evt.recognise(bytes(HEADER) + RECORDS[0], "x.evt") is Certainty.MAYBE
    assert evt.recognise(b"ElfFile\0", "x.evt") is Certainty.NO
