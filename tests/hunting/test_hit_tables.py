"""Tables of hits in memory and in files: the same rows in the same order, and nothing left behind."""

from __future__ import annotations

import sys
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.hunting import hit_tables
from tocsin.hunting.hit_tables import Away, HitTables, put_away

SCHEMA = pa.schema([("key", pa.int64()), ("text", pa.string())])
ORDER = [("key", "ascending"), ("text", "ascending")]
rows = st.tuples(st.one_of(st.none(), st.integers(0, 5)), st.text("ab", max_size=2))


def table_of(values: list[tuple[int | None, str]]) -> pa.Table:
    return pa.table([[key for key, _ in values], [text for _, text in values]], schema=SCHEMA)


def plain(values: list[tuple[int | None, str]]) -> list[tuple[int | None, str]]:
    return sorted(values, key=lambda row: (row[0] is None, row[0], row[1]))


@settings(derandomize=True, max_examples=60, deadline=None)
@given(parts=st.lists(st.tuples(st.lists(rows, max_size=5), st.booleans()), max_size=5), size=st.integers(1, 7))
def test_rows_of_all_tables_come_in_order(
    parts: list[tuple[list[tuple[int | None, str]], bool]], size: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("hits")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hit_tables, "AWAY_FROM", 0)
        tables = [put_away(table_of(some), str(folder)) if away else table_of(some) for some, away in parts]
    every = plain([row for some, _ in parts for row in some])

    found = HitTables(tables, SCHEMA, ORDER)

    def told(batches: list[pa.RecordBatch]) -> list[tuple[int | None, str]]:
        return [(row["key"], row["text"]) for batch in batches for row in batch.to_pylist()]

    assert len(found) == len(every)
    assert told(list(found.batches(size))) == every
    assert told(found.whole().to_batches()) == every
    assert found.columns(["text"]).column("text").to_pylist() == [text for _, text in every]
    assert told([found.at(range(len(every) - 1, -1, -1))]) == every[::-1]
    assert list(folder.iterdir()) == []


def test_many_small_tables_are_gathered_in_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hit_tables, "AWAY_FROM", 0)
    parts = [table_of([(number, "a" * number)]) for number in range(9)]
    monkeypatch.setattr(hit_tables, "GATHERED_BYTES", 3 * parts[4].nbytes)
    gathered, small = hit_tables.Gathered(str(tmp_path)), hit_tables.Gathered(None)
    for part in parts:
        gathered.take([part])
        small.take([part])
    gathered.take([put_away(table_of([(9, "b")]), str(tmp_path))])

    files = [one for one in gathered.tables if isinstance(one, Away)]
    assert 2 <= len(files) < len(parts)
    assert HitTables(gathered.tables, SCHEMA, ORDER).columns(["key"]).column("key").to_pylist() == list(range(10))
    assert small.tables == parts


def test_a_small_table_stays_in_memory(tmp_path: Path) -> None:
    table = table_of([(1, "a")])

    assert put_away(table, str(tmp_path)) is table
    assert list(tmp_path.iterdir()) == []


def test_without_room_on_disk_a_table_stays_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hit_tables, "AWAY_FROM", 0)
    table = table_of([(1, "a")])

    assert put_away(table, str(tmp_path / "absent")) is table
    assert isinstance(put_away(table, str(tmp_path)), Away)


def test_more_rows_are_looked_at_together_where_files_are_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hit_tables, "AWAY_FROM", 0)
    for stays in (1 << 28, 0):
        monkeypatch.setattr(hit_tables, "STAYS_BYTES", stays)
        found = HitTables([put_away(table_of([(1, "x")]), str(tmp_path))], SCHEMA, ORDER)

        assert found.at_a_time(4096) == (16384 if stays == 0 else 4096)

    monkeypatch.setattr(hit_tables, "_LOOK_BYTES", 4096)  # as if a row were large
    assert found.at_a_time(4096) == 1024


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit")
def test_more_files_than_a_process_may_have_open_unasked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import resource

    monkeypatch.setattr(hit_tables, "AWAY_FROM", 0)
    least, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    tables = [put_away(table_of([(number, "a")]), str(tmp_path)) for number in range(80)]
    resource.setrlimit(resource.RLIMIT_NOFILE, (len(list(Path("/dev/fd").iterdir())) + 40, most))
    try:
        assert len(HitTables(tables, SCHEMA, ORDER)) == 80
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (least, most))
