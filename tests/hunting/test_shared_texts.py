"""Texts that several rows share lie once in a table, and each row finds its own."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.hunting.shared_texts import BACK, TEXT, holders, kinds_of, same_places, shared_texts


@settings(derandomize=True, max_examples=80, deadline=None)
@given(parts=st.lists(st.lists(st.tuples(st.text("aé", max_size=3), st.integers(1, 4)), max_size=4), max_size=3))
def test_each_row_finds_its_text_in_tables_one_after_the_other(parts: list[list[tuple[str, int]]]) -> None:
    tables = [pa.table({TEXT: pa.array([], pa.string()), BACK: pa.array([], pa.int32())})]
    for part in parts:
        again = np.repeat(np.arange(len(part)), [count for _, count in part])
        text, back = shared_texts(pa.array([text for text, _ in part], pa.large_string()), again)
        assert sum(map(len, text.to_pylist())) == sum(len(text) for text, _ in part)
        tables.append(pa.table({TEXT: text, BACK: back}))
    whole = pa.concat_tables(tables).combine_chunks()

    rows = holders(whole, np.arange(whole.num_rows)).tolist()

    expected = [text for part in parts for text, count in part for _ in range(count)]
    assert [whole.column(TEXT)[row].as_py() for row in rows] == expected


def test_a_table_without_shared_texts_holds_its_own() -> None:
    rows = np.array([1, 0])
    assert holders(pa.table({TEXT: ["a", "b"]}), rows).tolist() == [1, 0]
    assert holders(pa.table({TEXT: ["a", "b"], BACK: pa.array([None, 0], pa.int32())}), rows).tolist() == [1, 0]


@settings(derandomize=True, max_examples=80, deadline=None)
@given(rows=st.lists(st.tuples(st.sampled_from([None, "", "a"]), st.sampled_from(["x", "y", None])), max_size=9))
def test_rows_of_a_kind_are_the_same_in_all_columns(rows: list[tuple[str | None, str | None]]) -> None:
    columns = [pa.array([row[at] for row in rows], pa.string()) for at in (0, 1)]
    for many in (1 << 62, 1):  # where numbers of kinds become too large, too
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("tocsin.collecting.columns._MANY", many)
            first, again = kinds_of(columns, len(rows))
            back = same_places(columns, len(rows)).to_pylist()

        assert [rows[at] for at in first] == list(dict.fromkeys(rows))
        assert [rows[first[kind]] for kind in again] == rows
        assert [rows[place - before] for place, before in enumerate(back)] == rows
        assert back.count(0) == len(first)
