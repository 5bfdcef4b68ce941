"""Files of a lake: partitions, groups of one file of the evidence each, columns that any engine reads."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tocsin.collecting import collect
from tocsin.collecting.lakes import LakeUnit
from tocsin.lake import files, keep
from tocsin.lake.files import Piece, write_files
from tocsin.lake.parting import Part

from tests.lake.evidence import write_evidence

DAY_US = 86_400_000_000


def piece(path: str, days: list[int | None], **fields: pa.Array) -> Piece:
    """Return events of these days."""
    count = len(days)
    word = pa.array(["x"] * count).dictionary_encode()
    columns = {
        "_record": pa.array(range(count), pa.int64()),
        "_offset": pa.array(range(count), pa.int64()),
        "_time": pa.array([None if day is None else day * DAY_US for day in days], pa.timestamp("us", "UTC")),
        "_host": word,
        "_log": word,
        **fields,
    }
    return Piece(path, Part("json-other", None, "json", False, (), pa.RecordBatch.from_pydict(columns)))


def test_days_of_few_events_are_put_together(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(files, "FEW_EVENTS", 4)
    days = [18000] * 5 + [18002, 18003, 18001, 18003] + [19000, None, None]
    filed = list(write_files([piece("a", days)], tmp_path, "x"))
    found = Counter({one.group.file.split("/")[2]: one.group.rows for one in filed})
    assert found == {"day=2019-04-14": 5, "day=2019-04": 4, "day=2022": 1, "day=undated": 2}


def test_files_of_the_evidence_share_a_group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pieces = [piece("a", [1, 1]), piece("b", [1, 1, 1]), piece("a", [1])]
    filed = [(one.path, one.group) for one in write_files(pieces, tmp_path, "x")]
    assert [(path, group.rows, group.begin, group.number) for path, group in filed] == [("a", 3, 0, 0), ("b", 3, 3, 0)]
    monkeypatch.setattr(files, "GROUP_ROWS", 4)
    filed = [(one.path, one.group) for one in write_files(pieces, tmp_path, "x")]
    told = [("a", 3, 0, 0), ("b", 1, 3, 0), ("b", 2, 0, 1)]
    assert [(path, group.rows, group.begin, group.number) for path, group in filed] == told
    filed = list(write_files(pieces, tmp_path, "x"))
    rows = pq.read_table(tmp_path / filed[0].group.file).to_pylist()
    assert [row["_source"]["path"] for row in rows] == ["a", "a", "a", "b", "b", "b"]


def test_a_field_of_two_types_has_two_files(tmp_path: Path) -> None:
    number = piece("a", [1], status=pa.array([200], pa.int64()))
    text = piece("b", [1], status=pa.array(["ok"]).dictionary_encode())
    filed = list(write_files([number, text], tmp_path, "x"))
    assert len({one.group.file for one in filed}) == 2
    listed = ", ".join(f"'{tmp_path / one.group.file}'" for one in filed)
    both = duckdb.sql(f"SELECT status FROM read_parquet([{listed}], union_by_name = true)").fetchall()
    assert sorted(map(str, (row[0] for row in both))) == ["200", "ok"]


def test_any_engine_reads_them(tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    keep(collect([write_evidence(tmp_path / "evidence")]), lake)
    read = f"read_parquet('{lake}/events/*/*/*.parquet', union_by_name = true, hive_partitioning = true)"
    count, paths = duckdb.sql(f"SELECT count(*), count(DISTINCT _source.path) FROM {read}").fetchall()[0]
    units = [unit for unit in collect([lake]).units if isinstance(unit, LakeUnit)]
    assert count == sum(group.rows for unit in units for group in unit.kept.groups) > 1000
    assert paths == len(units)
    polars = pytest.importorskip("polars")
    frame = polars.scan_parquet(
        f"{lake}/events/logsource=windows-sysmon/**/*.parquet", missing_columns="insert", extra_columns="ignore"
    )
    assert frame.select(polars.len()).collect().item() > 100
