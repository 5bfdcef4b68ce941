"""Journal files: events as of any other form of the journal, and how many are not there."""

from __future__ import annotations

from tocsin.collecting.format import Certainty
from tocsin.collecting.formats.journal_file import FORMAT, recognise

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_text import JOURNAL_FILE


def test_entries_are_events_of_syslog() -> None:
    (first, second, third), rejected = events_and_rejections(FORMAT, JOURNAL_FILE)

    assert rejected == []
    assert (first["_log"], first["user"], first["result"], first["_record"]) == ("auth", "eve", "invalid user", 1)
    assert first["_time"].isoformat() == "2021-03-02T07:00:00.123456+00:00"
    assert second["message"].startswith("a long message a long")
    assert (third["_log"], third["action"], third["_host"]) == ("cron", "REPLACE", "web1")


def test_entries_that_are_cut_off_are_counted() -> None:
    third = events_and_rejections(FORMAT, JOURNAL_FILE)[0][2]
    events, rejected = events_and_rejections(FORMAT, JOURNAL_FILE[: third["_offset"]])

    assert len(events) == 2
    assert [(one.reason, one.records) for one in rejected] == [
        ("the file says that it has 3 entries: 1 are not there", 1),
    ]


def test_it_is_known_by_its_signature() -> None:
    assert recognise(JOURNAL_FILE, "x") is Certainty.SURE
    assert recognise(b"", "system.journal") is Certainty.NO
    assert events_and_rejections(FORMAT, b"") == ([], [])
