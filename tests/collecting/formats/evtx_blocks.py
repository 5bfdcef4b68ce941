"""Blocks for the tests of the columnar EVTX reader, and its answer as plain events."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np

from tocsin.collecting.formats.evtx_columns import columns, decode
from tocsin.collecting.formats.evtx_exemplars import Exemplars
from tocsin.collecting.formats.evtx_frames import PADDING, Bytes
from tocsin.collecting.formats.evtx_template import Slot

from benchmarks.evtx_writer import CHUNK_SIZE, FILE_HEADER, Event, write_evtx

START = datetime(2021, 3, 2, 7, tzinfo=UTC)


def block_of(file: bytes) -> tuple[Bytes, int]:
    """Return the file's whole chunks as a block."""
    chunks = (len(file) - FILE_HEADER) // CHUNK_SIZE
    block = np.zeros(chunks * CHUNK_SIZE + PADDING, np.uint8)
    block[: chunks * CHUNK_SIZE] = np.frombuffer(file, np.uint8, chunks * CHUNK_SIZE, FILE_HEADER)
    return block, chunks


def simple_name(path: tuple[str, ...], slot: Slot) -> str | None:
    """Name fields by the last element of their path, or by `Name`."""
    whole = path + slot.path
    if slot.attribute is not None:
        return f"{whole[-1]}_{slot.attribute}" if "System" in whole else None
    return (slot.name or "Data") if whole[-1] == "Data" else whole[-1]


def events_of(block: Bytes, chunks: int) -> tuple[list[dict[str, object]], list[int], int]:
    """Return the events that were understood, their record numbers, and how many records were left."""
    found = decode(block, chunks, Exemplars())
    keep = np.ones(len(found.records.at), bool)
    keep[found.left] = False
    every = [None] * len(found.layouts)
    table = {name: column.to_pylist() for name, column in columns(found, keep, simple_name, every).items()}
    events = [
        {name: values[row] for name, values in table.items() if values[row] is not None} for row in range(keep.sum())
    ]
    assert len(found.times()) == len(found.records.at)
    return events, found.records.identifier[keep].tolist(), len(found.left)


def sysmon(number: int, **data: str) -> Event:
    """Make a Sysmon event of a given id."""
    return Event(
        "Microsoft-Windows-Sysmon/Operational",
        "Microsoft-Windows-Sysmon",
        number,
        START + timedelta(seconds=number),
        data=tuple(data.items()),
    )


def many(count: int) -> bytes:
    """Write a file of mixed events over several chunks."""
    return write_evtx(
        sysmon(1, Image=f"C:\\a{n % 7}.exe", CommandLine="x" * (n % 90))
        if n % 3
        else sysmon(11, TargetFilename=f"C:\\f{n}.aspx")
        for n in range(count)
    )
