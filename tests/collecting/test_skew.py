"""Clocks of two logs: told where they differ steadily, and nowhere else."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import numpy as np
import pytest

from tocsin.collecting import collect
from tocsin.collecting.skew import FEWEST, MOST, Marks, difference, keep, records, sentences

from benchmarks.evtx_writer import Event, write_evtx
from tests.collecting.samples import HTTPPROXY_HEADER, IIS_HEADER, httpproxy_row

START = datetime(2021, 3, 2, 7, tzinfo=UTC)
HOUR = 3_600_000_000


@pytest.mark.parametrize(
    ("behind", "words"),
    [
        ([5 * HOUR] * 9, "5 h behind"),
        ([5 * HOUR + second * 1_000_000 for second in range(9)], "5 h behind"),
        ([-HOUR // 2] * 9, "0.5 h ahead of"),
        ([420_000_000] * 19 + [0], "7 min behind"),
        ([5 * HOUR] * (FEWEST - 1), None),
        ([2_000_000] * 9, None),
        ([number * HOUR for number in range(9)], None),
        ([5 * HOUR] * 5 + [0] * 5, None),
    ],
)
def test_a_difference_is_one_that_is_steady(behind: list[int], words: str | None) -> None:
    own: Marks = {str(number): 0 for number in range(len(behind))}
    other: Marks = {str(number): amount for number, amount in enumerate(behind)}
    told = difference(own, other)
    assert (told and told.words()) == words


def test_logs_of_the_same_things_keep_the_same_marks_however_they_are_divided() -> None:
    numbers = np.arange(5000)
    whole, parts = Marks(), Marks()
    rows, marks = records(numbers, {})
    keep(whole, zip(marks, rows.tolist(), strict=True))
    for part in np.array_split(np.random.default_rng(1).permutation(numbers), 7):
        rows, marks = records(part, parts)
        keep(parts, zip(marks, part[rows].tolist(), strict=True))
    assert whole == parts
    assert len(whole) == MOST


def test_records_of_different_logs_are_not_compared() -> None:
    one, other = ({str(number): number + amount for number in range(9)} for amount in (0, 5 * HOUR))
    assert sentences({("a", "h", "Security"): ("windows", one), ("b", "h", "System"): ("windows", other)}) == {}
    assert sentences({("a", "h", "Security"): ("windows", one), ("b", "i", "Security"): ("windows", other)}) == {}
    assert set(sentences({("a", "h", "S"): ("windows", one), ("b", "h", "S"): ("windows", other)})) == {
        ("a", "h", "S"), ("b", "h", "S"),
    }  # fmt: skip


def exchange(folder: Path, shift: timedelta) -> Path:
    """IIS and two hours of HttpProxy, of the same requests, IIS shifted."""
    chance = random.Random(1)
    iis, proxy = IIS_HEADER, [HTTPPROXY_HEADER, HTTPPROXY_HEADER]
    for number in range(300):
        moment, request = START + timedelta(seconds=20 * number), UUID(int=chance.getrandbits(128))
        logged = (moment + shift).strftime("%Y-%m-%d %H:%M:%S").encode()
        iis += (
            logged
            + b" 192.0.2.1 POST /owa/x &cafeReqId=%s; 443 - 203.0.113.9 x - 200 0 0 1\r\n" % str(request).encode()
        )
        proxy[number // 180] += httpproxy_row(
            DateTime=moment.strftime("%Y-%m-%dT%H:%M:%S.120Z"), RequestId=str(request), Protocol="Owa"
        )
    (folder / "W3SVC1").mkdir(parents=True)
    (folder / "W3SVC1" / "u_ex210302.log").write_bytes(iis)
    for number, data in enumerate(proxy):
        (folder / f"HttpProxy_202103020{7 + number}-1.LOG").write_bytes(data)
    return folder


def notes(path: Path) -> list[tuple[str, str]]:
    return [(one.path, note) for one in collect([path]).coverage() for note in one.notes if "times" in note]


def test_iis_that_logs_local_time_beside_httpproxy(tmp_path: Path) -> None:
    told = dict(notes(exchange(tmp_path, timedelta(hours=-5))))

    assert set(told) == {"HttpProxy_2021030207-1.LOG", "W3SVC1/u_ex210302.log"}  # of two files the first
    assert "5 h ahead of those of W3SVC1 in" in told["HttpProxy_2021030207-1.LOG"]
    assert "5 h behind those of HttpProxy/Owa in" in told["W3SVC1/u_ex210302.log"]
    assert "requests that both have" in told["W3SVC1/u_ex210302.log"]


def test_clocks_that_agree_are_not_told(tmp_path: Path) -> None:
    assert notes(exchange(tmp_path, timedelta(seconds=2))) == []


def test_an_export_in_another_time_zone_beside_the_log_it_was_made_from(tmp_path: Path) -> None:
    events = [
        Event("System", "Test", 1, START + timedelta(minutes=number), "ws1", (("a", "b"),)) for number in range(50)
    ]
    (tmp_path / "System.evtx").write_bytes(write_evtx(events))
    (tmp_path / "export.json").write_text(
        "\n".join(
            json.dumps(
                {
                    "EventID": 1, "Channel": "System", "SourceName": "Test", "Hostname": "ws1", "a": "b",
                    "RecordNumber": number + 1,
                    "TimeCreated": (one.time - timedelta(hours=4)).strftime("%Y-%m-%dT%H:%M:%SZ"),
                }
            )
            for number, one in enumerate(events)
        )
    )  # fmt: skip
    told = dict(notes(tmp_path))

    assert told["export.json"].startswith("its times are 4 h behind those of System.evtx in 50 of 50 records that both")
    assert told["System.evtx"].startswith("its times are 4 h ahead of those of export.json")
