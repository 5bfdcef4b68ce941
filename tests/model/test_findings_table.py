"""The findings as a table, in each of the three libraries."""

from __future__ import annotations

import duckdb
import polars as pl

from tocsin.model.findings_table import COLUMNS

from tests.showing.verdicts import EMPTY, FINDINGS, VERDICT


def test_a_row_for_each_finding() -> None:
    table = VERDICT.arrow()

    assert table.column_names == list(COLUMNS)
    assert table.num_rows == len(FINDINGS)
    first = table.slice(0, 1).to_pylist()[0]
    assert (first["host"], first["outcome"], first["stage"]) == ("MXS01.azsentinel.local", "seen", "exploited")
    assert (first["kind"], first["ref"], first["hits"]) == ("step", "exchange-2021/ssrf", 1)
    assert first["window_begin"] == "2021-01-01T00:00:00Z"
    assert {row["of_recordings"] for row in table.to_pylist()} == {None, 9}


def test_nothing_is_a_table_without_rows() -> None:
    assert EMPTY.arrow().schema == VERDICT.arrow().schema
    assert EMPTY.arrow().num_rows == 0


def test_polars_and_duckdb_count_the_same() -> None:
    blind = VERDICT.polars().filter(pl.col("outcome") == "blind").height
    counted = VERDICT.duckdb().filter("outcome = 'blind'").aggregate("count(*)").fetchall()

    assert isinstance(VERDICT.duckdb(), duckdb.DuckDBPyRelation)
    assert counted == [(blind,)] == [(sum(one.outcome == "blind" for one in FINDINGS),)]
