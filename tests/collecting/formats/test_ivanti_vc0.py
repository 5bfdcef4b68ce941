"""Connect Secure's own log files."""

from __future__ import annotations

import io

import pytest

from tocsin.collecting.batches import ALL_FIELDS
from tocsin.collecting.format import Certainty, Source
from tocsin.collecting.formats.ivanti_vc0 import FORMAT, recognise

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_stores import VC0, VC0_HEAD


def test_records() -> None:
    source = Source("ics1/data/runtime/logs/log.access.vc0.old")
    (first, second), rejected = events_and_rejections(FORMAT, VC0, source)
    assert rejected == []
    assert (first["_log"], first["_host"], first["_record"]) == ("access", "ics.example.com", 1)
    assert str(first["_time"]) == "2021-03-02 07:02:08+00:00"
    assert (first["msgid"], first["user"], first["src_ip"], first["realm"]) == (
        "AUT24326", "alice", "203.0.113.9", "Users",
    )  # fmt: skip
    assert (second["msgid"], second["values"][-1]) == ("SYS10305", "92")


@pytest.mark.parametrize("step", [1, 7, 8200])
def test_the_size_of_what_is_read_does_not_matter(step: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tocsin.collecting.formats.ivanti_vc0._STEP", step)
    events, rejected = events_and_rejections(FORMAT, VC0)
    assert [one["_offset"] for one in events] == [8192, VC0.find(b"\5", 8192) + 1]
    assert [one["_record"] for one in events] == [1, 2]
    assert rejected == []


def test_what_is_no_record_is_told() -> None:
    noise = b"what is this\x05" + b"\xff\xfe\tx\ty\x05"
    events, rejected = events_and_rejections(FORMAT, VC0 + noise + b"603de2f0")
    assert len(events) == 2
    assert [one.offset for one in rejected] == [len(VC0), len(VC0) + 13, len(VC0) + 20]
    assert "head" in events_and_rejections(FORMAT, VC0[:100])[1][0].reason


def test_a_record_without_end_is_not_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tocsin.collecting.formats.ivanti_vc0._LONGEST", 1000)
    monkeypatch.setattr("tocsin.collecting.formats.ivanti_vc0._STEP", 500)
    parts = list(FORMAT.read(io.BytesIO(VC0_HEAD + b"x" * 5000), Source("x"), ALL_FIELDS))
    assert sum(getattr(one, "size", 0) for one in parts) == 5000


def test_only_its_head_makes_it_one() -> None:
    assert recognise(VC0_HEAD, "x") is Certainty.SURE
    assert recognise(VC0_HEAD[:8] + b"\1" + bytes(90), "log.access.vc0") is Certainty.NO
