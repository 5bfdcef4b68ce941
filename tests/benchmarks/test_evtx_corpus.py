"""Corpora: every engine reads them, the same seed gives the same bytes, records are numbered through all files."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from evtx import PyEvtxParser

from tocsin.collecting import collect
from tocsin.collecting.batches import EventBatch

from benchmarks.evtx_corpus import CHUNK, Chunk, chunks_of, write_corpus
from benchmarks.evtx_writer import write_evtx
from benchmarks.windows_days import events


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    (folder / "a.evtx").write_bytes(write_evtx(events(150)))
    (folder / "b.evtx").write_bytes(write_evtx(events(90, seed=2), first_record=9000))
    return folder


@pytest.fixture(scope="module")
def chunks(sample: Path) -> list[Chunk]:
    return chunks_of([sample])


def read(folder: Path) -> list[dict[str, object]]:
    return [record for file in sorted(folder.iterdir()) for record in PyEvtxParser(str(file)).records_json()]


def test_all_records_of_the_samples_are_found(chunks: list[Chunk]) -> None:
    assert sum(chunk.records for chunk in chunks) == 240
    assert sum(len(chunk.numbers) for chunk in chunks) == 240


def test_another_reader_finds_the_events_numbered_through_all_files(chunks: list[Chunk], tmp_path: Path) -> None:
    count = write_corpus(tmp_path, chunks, events=1000, chunks_a_file=7)
    records = read(tmp_path)

    assert len(list(tmp_path.iterdir())) > 1
    assert 1000 <= count < 1000 + max(chunk.records for chunk in chunks)
    assert [record["event_record_id"] for record in records] == list(range(1, count + 1))
    said = [json.loads(str(record["data"]))["Event"]["System"]["EventRecordID"] for record in records]
    assert said == list(range(1, count + 1))


def test_tocsin_reads_every_event_and_rejects_nothing(chunks: list[Chunk], tmp_path: Path) -> None:
    count = write_corpus(tmp_path, chunks, events=700)
    parts = list(collect([tmp_path]).scan())

    assert all(isinstance(part, EventBatch) for part in parts)
    assert sum(part.events.num_rows for part in parts if isinstance(part, EventBatch)) == count


def test_the_same_seed_gives_the_same_bytes_and_another_gives_others(chunks: list[Chunk], tmp_path: Path) -> None:
    digests: list[str] = []
    for name, seed in (("one", 3), ("two", 3), ("three", 4)):
        write_corpus(tmp_path / name, chunks, events=600, seed=seed)
        digests.append(hashlib.sha256((tmp_path / name / "corpus-000.evtx").read_bytes()).hexdigest())

    assert digests[0] == digests[1] != digests[2]


def test_later_rounds_are_no_copies_and_later_in_time(chunks: list[Chunk], tmp_path: Path) -> None:
    write_corpus(tmp_path, chunks, events=480)
    records = [json.loads(str(record["data"]))["Event"] for record in read(tmp_path)]
    first, again = records[:240], records[240:480]

    changed = sum(one["EventData"] != other["EventData"] for one, other in zip(first, again, strict=True))
    assert 120 < changed < 240
    assert all(
        one["System"]["TimeCreated"] != other["System"]["TimeCreated"] for one, other in zip(first, again, strict=True)
    )


def test_a_damaged_chunk_of_a_sample_is_left_out(sample: Path, tmp_path: Path) -> None:
    data = bytearray((sample / "a.evtx").read_bytes())
    data[4096 : 4096 + 8] = b"garbage!"
    (tmp_path / "damaged.evtx").write_bytes(data)

    whole = (len(data) - 4096) // CHUNK
    assert len(chunks_of([tmp_path / "damaged.evtx"])) == whole - 1


def test_without_samples_there_is_no_corpus(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no chunk"):
        write_corpus(tmp_path, [], events=10)
