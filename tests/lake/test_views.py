"""Views: one a log, one a category, all logs whether or not they are there; and nothing but the lake can be read."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tocsin.collecting import collect
from tocsin.knowledge.logs import logs
from tocsin.lake import keep
from tocsin.lake.views import connect, view_name

from tests.lake.evidence import write_evidence


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lake")
    keep(collect([write_evidence(folder / "evidence")]), folder / "lake")
    return folder / "lake"


@pytest.fixture(scope="module")
def connection(lake: Path) -> duckdb.DuckDBPyConnection:
    return connect(lake)


def one(connection: duckdb.DuckDBPyConnection, query: str) -> object:
    row = connection.execute(query).fetchone()
    assert row is not None
    return row[0]


def test_every_log_of_the_catalogue_has_a_view(connection: duckdb.DuckDBPyConnection) -> None:
    views = {row[0] for row in connection.execute("SHOW TABLES").fetchall()}
    assert views >= {view_name(log.id) for log in logs()} | {"events", "logs", "sources", "process_creation"}
    assert one(connection, "SELECT count(*) FROM zeek_conn") == 0


def test_a_category_has_the_events_of_all_its_logs_under_sigmas_names(connection: duckdb.DuckDBPyConnection) -> None:
    channels = connection.execute('SELECT DISTINCT _log FROM process_creation WHERE "Image" IS NOT NULL').fetchall()
    assert {row[0] for row in channels} == {"Security", "Microsoft-Windows-Sysmon/Operational"}


def test_all_events_are_in_one_view(connection: duckdb.DuckDBPyConnection, lake: Path) -> None:
    total = sum(file.events for file in collect([lake]).files())
    assert one(connection, "SELECT count(*) FROM events") == total
    assert one(connection, "SELECT sum(events) FROM logs") == total
    assert one(connection, "SELECT sum(events) FROM sources") == total


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "COPY (SELECT 1) TO '/tmp/tocsin-should-not-be-there.csv'",
        "ATTACH '/tmp/tocsin-should-not-be-there.db'",
        "SET enable_external_access = true",
        "INSTALL httpfs",
        "SELECT * FROM read_parquet('https://192.0.2.1/x.parquet')",
    ],
)
def test_nothing_else_can_be_reached(connection: duckdb.DuckDBPyConnection, query: str) -> None:
    with pytest.raises(duckdb.Error):
        connection.execute(query)
    assert not list(Path("/tmp").glob("tocsin-should-not-be-there*"))  # noqa: S108


def test_further_fields_are_there_when_asked_for(lake: Path) -> None:
    row = connect(lake, needs={"zeek_conn": ["made.up"]}).execute('SELECT count("made.up") FROM zeek_conn').fetchone()
    assert row == (0,)
