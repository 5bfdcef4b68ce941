"""The old task scheduler's log: entries over several lines, in UTF-16 as Windows wrote it."""

from __future__ import annotations

from pathlib import Path

import tocsin
from tocsin.collecting.batches import EventBatch
from tocsin.collecting.format import Certainty, Source
from tocsin.collecting.formats import windows_at_log

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_windows import AT_LOG


def test_entries() -> None:
    events, rejected = events_and_rejections(windows_at_log.FORMAT, AT_LOG, Source("x", timezone="Europe/Berlin"))

    assert rejected == []
    assert [event["Action"] for event in events] == ["Started at", "Started", "Finished"]
    assert (events[1]["Task"], events[1]["Program"]) == ("At1.job", "cmd.exe")
    assert events[2]["Result"] == "The task completed with an exit code of (0)."
    assert [event["_time"].isoformat()[11:19] for event in events] == ["07:00:00", "07:01:00", "07:01:02"]
    assert events[2]["_record"] == 5


def test_what_is_no_entry_is_rejected() -> None:
    events, rejected = events_and_rejections(windows_at_log.FORMAT, b'"cut off\r\n' + AT_LOG + b'"x"\r\n\tno time\r\n')
    assert len(events) == 3
    assert [one.records for one in rejected] == [1, 2]


def test_utf_16_as_windows_writes_it(tmp_path: Path) -> None:
    (tmp_path / "SchedLgU.txt").write_bytes(AT_LOG.decode().encode("utf-16"))
    evidence = tocsin.collect([tmp_path])
    assert [unit.format for unit in evidence.units] == ["windows-at-log"]
    assert sum(part.events.num_rows for part in evidence.scan() if isinstance(part, EventBatch)) == 3


def test_recognition() -> None:
    assert windows_at_log.recognise(AT_LOG, "x") is Certainty.SURE
    assert windows_at_log.recognise(b'"a"\r\n\tStarted 3/2/2021 8:00:00 AM\r\n', "SchedLgU.txt") is Certainty.NO
