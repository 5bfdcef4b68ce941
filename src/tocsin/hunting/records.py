"""One record of the evidence, found again by what a hit says of it.

In: evidence and `PATH:RECORD`, `RECORD`, or with a byte instead of the record's number `PATH:@BYTE`. Out: every record
that this means, in the order of the evidence: a number may stand in several logs, and again in copies of one.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

import numpy as np

from tocsin.collecting.batches import ALL_FIELDS, EventBatch, Unit
from tocsin.collecting.columns import pc
from tocsin.collecting.evidence import Evidence
from tocsin.hunting.explanation import Record
from tocsin.hunting.hit_lines import time_texts
from tocsin.model.errors import UsageError
from tocsin.model.hits import Place

MOST = 1000
"""Records that are looked at; a number that more of them have is said to be of too many."""

_ASKED = re.compile(r"(?:(?P<path>.+):)?(?P<by>@?)(?P<number>[0-9]{1,18})\Z", re.DOTALL)


def find_records(evidence: Evidence, asked: str) -> list[Record]:
    """Return the records that are meant. Raises `UsageError` when there is none, or the text means no record."""
    found = _ASKED.match(asked)
    if found is None:
        raise UsageError(f"{asked!r} is no record", hint="give PATH:RECORD or RECORD, as hits have them, or PATH:@BYTE")
    units = evidence.units if found["path"] is None else _units(evidence.units, found["path"])
    column = "_offset" if found["by"] else "_record"
    records = list(islice(_records(units, column, int(found["number"])), MOST + 1))
    where = "the evidence" if found["path"] is None else found["path"]
    if not records:
        kind = "record at byte" if found["by"] else "record"
        raise UsageError(
            f"there is no {kind} {found['number']} in {where}",
            hint="PATH:RECORD as a hit has it, for example from --format jsonl",
        )
    if len(records) > MOST:
        raise UsageError(
            f"more than {MOST:,} records of {where} have the number {found['number']}", hint="give PATH:@BYTE"
        )
    return records


def _units(units: Sequence[Unit], path: str) -> Sequence[Unit]:
    path = path.replace("\\", "/")
    tests: tuple[Callable[[str], bool], ...] = (
        lambda known: known == path,
        lambda known: known.endswith(f"/{path}"),
        lambda known: path.endswith(f"/{known}"),  # with the folder that was given as evidence before it
    )
    for test in tests:
        found = [unit for unit in units if test(unit.path)]
        if found:
            return found
    near = difflib.get_close_matches(path, [unit.path for unit in units], n=1)
    raise UsageError(f"the evidence has no file {path!r}", hint=f"did you mean {near[0]!r}?" if near else None)


def _records(units: Sequence[Unit], column: str, number: int) -> Iterator[Record]:
    for unit in units:
        for part in unit.read(ALL_FIELDS):
            if isinstance(part, EventBatch):
                marked = pc.equal(part.events.column(column), number).fill_null(False)
                rows = np.flatnonzero(marked.to_numpy(zero_copy_only=False))
                if len(rows):
                    yield from _of_rows(part, rows)


def _of_rows(batch: EventBatch, rows: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Iterator[Record]:
    details = batch.details(rows)
    times = time_texts(details.column("_time")).to_pylist()
    for time, row in zip(times, details.to_pylist(), strict=True):
        yield Record(
            family=batch.family,
            log=row["_log"],
            place=Place(path=batch.path, record=row["_record"], offset=row["_offset"]),
            time=time,
            host=row["_host"],
            event={name: value for name, value in row.items() if not name.startswith("_") and value is not None},
        )
