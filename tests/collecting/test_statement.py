"""What coverage says of files that end, skip, and go on elsewhere."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tocsin.collecting.batches import EventBatch
from tocsin.collecting.coverage import Survey

from tests.collecting.test_coverage import batch

START = datetime(2021, 3, 1, tzinfo=UTC)


def hourly(path: str, first: int, last: int) -> EventBatch:
    """A record an hour, numbered as the hours are."""
    return batch(
        [
            {"_log": "Security", "_time": START + timedelta(hours=hour), "_record": hour, "_host": "a"}
            for hour in range(first, last)
        ],
        path,
    )


def test_a_gap_between_two_files_is_given_to_the_first() -> None:
    survey = Survey()
    survey.see(hourly("1.evtx", 0, 60))
    survey.see(hourly("2.evtx", 80, 140))
    first, second = survey.coverage()

    assert [(gap.begin, gap.end) for gap in first.gaps] == [("2021-03-03T12:00:00Z", "2021-03-04T08:00:00Z")]
    assert "20 h without a record" in first.gaps[0].why
    assert second.gaps == ()


def test_missing_record_numbers_in_a_log_file_are_a_sign() -> None:
    from types import SimpleNamespace

    survey = Survey()
    survey.see(hourly("1.evtx", 0, 10))
    survey.see(hourly("1.evtx", 15, 20))
    unit = SimpleNamespace(path="1.evtx", format="evtx", size=1, why="")
    (sign,) = survey.coverage([unit])[0].tampering  # type: ignore[list-item]

    assert sign.kind == "record-jump"
    assert sign.detail == "record numbers 10 to 14 are missing (5 in all)"
    assert sign.time == "2021-03-01T09:00:00Z"


def test_missing_record_numbers_in_an_export_are_a_note() -> None:
    from types import SimpleNamespace

    survey = Survey()
    survey.see(hourly("1.json", 0, 10))
    survey.see(hourly("1.json", 15, 20))
    unit = SimpleNamespace(path="1.json", format="windows-json", size=1, why="")
    (one,) = survey.coverage([unit])  # type: ignore[list-item]

    assert one.tampering == ()
    assert "5 record numbers are missing in 1 places" in one.notes[0]


def test_time_that_goes_back_is_a_sign() -> None:
    survey = Survey()
    rows = [
        {"_log": "S", "_record": number, "_time": START + timedelta(hours=hour)}
        for number, hour in enumerate((1, 2, 0, 3), start=1)
    ]
    survey.see(batch(rows))
    (sign,) = survey.coverage()[0].tampering
    assert sign.kind == "time-reversal"
    assert sign.detail.endswith("at record 3")


@pytest.mark.parametrize("recovered", [False, True])
def test_recovered_events_are_told(recovered: bool) -> None:
    survey = Survey()
    events = batch([{"_log": "S", "_time": START}])
    survey.see(EventBatch(events.path, events.family, events.events, recovered))
    assert any("recovered" in note for note in survey.coverage()[0].notes) is recovered


def test_logs_that_the_catalogue_knows_bear_its_id() -> None:
    survey = Survey()
    survey.see(batch([{"_log": "Microsoft-Windows-Sysmon/Operational", "_time": START}]))
    survey.see(batch([{"_log": "Some-Vendor/Thing", "_time": START}]))
    known = {one.log: (one.log_id, str(one.logsource)) for one in survey.coverage()}

    assert known["Microsoft-Windows-Sysmon/Operational"] == ("windows-sysmon", "windows/sysmon")
    assert known["Some-Vendor/Thing"] == (None, "windows")
