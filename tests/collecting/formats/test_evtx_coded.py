"""Coded events are those of the columnar path: the same rows, fields and texts, for written files and for samples."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from tocsin.collecting.batches import ALWAYS, EventBatch
from tocsin.collecting.format import Source
from tocsin.collecting.formats import evtx, evtx_coded
from tocsin.collecting.formats.evtx_events import BlockEvents
from tocsin.collecting.windows import PROCESS_CREATED
from tocsin.hunting.hits import event_texts

from tests.collecting.formats.coded_files import asked, both_ways, needs_kernels
from tests.collecting.formats.evtx_blocks import block_of, many
from tests.material import DATA, needs_data

pytestmark = needs_kernels

FIELDS = ("Image", "CommandLine", "TargetFilename", "TargetObject", "Data", "SubjectUserName", "ProcessId", "Level")
SAMPLES = sorted((DATA / "evtx-samples").rglob("*.evtx"))[::6]


def told(events: pa.RecordBatch) -> list[dict[str, Any]]:
    return [{name: value for name, value in row.items() if value is not None} for row in events.to_pylist()]


def compare(coded: BlockEvents, columns: BlockEvents) -> None:
    """Compare tables, all fields, the columns of books and coverage, and the texts."""
    if columns.events is None:
        assert coded.events is None
        return
    assert coded.events is not None
    assert coded.coded is not None
    assert coded.fetch is not None
    assert coded.written is not None
    assert columns.fetch is not None
    rows = np.arange(columns.events.num_rows)
    assert told(coded.coded.table(rows)) == told(columns.events)
    every = columns.fetch(rows)
    assert told(coded.fetch(rows[::-1])) == told(every)[::-1]
    mine, theirs = told(coded.events), told(every)
    for name in (ALWAYS - {"UtcTime", "CommandLine"}) | {"_record", "_offset", "_time", "_host", "_log"}:
        assert [row.get(name) for row in mine] == [row.get(name) for row in theirs]
    created = [row.get("CommandLine") if row["EventID"] == int(PROCESS_CREATED) else None for row in theirs]
    assert [row.get("CommandLine") for row in mine] == created
    texts, left = coded.written(rows)
    whole = event_texts(every).to_pylist()
    assert [text for text, skipped in zip(texts.to_pylist(), left, strict=True) if not skipped] == [
        text for text, skipped in zip(whole, left, strict=True) if not skipped
    ]


def test_a_written_file_is_the_same_coded_and_by_columns() -> None:
    coded, columns = both_ways(many(900), asked(*FIELDS, searched=True))

    compare(coded, columns)
    assert coded.written is not None
    assert not coded.written(np.arange(900))[1].any()


@needs_data
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem[:40])
def test_samples_are_the_same_coded_and_by_columns(path: Path) -> None:
    compare(*both_ways(path.read_bytes(), asked(*FIELDS, searched=True)))


def test_events_of_the_same_stretch_agree_and_others_do_not() -> None:
    coded, columns = both_ways(many(300), asked(*FIELDS))
    assert coded.coded is not None
    assert columns.events is not None
    one = coded.coded
    stretches = [tuple(one.stream[one.begins[row] : one.ends[row]].tolist()) for row in range(300)]
    names = [name for name in columns.events.schema.names if not name.startswith("_") and name != "UtcTime"]
    events = [tuple(row.items()) for row in columns.events.select(names).to_pylist()]

    assert len(set(zip(stretches, events, strict=True))) == len(set(stretches)) == len(set(events))


def test_a_damaged_chunk_is_left_to_the_simple_path() -> None:
    file = bytearray(many(900))
    file[4096 + 65536 + 512 : 4096 + 65536 + 560] = b"\x55" * 48
    coded, columns = both_ways(bytes(file), asked(*FIELDS))

    compare(coded, columns)


def test_chunks_of_a_part_that_was_not_read_to_its_end_never_come_out_with_another() -> None:
    block, chunks = block_of(many(900))
    wanted = asked(*FIELDS)
    left = evtx_coded.coding_of("a.evtx", wanted, chunks)
    left.take(block, chunks, 4096)  # and whoever read it failed before it asked for the events

    again = evtx_coded.coding_of("a.evtx", wanted, chunks)

    assert left.chunks == chunks > 0
    assert again.chunks == 0
    assert evtx_coded.coding_of("a.evtx", wanted, chunks) is again


def test_batches_stay_when_the_tables_they_came_from_are_given_up() -> None:
    block, chunks = block_of(many(900))
    coding = evtx_coded.coding_of("b.evtx", asked(*FIELDS), chunks)
    coding.take(block, chunks, 4096)
    found = coding.events(Source("b.evtx"))
    assert found.fetch is not None
    assert found.events is not None
    rows = np.arange(found.events.num_rows)
    before = found.fetch(rows).to_pylist()

    coding.release()

    assert len(before) == 900
    assert found.fetch(rows).to_pylist() == before


def test_files_that_are_read_side_by_side_give_what_each_gives_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evtx, "CODED_CHUNKS", 2)
    monkeypatch.setattr(evtx, "BATCH_CHUNKS", 2)
    file, wanted = many(3000), asked(*FIELDS)

    def batches(path: str) -> Iterator[list[dict[str, Any]]]:
        for part in evtx.read(io.BytesIO(file), Source(path), wanted):
            assert isinstance(part, EventBatch)
            assert part.coded is not None
            yield part.details(np.arange(part.events.num_rows)).to_pylist()

    alone = list(batches("a.evtx"))
    assert len(alone) > 2
    for other in ("b.evtx", "a.evtx"):
        both = list(zip(batches("a.evtx"), batches(other), strict=True))
        assert [one for one, _ in both] == [one for _, one in both] == alone
