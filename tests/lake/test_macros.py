"""The macros of docs/lake.md give what a query written out gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.collecting import collect
from tocsin.lake import keep
from tocsin.lake.asking import ask

from tests.lake.evidence import write_evidence


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lake")
    keep(collect([write_evidence(folder / "evidence")]), folder / "lake")
    return folder / "lake"


def test_first_seen(lake: Path) -> None:
    written = ask(
        lake,
        """SELECT "Image" AS value, min(_time) AS first, max(_time) AS last, count(DISTINCT _host) AS hosts,
        count(*) AS events FROM windows_sysmon WHERE "Image" IS NOT NULL GROUP BY ALL ORDER BY first, value""",
    ).table()
    assert written.num_rows > 5
    assert ask(lake, "SELECT * FROM first_seen('windows_sysmon', 'Image')").table() == written


def test_rare(lake: Path) -> None:
    rows = ask(lake, "SELECT * FROM rare('windows_sysmon', 'Image', 1)").table().to_pylist()
    assert rows
    assert all(row["hosts"] == 1 for row in rows)


def test_timeline(lake: Path) -> None:
    host = (
        ask(lake, "SELECT host FROM logs WHERE host IS NOT NULL ORDER BY events DESC LIMIT 1")
        .table()["host"][0]
        .as_py()
    )
    rows = ask(lake, f"SELECT * FROM timeline('{host}', '2021-01-01', '2022-01-01')").table().to_pylist()
    assert rows
    assert [row["_time"] for row in rows] == sorted(row["_time"] for row in rows)
    assert {row["_host"] for row in rows} == {host}


def test_a_name_with_quotes_is_a_name(lake: Path) -> None:
    from tocsin.model.errors import UsageError

    with pytest.raises(UsageError):
        ask(lake, """SELECT * FROM first_seen('windows_sysmon" WHERE 1=1 --', 'Image')""").table()
