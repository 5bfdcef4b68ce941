"""Tables of any columns: they fit, and nothing in them is active."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.showing.columns import width
from tocsin.showing.tables import SHOWN, lines, write_table

HOSTILE = ["=cmd|' /C calc'!A0", "\x1b[2J", "a\nb", "\u202egnp.exe", "<script>", None]
TABLE = pa.table(
    {
        "text\x1b": pa.array(HOSTILE),
        "n": pa.array(range(6)),
        "at": pa.array([datetime(2021, 3, 2, 7, 0, 0, 5, tzinfo=UTC)] * 6),
        "where": pa.array([{"path": "a\x1bb", "record": 1}] * 6),
        "list": pa.array([["=1", "b"]] * 6),
    }
)


def written(form: str, table: pa.Table = TABLE) -> bytes:
    out = io.BytesIO()
    assert write_table(table.schema, table.to_batches(), form, out, columns=80) == table.num_rows
    return out.getvalue()


def test_text_is_inert_and_fits() -> None:
    text = written("text").decode()
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert len(text.splitlines()) == 2 + len(HOSTILE)
    assert all(width(line) <= 80 for line in text.splitlines())


def test_cells_of_csv_are_no_formulas() -> None:
    rows = list(csv.reader(io.StringIO(written("csv").decode())))
    assert len(rows) == 1 + len(HOSTILE)
    assert not any(cell[:1] in ("=", "+", "-", "@", "\t") for row in rows for cell in row)
    assert rows[1][2] == "2021-03-02T07:00:00.000005Z"


def test_json_lines_and_parquet_have_the_values() -> None:
    rows = [json.loads(line) for line in written("jsonl").splitlines()]
    assert [row["text\x1b"] for row in rows] == HOSTILE
    assert rows[0]["at"] == "2021-03-02T07:00:00.000005Z"
    assert pq.read_table(io.BytesIO(written("parquet"))).to_pylist() == TABLE.to_pylist()


def test_a_long_table_is_cut_as_text_only() -> None:
    table = pa.table({"n": pa.array(range(SHOWN + 5))})
    assert "… 5 more rows" in written("text", table).decode()
    assert len(written("csv", table).splitlines()) == 1 + SHOWN + 5


@pytest.mark.parametrize(("form", "count"), [("text", 2), ("csv", 1), ("jsonl", 0)])
def test_no_rows_are_no_error(form: str, count: int) -> None:
    assert len(written(form, TABLE.slice(0, 0)).splitlines()) == count


@given(st.lists(st.lists(st.text("ab日 ", max_size=90), min_size=3, max_size=3), max_size=4), st.integers(20, 120))
def test_lines_are_never_wider(rows: list[list[str]], columns: int) -> None:
    assert all(width(line) <= columns for line in lines(["a", "b", "c"], rows, columns, [False, True, False]))
