"""The columnar path and the simple one give the same events, under the same names, for every sample."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tocsin.collecting.batches import ALL_FIELDS, EventBatch, Wanted
from tocsin.collecting.format import Source
from tocsin.collecting.formats import evtx
from tocsin.collecting.formats.evtx_events import field_name, read_block
from tocsin.collecting.formats.evtx_exemplars import Exemplars
from tocsin.collecting.formats.evtx_template import Slot

from benchmarks.evtx_writer import Event, write_evtx
from tests.collecting.formats.evtx_blocks import START, block_of, many
from tests.collecting.samples import EVTX
from tests.material import DATA, needs_data

SAMPLES = sorted((DATA / "evtx-samples").rglob("*.evtx")) + sorted((DATA / "sigma-regression").rglob("*.evtx"))
NEVER = 1 << 30


def read(file: bytes, columnar_from: int, wanted: Wanted = ALL_FIELDS) -> tuple[dict[int, dict[str, Any]], int]:
    """Return the events by offset, and how many records were rejected."""
    events: dict[int, dict[str, Any]] = {}
    rejected = 0
    for part in evtx.read(io.BytesIO(file), Source("x.evtx"), wanted, columnar_from):
        if isinstance(part, EventBatch):
            for row in part.events.to_pylist():
                events[row["_offset"]] = {name: value for name, value in row.items() if value is not None}
        else:
            rejected += part.records
    return events, rejected


@pytest.mark.parametrize("file", [EVTX, many(900)], ids=["sysmon", "mixed"])
def test_both_paths_agree_on_written_files(file: bytes) -> None:
    assert read(file, 0) == read(file, NEVER)


@needs_data
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem[:40])
def test_both_paths_agree_on_every_sample(path: Path) -> None:
    file = path.read_bytes()
    assert read(file, 0) == read(file, NEVER)


def test_a_damaged_chunk_goes_the_simple_path_and_loses_only_what_is_damaged() -> None:
    file = bytearray(many(900))
    file[4096 + 65536 + 512 : 4096 + 65536 + 560] = b"\x55" * 48

    assert read(bytes(file), 0) == read(bytes(file), NEVER)
    assert read(bytes(file), 0)[1] == 1


def test_unnamed_data_beside_named_is_kept_which_the_reference_decoder_drops() -> None:
    file = write_evtx([Event("Security", "P", 1, START, data=(("Image", "a"), (None, "b"), (None, "c")))])

    assert next(iter(read(file, 0)[0].values()))["Data"] == ["b", "c"]


def test_fields_that_were_not_asked_for_are_fetched_for_chosen_rows() -> None:
    block, chunks = block_of(many(60))
    taken = read_block(block, chunks, 4096, Source("x"), Wanted(frozenset({"CommandLine"})), Exemplars())

    assert taken.events is not None
    assert taken.fetch is not None
    assert "TargetFilename" not in taken.events.schema.names
    fetched = taken.fetch(np.array([3, 0, 4]))
    assert fetched.column("_offset").to_pylist() == taken.events.column("_offset").take([3, 0, 4]).to_pylist()
    assert fetched.column("TargetFilename").to_pylist() == ["C:\\f3.aspx", "C:\\f0.aspx", None]


@pytest.mark.parametrize(
    ("path", "slot", "name"),
    [
        ((), Slot(("Event", "System", "Provider"), None, "Name", None, 1), "Provider_Name"),
        ((), Slot(("Event", "System", "Correlation"), None, None, None, 1), None),
        (("Event",), Slot(("EventData", "Data"), "Image", None, None, 1), "Image"),
        (("Event",), Slot(("EventData", "Data"), "Channel", None, None, 1), "EventData_Channel"),
        (("Event",), Slot(("EventData", "Data"), None, None, None, 1), "Data"),
        (("Event",), Slot(("UserData", "Cleared", "Channel"), None, None, None, 1), "UserData_Channel"),
        (("Event",), Slot(("EventData",), None, "Name", "x", -1), "EventData_Name"),
        (("Event",), Slot(("UserData", "Cleared"), None, "xmlns", "x", -1), None),
    ],
)
def test_names_of_fields(path: tuple[str, ...], slot: Slot, name: str | None) -> None:
    assert field_name(path, slot) == name
