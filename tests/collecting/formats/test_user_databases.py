"""Databases of what users did: one row each, each with its time."""

from __future__ import annotations

import pytest

from tocsin.collecting.format import Certainty
from tocsin.collecting.formats.user_databases import FORMAT, recognise

from tests.collecting.artefact_files import CALLS, IMESSAGE, QUARANTINE, SMS, START, TCC, TIMELINE, WTMPDB, database
from tests.collecting.reading import events_and_rejections


@pytest.mark.parametrize(
    ("script", "log", "field", "value"),
    [
        (QUARANTINE, "Quarantine", "url", "http://198.51.100.7/x.dmg"),
        (TIMELINE, "ActivitiesCache", "Activity", "open"),
        (WTMPDB, "wtmpdb", "host", "203.0.113.9"),
        (TCC, "TCC", "Access", "allowed"),
        (CALLS, "calls", "Direction", "outgoing"),
        (SMS, "sms", "Text", "http://198.51.100.7/a"),
        (IMESSAGE, "iMessage", "Number", "+15550100"),
    ],
)
def test_one_event_a_row(script: str, log: str, field: str, value: str) -> None:
    data = database(script)
    (event,), rejected = events_and_rejections(FORMAT, data)
    assert rejected == []
    assert (event["_log"], event[field], event["_time"]) == (log, value, START)
    assert recognise(data[:8192], "x") is Certainty.SURE
