"""Tables of hits in memory and in files: the same rows in the same order, and nothing left behind."""

from __future__ import annotations

import struct
import sys
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.hunting import hit_tables
from tocsin.hunting.hit_tables import Away, HitTables, named_by_us, put_away
from tocsin.hunting.shared_texts import BACK, TEXT
from tocsin.model.errors import EvidenceError

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


@pytest.mark.parametrize(
    "name", ["../0123456789abcdef.hits", "0123456789abcdef.txt", "0123456789abcdeg.hits", "0123456789abcdef.hits"]
)
def test_a_file_that_is_not_one_of_the_folders_is_not_touched(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    victim = tmp_path / "victim"
    victim.write_text("precious", encoding="utf-8")
    path = folder / name
    path.symlink_to(victim)

    with pytest.raises(EvidenceError, match="a file of others"):
        named_by_us([table_of([(1, "x")]), Away(str(path))], str(folder))
    with pytest.raises(EvidenceError, match="a file of others"):
        named_by_us([Away(str(path))], None)
    assert victim.read_text(encoding="utf-8") == "precious"


def test_files_that_were_put_away_are_the_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hit_tables, "AWAY_FROM", 0)

    named_by_us([put_away(table_of([(1, "x")]), str(tmp_path)), table_of([(1, "x")])], str(tmp_path))
    named_by_us([table_of([(1, "x")])], None)


def texts_at(*offsets: int) -> pa.Array:
    places = pa.py_buffer(struct.pack(f"<{len(offsets)}i", *offsets))
    return pa.StringArray.from_buffers(len(offsets) - 1, places, pa.py_buffer(b"abc"))


LEADING_ELSEWHERE: dict[str, pa.Array] = {
    "beyond the data": texts_at(0, 2_000_000_000, 3),
    "backwards": texts_at(0, 3, 1),
    "another kind": pa.array([1, 2], pa.int8()),
}


@pytest.mark.parametrize("column", LEADING_ELSEWHERE.values(), ids=LEADING_ELSEWHERE.keys())
@pytest.mark.parametrize("name", ["text", TEXT, BACK])
def test_a_table_that_leads_elsewhere_is_refused(tmp_path: Path, name: str, column: pa.Array) -> None:
    columns = {"key": pa.array([1, 2]), "text": pa.array(["a", "b"]), TEXT: pa.array(["", ""])} | {name: column}
    schema = SCHEMA.append(pa.field(TEXT, pa.string()))
    path = tmp_path / "0123456789abcdef.hits"
    with pa.ipc.new_file(str(path), pa.table(columns).schema) as file:
        file.write_table(pa.table(columns))

    with pytest.raises(EvidenceError, match="no table of hits"):
        HitTables([Away(str(path))], schema, ORDER)


@pytest.mark.parametrize("content", [b"no table", b"ARROW1\0\0" + bytes(64)])
def test_what_is_no_table_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "0123456789abcdef.hits"
    path.write_bytes(content)

    with pytest.raises(EvidenceError, match="no table of hits"):
        HitTables([Away(str(path))], SCHEMA, ORDER)
