"""Signs of tampering: by event id together with provider, never by id alone."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pytest

from tocsin.collecting.batches import EventBatch
from tocsin.collecting.signs import UNLIKE, clock_halves, signs, with_clock

TIME = datetime(2021, 3, 2, 7, tzinfo=UTC)


def events(number: int, provider: str, **more: list[str]) -> EventBatch:
    """One event."""
    batch = pa.RecordBatch.from_pydict(
        {
            "_time": pa.array([TIME], pa.timestamp("us", tz="UTC")),
            "_record": [7],
            "EventID": [number],
            "Provider_Name": [provider],
            **more,
        }
    )
    return EventBatch("x.evtx", "windows", batch)


@pytest.mark.parametrize(
    ("number", "provider", "kind"),
    [
        (1102, "Microsoft-Windows-Eventlog", "cleared"),
        (104, "Microsoft-Windows-Eventlog", "cleared"),
        (4719, "Microsoft-Windows-Security-Auditing", "audit-policy-changed"),
        (104, "Microsoft-Windows-DHCP-Client", None),
        (16, "Microsoft-Windows-Kernel-General", None),
        (1, "Microsoft-Windows-Eventlog", None),
    ],
)
def test_which_events_are_signs(number: int, provider: str, kind: str | None) -> None:
    found = signs(events(number, provider), {str(number)})
    assert [(row, one.kind) for row, one in found] == ([(0, kind)] if kind else [])
    assert all("record 7" in one.detail and one.time == int(TIME.timestamp() * 1_000_000) for _, one in found)


def test_a_sub_category_that_is_switched_off_is_named() -> None:
    guid = "{0cce922b-69ae-11d9-bed3-505054503030}"
    for change, about in (("%%8448, %%8450", "Process Creation"), ("%%8449", "")):
        batch = events(4719, "Microsoft-Windows-Security-Auditing", SubcategoryGuid=[guid], AuditPolicyChanges=[change])
        ((_, sign),) = signs(batch, {"4719"})
        assert sign.about == about
        assert "SubcategoryGuid Process Creation" in sign.detail
    assert "success added" in sign.detail


def test_conditions_on_fields() -> None:
    for state, kind in (("Stopped", ["stopped"]), ("Started", [])):
        found = signs(events(4, "Microsoft-Windows-Sysmon", State=[state]), {"4"})
        assert [sign.kind for _, sign in found] == kind


def test_signs_of_other_families_are_told_by_their_fields() -> None:
    batch = pa.RecordBatch.from_pydict(
        {
            "_time": pa.array([TIME] * 3, pa.timestamp("us", tz="UTC")),
            "_record": [1, 2, 3],
            "type": pa.array([["SYSCALL", "PATH"], ["DAEMON_END"], ["SYSCALL", "CONFIG_CHANGE"]]),
            "op": [None, None, "set"],
        }
    )
    found = signs(EventBatch("audit.log", "auditd", batch), set())
    assert [(row, sign.kind) for row, sign in found] == [(1, "stopped"), (2, "audit-policy-changed")]
    assert "op set" in found[1][1].detail
    assert signs(EventBatch("x.log", "iis", batch), set()) == []


def test_half_hours_between_two_clocks() -> None:
    told, micros = np.array([True]), np.array([int(TIME.timestamp() * 1_000_000)])
    for said, halves in (("2021-03-02 12:00:01.5", 10), ("2021-03-02 06:30:00", -1), ("2021-03-02 09:13:00", UNLIKE)):
        found = clock_halves(with_clock(events(1, "Sysmon", UtcTime=[said]).events), micros, told)
        assert found.tolist() == [halves]
    assert clock_halves(with_clock(events(1, "Sysmon", UtcTime=["soon"]).events), micros, told).tolist() == []


def test_texts_inside_a_message() -> None:
    messages = ["Vacuuming done, freed 8.0M of archived journals", "Started", "Vacuuming done"]
    batch = pa.RecordBatch.from_pydict(
        {
            "_time": pa.array([TIME] * 3, pa.timestamp("us", tz="UTC")),
            "_record": [1, 2, 3],
            "program": ["systemd-journald", "systemd-journald", "backup"],
            "message": messages,
        }
    )
    ((row, sign),) = signs(EventBatch("syslog", "syslog", batch), set())
    assert (row, sign.kind) == (0, "cleared")
    assert "freed 8.0M" in sign.detail


def test_only_rows_that_may_be_signs_are_fetched() -> None:
    messages = ["Started"] * 500 + ["Journal stopped"] + ["Started"] * 500
    count = len(messages)
    whole = pa.RecordBatch.from_pydict(
        {
            "_time": pa.array([TIME] * count, pa.timestamp("us", tz="UTC")),
            "_record": list(range(count)),
            "program": pa.array(["systemd-journald"] * count).dictionary_encode(),
            "message": messages,
        }
    )
    fetched: list[int] = []

    def fetch(rows: np.ndarray) -> pa.RecordBatch:
        fetched.extend(rows.tolist())
        return whole.take(pa.array(rows))

    for events, rows in ((whole, [500]), (whole.drop_columns(["message"]), list(range(count)))):
        fetched.clear()
        ((row, sign),) = signs(EventBatch("syslog", "syslog", events, fetch=fetch), set())
        assert (row, sign.kind, fetched) == (500, "stopped", rows)
