"""Surveys: hours, kinds and books are right however the batches come, and surveys of parts add up."""

from __future__ import annotations

import pickle
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.collecting.batches import EventBatch
from tocsin.collecting.coverage import Survey
from tocsin.model.evidence import Rejected

START = datetime(2021, 3, 2, 7, 30, tzinfo=UTC)
EVENTS = st.lists(
    st.fixed_dictionaries(
        {
            "_record": st.one_of(st.none(), st.integers(1, 50)),
            "_time": st.one_of(st.none(), st.integers(0, 72).map(lambda hour: START + timedelta(hours=hour))),
            "_host": st.sampled_from([None, "a", "b"]),
            "_log": st.sampled_from([None, "Security", "System"]),
            "EventID": st.one_of(st.none(), st.integers(1, 3)),
        }
    ),
    max_size=30,
)
TYPES = {
    "_record": pa.int64(),
    "_time": pa.timestamp("us", tz="UTC"),
    "_host": pa.string(),
    "_log": pa.dictionary(pa.int32(), pa.string()),
    "EventID": pa.int64(),
}


def batch(rows: list[dict[str, Any]], path: str = "x.evtx", **more: pa.Array) -> EventBatch:
    """A batch of Windows events."""
    columns = {name: pa.array([row.get(name) for row in rows], kind) for name, kind in TYPES.items()}
    own = {**columns, "_offset": pa.array(range(len(rows)), pa.int64()), **more}
    return EventBatch(path, "windows", pa.RecordBatch.from_pydict(own))


@settings(derandomize=True, max_examples=120, deadline=None)
@given(st.lists(EVENTS, max_size=4))
def test_hours_kinds_and_ends_are_those_of_the_events(parts: list[list[dict[str, Any]]]) -> None:
    survey = Survey()
    for part in parts:
        survey.see(batch(part))
    rows = [row for part in parts for row in part]

    covered = survey.coverage()
    assert sum(one.events for one in covered) == len(rows)
    for one in covered:
        own = [row for row in rows if (row["_host"], row["_log"] or "") == (one.host, one.log)]
        times = sorted(row["_time"] for row in own if row["_time"])
        hours = Counter(int(time.timestamp() // 3600) for time in times)
        assert one.events == len(own)
        assert {hour.hour: hour.events for hour in one.hours} == hours
        assert one.begin == (times[0].strftime("%Y-%m-%dT%H:%M:%SZ") if times else None)
        assert one.end == (times[-1].strftime("%Y-%m-%dT%H:%M:%SZ") if times else None)
        assert {kind.key: kind.events for kind in one.kinds} == Counter(
            "" if row["EventID"] is None else str(row["EventID"]) for row in own
        )


@settings(derandomize=True, max_examples=60, deadline=None)
@given(st.lists(EVENTS, min_size=2, max_size=5))
def test_surveys_of_parts_merge_to_the_survey_of_all(parts: list[list[dict[str, Any]]]) -> None:
    whole, merged = Survey(), Survey()
    for number, part in enumerate(parts):
        one = Survey()
        for survey in (whole, one):
            survey.see(batch(part, f"{number % 2}.evtx"))
            survey.reject(Rejected(path=f"{number % 2}.evtx", offset=0, reason="x", records=2))
        merged.merge(pickle.loads(pickle.dumps(one)))  # noqa: S301 - our own

    assert merged.coverage() == whole.coverage()


def test_rejected_records_are_counted_once_for_a_file() -> None:
    survey = Survey()
    survey.see(batch([{"_log": "Security"}, {"_log": "System"}]))
    survey.reject(Rejected(path="x.evtx", offset=1, reason="x", records=3))
    survey.reject(Rejected(path="bad.evtx", offset=1, reason="x"))

    assert [(one.path, one.events, one.rejected) for one in survey.coverage()] == [
        ("bad.evtx", 0, 1),
        ("x.evtx", 1, 3),
        ("x.evtx", 1, 0),
    ]


def test_clock_that_is_behind_is_told_for_all_logs_of_the_file() -> None:
    rows = [{"_log": "Sysmon", "_time": START, "EventID": 1}] * 20
    survey = Survey()
    survey.see(batch(rows, UtcTime=pa.array(["2021-03-02 12:29:59.123"] * 20)))
    survey.see(batch([{"_log": "Security", "_time": START}]))

    notes = [one.notes for one in survey.coverage()]
    assert all(any("TimeCreated is 5 h behind UtcTime in 20 of 20" in note for note in one) for one in notes)


def test_clocks_that_agree_or_differ_at_random_are_not_told() -> None:
    rows = [{"_log": "Sysmon", "_time": START, "EventID": 1}] * 4
    for said in (
        ["2021-03-02 07:30:00"] * 4,
        ["2021-03-02 09:13:00", "x", "2021-03-02 12:30:00", "2021-03-02 07:30:01"],
    ):
        survey = Survey()
        survey.see(batch(rows, UtcTime=pa.array(said)))
        assert survey.coverage()[0].notes == ()


def test_a_batch_without_events_is_no_log() -> None:
    survey = Survey()
    survey.see(batch([]))
    assert survey.coverage() == ()
