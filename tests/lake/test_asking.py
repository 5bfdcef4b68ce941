"""A question reads, is one, and every error is a line that says what to do."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from tocsin.collecting import collect
from tocsin.lake import keep
from tocsin.lake.asking import ask
from tocsin.model.errors import EvidenceError, UsageError

from tests.lake.evidence import write_evidence


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lake")
    keep(collect([write_evidence(folder / "evidence", count=100)]), folder / "lake")
    return folder / "lake"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELEC 1", "syntax error"),
        ("SELECT x FROM logs", "DESCRIBE"),
        ("SELECT * FROM nothing", "SHOW TABLES"),
        ("SELECT 1; SELECT 2", "2 statements"),
        ("", "0 statements"),
        ("DROP VIEW logs", "only read"),
        ("CREATE TABLE x AS SELECT 1", "only read"),
        ("PRAGMA database_list", "only read"),
        ("SELECT * FROM read_text('/etc/hostname')", "nothing else"),
        ("SELECT CAST(_log AS INTEGER) FROM events", "docs/lake.md"),
    ],
)
def test_an_error_is_one_line(lake: Path, query: str, said: str) -> None:
    with pytest.raises(UsageError, match=said) as caught:
        ask(lake, query).table()
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("query", ["SHOW TABLES", "DESCRIBE logs", "EXPLAIN SELECT 1", "FROM logs"])
def test_what_only_reads_is_answered(lake: Path, query: str) -> None:
    assert ask(lake, query).table().num_rows


def test_a_name_that_a_query_puts_together_is_found(lake: Path) -> None:
    query = "SELECT count(*) AS n FROM query('SELECT * FROM windows_' || 'sysmon')"
    told = ask(lake, "SELECT count(*) AS n FROM windows_sysmon").table()

    assert ask(lake, query).table() == told
    assert told.column("n")[0].as_py() > 0


def test_what_there_is_does_not_depend_on_what_is_named(lake: Path) -> None:
    listed = ask(lake, "SELECT view_name FROM duckdb_views() WHERE NOT internal").table()

    assert listed.num_rows > 200


def test_hits_are_hunted_for_only_when_asked_for(lake: Path) -> None:
    def hunted() -> pa.Table:
        asked.append(True)
        return pa.table({"rule": ["a", "b"]})

    asked: list[bool] = []
    assert ask(lake, "SELECT count(*) AS n FROM events", hits=hunted).table().num_rows == 1
    assert asked == []
    assert ask(lake, "SELECT * FROM hits()", hits=hunted).table().column("rule").to_pylist() == ["a", "b"]


def test_a_folder_that_is_no_lake(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="no lake"):
        ask(tmp_path, "SELECT 1")
