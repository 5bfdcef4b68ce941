"""Packed tables: small, deterministic, whole, and a user's own go before the packaged."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from tocsin.knowledge import tables
from tocsin.knowledge.entries import TableHead, TableSource
from tocsin.model.errors import UsageError

HEAD = TableHead(
    table="words", sources=(TableSource(name="x", version="1", date=None, sha256="0" * 64, licence="Apache-2.0"),)
)
WORDS = tables.WordsTable(head=HEAD, words=("net", "play"))


def test_all_tables_together_stay_below_400_kilobytes() -> None:
    sizes = {name: tables.path_of(name).stat().st_size for name in tables.TABLES}

    assert sum(sizes.values()) < 400_000


@pytest.mark.parametrize("name", sorted(tables.TABLES))
def test_every_table_says_where_it_comes_from(name: str) -> None:
    head = tables.read(name, tables.TABLES[name]).head

    assert head.table == name
    assert head.sources
    for source in head.sources:
        assert source.licence
        assert source.version
        assert len(source.sha256) == 64


@pytest.mark.parametrize("name", sorted(tables.TABLES))
def test_writing_what_was_read_gives_the_same_content(name: str) -> None:
    assert tables.content(tables.read(name, tables.TABLES[name])) == gzip.decompress(tables.path_of(name).read_bytes())


def test_there_is_no_table_nobody_reads() -> None:
    assert {path.name.removesuffix(".json.gz") for path in tables.PACKAGED.iterdir()} == set(tables.TABLES)


def test_the_bytes_hold_no_time() -> None:
    packed = tables.pack(WORDS)

    assert packed == tables.pack(WORDS)
    assert packed[4:8] == b"\0\0\0\0"


def test_a_users_own_table_goes_before_the_packaged(tmp_path: Path) -> None:
    tables.write(WORDS, tmp_path)

    assert tables.read("words", tables.WordsTable, tmp_path) == WORDS
    assert tables.read("d3fend", tables.DefencesTable, tmp_path).countermeasures


@pytest.mark.parametrize(
    "damage", [lambda raw: raw[:-9], lambda raw: b"", lambda raw: b"text", lambda raw: raw[:20] + b"\xff" * 20]
)
def test_a_damaged_table_is_one_clear_error(tmp_path: Path, damage: object) -> None:
    assert callable(damage)
    path = tables.path_of("words", tmp_path)
    path.write_bytes(damage(tables.pack(WORDS)))

    with pytest.raises(UsageError) as caught:
        tables.read("words", tables.WordsTable, tmp_path)
    assert str(path) in str(caught.value)


def test_a_table_of_another_form_is_refused(tmp_path: Path) -> None:
    path = tables.path_of("words", tmp_path)
    path.write_bytes(tables.pack(tables.DefencesTable(head=HEAD, countermeasures=())))

    with pytest.raises(UsageError, match="not a table of this version"):
        tables.read("words", tables.WordsTable, tmp_path)


def test_the_users_folder_can_be_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TOCSIN_KNOWLEDGE", str(tmp_path))

    assert tables.user_folder() == tmp_path
