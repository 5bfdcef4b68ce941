"""Signs of tampering: by event id together with provider, never by id alone."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pytest

from tocsin.collecting.signs import UNLIKE, clock_halves, signs

TIME = datetime(2021, 3, 2, 7, tzinfo=UTC)


def events(number: int, provider: str, **more: list[str]) -> pa.RecordBatch:
    """One event."""
    return pa.RecordBatch.from_pydict(
        {
            "_time": pa.array([TIME], pa.timestamp("us", tz="UTC")),
            "_record": [7],
            "EventID": [number],
            "Provider_Name": [provider],
            **more,
        }
    )


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
    assert [one.kind for one in found] == ([kind] if kind else [])
    assert all("record 7" in one.detail and one.time == int(TIME.timestamp() * 1_000_000) for one in found)


def test_half_hours_between_two_clocks() -> None:
    told, micros = np.array([True]), np.array([int(TIME.timestamp() * 1_000_000)])
    for said, halves in (("2021-03-02 12:00:01.5", 10), ("2021-03-02 06:30:00", -1), ("2021-03-02 09:13:00", UNLIKE)):
        found = clock_halves(events(1, "Sysmon", UtcTime=[said]), micros, told)
        assert found.tolist() == [halves]
    assert clock_halves(events(1, "Sysmon", UtcTime=["soon"]), micros, told).tolist() == []
