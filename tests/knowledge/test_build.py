"""The build: the packed tables are what their sources give, to the byte."""

from __future__ import annotations

import gzip
from pathlib import Path

from click.testing import CliRunner

from tocsin.knowledge.build import build, main
from tocsin.knowledge.tables import PACKAGED, TABLES, content, path_of

from tests.material import DATA, needs_data


def test_the_tables_of_the_projects_own_files_are_up_to_date() -> None:
    result = CliRunner().invoke(main, ["--check"])

    assert result.exit_code == 0, result.output


@needs_data
def test_the_packed_tables_are_what_the_sources_give() -> None:
    built = {table.head.table: content(table) for table in build(DATA)}

    assert set(built) == set(TABLES)
    assert [name for name in built if built[name] != gzip.decompress(path_of(name).read_bytes())] == []


def test_check_fails_on_a_table_that_differs_and_writes_nothing(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["--check", "--out", str(tmp_path)])

    assert result.exit_code == 1
    assert list(tmp_path.iterdir()) == []


def test_building_writes_what_is_packaged(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["--out", str(tmp_path)])

    assert result.exit_code == 0, result.output
    assert path_of("incidents", tmp_path).read_bytes() == path_of("incidents", PACKAGED).read_bytes()


def test_a_folder_without_attack_is_one_clear_error(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["--data", str(tmp_path), "--out", str(tmp_path)])

    assert result.exit_code == 1
    assert "enterprise-attack" in result.output
