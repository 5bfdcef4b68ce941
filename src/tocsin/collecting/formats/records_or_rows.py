"""Logs that a product hands out as JSON records or as a CSV of the same: one format, whichever it is.

In: how a record is sorted into its log, how the rows of a header are, and how such a header is known. Out: the format.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, BinaryIO

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import HEAD_BYTES, Certainty, Format, Source
from tocsin.collecting.formats.csv_rows import read_rows
from tocsin.collecting.formats.json_objects import Joined
from tocsin.collecting.formats.json_tables import Sort, judge, read_tables
from tocsin.model.evidence import Rejected


def records_or_rows(
    name: str,
    family: str,
    signature: str,
    sort: Sort,
    rows: Callable[[tuple[str, ...]], Sort],
    is_csv: Callable[[bytes], bool],
    lists: Sequence[str] = (),
) -> Format:
    """Return the format; `lists` name the lists of JSON answers whose members are the records."""

    def recognise(head: bytes, path: str) -> Certainty:
        return Certainty.SURE if is_csv(head) else judge(head, sort, lists)

    def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
        head = stream.read(HEAD_BYTES)
        joined: Any = Joined(head, stream)
        if is_csv(head):
            return read_rows(joined, source, wanted, rows)
        return read_tables(joined, source, wanted, sort, lists)

    return Format(name, family, signature, recognise, read)
