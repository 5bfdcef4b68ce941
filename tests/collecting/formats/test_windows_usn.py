"""The change journal: records wherever they stand, and nothing between them lost."""

from __future__ import annotations

import random

import pytest

from tocsin.collecting.format import Certainty
from tocsin.collecting.formats import windows_usn
from tocsin.collecting.formats.windows_usn import FORMAT, recognise

from tests.collecting.artefact_files import usn_record
from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_artefacts import USN


def test_what_happened_to_which_file() -> None:
    (made, closed, gone), rejected = events_and_rejections(FORMAT, USN)
    assert rejected == []
    assert (made["FileName"], made["Reason"], made["_record"]) == ("shell.aspx", "FILE_CREATE", 8192)
    assert closed["Reason"] == "DATA_EXTEND|FILE_CREATE|CLOSE"
    assert (gone["FileName"], gone["FileReference"], gone["ParentReference"]) == ("old.log", "41-3", "5-5")
    assert recognise(bytes(8192), "C/$Extend/$J") is Certainty.LIKELY
    assert recognise(bytes(8192), "x.bin") is Certainty.NO


def test_damage_costs_what_is_damaged() -> None:
    one, two = usn_record("a.txt", 0x100, 1), usn_record("b.txt", 0x100, 2)
    events, rejected = events_and_rejections(FORMAT, one + b"\x99" * 40 + two + two[:24])
    assert [event["FileName"] for event in events] == ["a.txt", "b.txt"]
    assert [(lost.offset, lost.size) for lost in rejected] == [
        (len(one), 40),
        (len(one + two) + 40, len(two[:24].rstrip(b"\0"))),
    ]


def test_blocks_do_not_part_records(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(3)
    names = ["x" * chance.randrange(1, 255) for _ in range(400)]
    data = b"".join(usn_record(name, 0x100, number, version=2 + number % 2) for number, name in enumerate(names))
    monkeypatch.setattr(windows_usn, "BLOCK_BYTES", 1000)
    events, rejected = events_and_rejections(FORMAT, data)
    assert rejected == []
    assert [event["FileName"] for event in events] == names
