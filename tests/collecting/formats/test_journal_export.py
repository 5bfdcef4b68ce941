"""The journal's export format: binary values, entries apart, damage costs one entry."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.collecting.format import Certainty
from tocsin.collecting.formats import journal_export
from tocsin.collecting.formats.journal_export import FORMAT, recognise

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_text import JOURNAL_EXPORT


def test_values_may_hold_anything() -> None:
    (sudo, java, last), rejected = events_and_rejections(FORMAT, JOURNAL_EXPORT)

    assert rejected == []
    assert (sudo["_log"], sudo["user"], sudo["COMMAND"], sudo["severity"]) == ("auth", "alice", "/bin/sh", "notice")
    assert (java["message"], java["X"], java["_record"]) == ("one\n\n\ttwo", ["1", "2"], 9)
    assert (last["program"], last["_host"]) == ("x", "web1")


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (b"no field\nA=1\n", "line 9: no field of the journal"),
        (b"A=1\nB=2\n", "line 9: an entry without its time"),
        (b"MESSAGE\n\xff\xff\xff\xff\xff\0\0\0x\n", "line 9: a value of more bytes than there are"),
        (b"MESSAGE\n\x01\0\0\0\0\0\0\0xyz\n", "line 9: a value that does not end where its size says"),
    ],
)
def test_damage_costs_what_stands_to_the_next_empty_line(bad: bytes, reason: str) -> None:
    begin, end = JOURNAL_EXPORT.split(b"\n\n", 1)
    events, rejected = events_and_rejections(FORMAT, begin + b"\n\n" + bad + b"\n" + end)

    assert len(events) == 3
    assert [(one.offset, one.reason) for one in rejected] == [(len(begin) + 2, reason)]


@settings(derandomize=True, max_examples=60, deadline=None)
@given(size=st.integers(1, 300), cut=st.integers(0, len(JOURNAL_EXPORT)))
def test_blocks_and_cuts_lose_nothing(size: int, cut: int) -> None:
    class Slow(io.BytesIO):
        def read(self, count: int | None = -1, /) -> bytes:
            return super().read(min(size, count or size))

    data = JOURNAL_EXPORT[:cut]
    parts = list(journal_export.read(Slow(data), journal_export.Source("x"), journal_export.Wanted()))
    whole, lost = events_and_rejections(FORMAT, data)
    rows = sum(part.events.num_rows for part in parts if isinstance(part, journal_export.EventBatch))
    assert (rows, len(parts) - bool(rows)) == (len(whole), len(lost))
    assert len(whole) + len(lost) >= len(
        [part for part in data.replace(b"one\n\n\ttwo", b"").split(b"\n\n") if part.strip(b"\n")]
    )


def test_it_is_known_by_its_fields() -> None:
    assert recognise(JOURNAL_EXPORT, "x") is Certainty.SURE
    assert recognise(b"A=1\n", "journal") is Certainty.NO
