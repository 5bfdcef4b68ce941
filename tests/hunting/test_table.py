"""A batch as the engine sees it: distinct values, codes, lists, glued fields."""

from __future__ import annotations

import itertools

import numpy as np
import pyarrow as pa
import pytest

from tocsin.hunting.table import Field, Table, as_field, as_text

JOINED = {"q": ("s", "q")}


def values_by_row(field: Field | None, rows: int) -> list[list[str]]:
    if field is None:
        return [[] for _ in range(rows)]
    if field.offsets is None:
        return [[field.values[code]] if code >= 0 else [] for code in field.codes.tolist()]
    ends = field.offsets.tolist()
    return [[field.values[code] for code in field.codes[b:e].tolist()] for b, e in itertools.pairwise(ends)]


@pytest.mark.parametrize(
    ("column", "rows"),
    [
        (pa.array(["a", None, "a", ""]), [["a"], [], ["a"], [""]]),
        (pa.array(["a", None, "b"]).dictionary_encode(), [["a"], [], ["b"]]),
        (pa.array([7, None], pa.int64()), [["7"], []]),
        (pa.array([1.5, None, 2.0]), [["1.5"], [], ["2.0"]]),
        (pa.array([True, False, None]), [["true"], ["false"], []]),
        (pa.array([["a", None, "b"], [], None, ["a"]], pa.list_(pa.string())), [["a", "b"], [], [], ["a"]]),
        (pa.array([["x"], ["a", "b"]], pa.list_(pa.string())).slice(1), [["a", "b"]]),
    ],
)
def test_a_column_of_any_type_has_texts_by_row(column: pa.Array, rows: list[list[str]]) -> None:
    assert values_by_row(as_field(column), len(rows)) == rows


def test_text_of_a_column_is_plain() -> None:
    assert as_text(pa.array(["a", "b"]).dictionary_encode()).type == pa.string()


def test_rows_with_a_value_come_once_and_in_order() -> None:
    field = as_field(pa.array([["a", "a"], ["b"], ["a", "b"], None], pa.list_(pa.string())))
    a = np.array([field.values.index("a")])

    assert field.rows_with(a).tolist() == [0, 2]
    assert field.rows_with(np.array([0, 1])).tolist() == [0, 1, 2]
    assert field.rows_with(a[:0]).tolist() == []
    assert field.counts()[a].tolist() == [3]


def test_the_last_mark_is_for_rows_without_the_field() -> None:
    marks = np.array([False, True])

    assert as_field(pa.array(["a", None])).holds(marks, np.arange(2)).tolist() == [False, True]
    assert as_field(pa.array([["a"], []], pa.list_(pa.string()))).holds(marks, np.arange(2)).tolist() == [False, True]


@pytest.mark.parametrize(
    ("columns", "rows"),
    [
        ({"s": ["/a", "/b", None, None], "q": ["x", None, "y", None]}, [["x", "/a?x"], ["/b"], ["y", "y"], []]),
        ({"s": ["/a", None]}, [["/a"], []]),
        ({"q": [["x", "z"], None], "s": ["/a", "/b"]}, [["x", "z", "/a?x"], ["/b"]]),
        ({"s": [["/a", "/b"]], "q": [7]}, [["7", "/a?7"]]),
        ({"other": ["a"]}, [[]]),
    ],
)
def test_a_glued_field_has_its_own_values_and_the_glued_one(
    columns: dict[str, list[object]], rows: list[list[str]]
) -> None:
    batch = pa.RecordBatch.from_pydict({name: pa.array(values) for name, values in columns.items()})

    assert values_by_row(Table(batch, JOINED).field("q"), len(rows)) == rows


def test_a_field_written_in_two_ways_is_one_field() -> None:
    batch = pa.RecordBatch.from_pydict(
        {"Threat Name": ["a", "b", None], "ThreatName": ["c", None, None], "_log": ["x", "x", "x"]}
    )
    table = Table(batch, {})

    assert values_by_row(table.field("ThreatName"), 3) == [["c"], ["b"], []]
    assert values_by_row(table.field("Threat Name"), 3) == [["a"], ["b"], []]
    assert table.field("absent") is None
    assert table.names() == ["Threat Name", "ThreatName"]
