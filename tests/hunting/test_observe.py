"""What is observed of hits: time, place and the fields that correlations ask for, under the names of the log."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa

from tocsin.hunting.observe import Observer, observer_of, together

from tests.hunting.logons import IDS, correlation, rules_of
from tests.hunting.rulebook import START, batch_of

ASKED = Observer({"r": {"windows": {"Image": ("Image", "NewProcessName"), "Tag": ("Tag",)}}})


def test_nothing_is_observed_where_there_are_no_correlations(tmp_path: Path) -> None:
    assert observer_of(rules_of(tmp_path)) is None


def test_the_fields_of_a_rule_are_asked_for_in_its_own_family(tmp_path: Path) -> None:
    aliases = {"who": {"failed": "TargetUserName", "worked": "SubjectUserName"}}
    rules = rules_of(tmp_path, correlation("temporal", ["failed", "worked"], group_by=["who"], aliases=aliases))

    observer = observer_of(rules)

    assert observer is not None
    assert observer.asked[IDS["failed"]] == {"windows": {"TargetUserName": ("TargetUserName",)}}
    assert observer.wanted("windows") == {"TargetUserName", "SubjectUserName"}
    assert observer.wanted("iis") == frozenset()


def test_a_field_has_the_first_of_its_names_and_several_values_are_one_text() -> None:
    batch = batch_of([{"Image": "a"}, {"NewProcessName": "b"}, {"Tag": ["x", "y"]}, {"Other": "c"}])

    table = together([ASKED.observe(batch, [("r", np.arange(4)), ("other", np.arange(4))])], ASKED)

    assert table.column("Image").to_pylist() == ["a", "b", None, None]
    assert table.column("Tag").to_pylist() == [None, None, "x\ny", None]
    assert table.column("_time")[0].as_py() == START
    assert table.column("_rule").to_pylist() == ["r"] * 4
    assert table.column("_path").to_pylist() == ["a.evtx"] * 4


def test_an_event_without_a_time_is_left_out() -> None:
    batch = batch_of([{"Image": "a"}, {"Image": "b"}])
    times = pa.array([None, START], pa.timestamp("us", tz="UTC"))
    place = batch.events.schema.get_field_index("_time")
    batch = type(batch)(batch.path, batch.family, batch.events.set_column(place, "_time", times))

    table = together([ASKED.observe(batch, [("r", np.arange(2))])], ASKED)

    assert table.column("Image").to_pylist() == ["b"]


def test_nothing_observed_is_an_empty_table() -> None:
    assert together([], ASKED).num_rows == 0
    assert ASKED.observe(batch_of([{"A": "x"}]), []).num_rows == 0
