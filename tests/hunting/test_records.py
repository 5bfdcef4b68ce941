"""Records found again: by number or byte, with or without a path."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.collecting import Evidence, collect
from tocsin.hunting import records
from tocsin.hunting.records import find_records
from tocsin.model.errors import UsageError

from tests.hunting.recordings import case


@pytest.fixture
def evidence(tmp_path: Path) -> Evidence:
    return collect([case(tmp_path)[0]])


def test_a_number_is_found_in_every_file_or_in_one(evidence: Evidence) -> None:
    assert [record.place.path for record in find_records(evidence, "3")] == ["a.evtx", "b.evtx", "c.evtx"]
    (one,) = find_records(evidence, "b.evtx:3")

    assert one.host == "EXCH02"
    assert one.time == "2021-03-02T07:00:05Z"
    assert one.event["Image"] == "C:\\editor.exe"
    assert not [name for name in one.event if name.startswith("_")]


@pytest.mark.parametrize("path", ["b.evtx", "evidence/b.evtx", "C:\\logs\\evidence\\b.evtx"])
def test_a_path_may_have_folders_before_it(evidence: Evidence, path: str) -> None:
    assert [record.place.path for record in find_records(evidence, f"{path}:3")] == ["b.evtx"]


def test_a_byte_is_found(evidence: Evidence) -> None:
    (one,) = find_records(evidence, "b.evtx:3")

    assert find_records(evidence, f"b.evtx:@{one.place.offset}") == [one]


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ("b.evtx:99", "there is no record 99 in b.evtx"),
        ("@7", "there is no record at byte 7 in the evidence"),
        ("d.evtx:1", "no file 'd.evtx'.*did you mean 'a.evtx'|no file 'd.evtx'"),
        ("the third", "is no record"),
        ("", "is no record"),
    ],
)
def test_what_is_not_there_is_one_clear_line(evidence: Evidence, asked: str, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        find_records(evidence, asked)


def test_too_many_are_said(evidence: Evidence, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "MOST", 2)

    with pytest.raises(UsageError, match="more than 2 records of the evidence have the number 3"):
        find_records(evidence, "3")
