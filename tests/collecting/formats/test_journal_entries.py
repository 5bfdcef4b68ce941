"""Entries of the journal to events: programs, their logs, names of facility and severity, Sysmon."""

from __future__ import annotations

from tocsin.collecting.batches import ALL_FIELDS, Wanted
from tocsin.collecting.format import Source
from tocsin.collecting.formats.journal_entries import Entries, one
from tocsin.collecting.rows import Fields

ENTRY: Fields = {
    "__REALTIME_TIMESTAMP": "1614668400123456",
    "_HOSTNAME": "web1",
    "_COMM": "crontab",
    "PRIORITY": "99",
    "SYSLOG_FACILITY": "9",
    "MESSAGE": "(root) REPLACE (root)",
}


def test_an_entry_is_an_event_of_its_programs_log() -> None:
    entries = Entries(Source("p"), ALL_FIELDS)
    entries.add(1, 0, ENTRY)
    entries.add(2, 9, {"MESSAGE": ["a", "b"], "__REALTIME_TIMESTAMP": "x"})
    (batch,) = entries.flush()
    first, second = batch.events.to_pylist()

    assert (first["_log"], first["action"], first["facility"], first["severity"]) == ("cron", "REPLACE", "cron", "99")
    assert (first["log._COMM"], first["_host"]) == ("crontab", "web1")
    assert (second["_time"], second["message"], second["_log"]) == (None, "a", "syslog")


def test_what_nobody_asks_for_is_left_out() -> None:
    entries = Entries(Source("p"), Wanted(frozenset({"action"})))
    entries.add(1, 0, ENTRY)
    (batch,) = entries.flush()
    assert batch.events.schema.names[5:] == ["action"]
    assert one({"a": []}, "a") is None
