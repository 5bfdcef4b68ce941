"""Pairs with a level and a message."""

from __future__ import annotations

from tocsin.collecting.formats.logfmt import FORMAT

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_artefacts import LOGFMT


def test_pairs_and_times() -> None:
    (first, second), rejected = events_and_rejections(FORMAT, LOGFMT)
    assert rejected == []
    assert (first["msg"], first["remote"], first["_time"].isoformat()) == (
        "Accepted connection", "203.0.113.9", "2021-03-02T07:00:00+00:00",
    )  # fmt: skip
    assert (second["level"], second["_time"].isoformat()) == ("error", "2021-03-02T07:00:01.500000+00:00")


def test_other_lines_are_rejected() -> None:
    _, (lost,) = events_and_rejections(FORMAT, LOGFMT + b"nothing of that\n")
    assert "no record in logfmt" in lost.reason
