r"""Databases of Windows: SRUM (`SRUDB.dat`), User Access Logging (`Sum\*.mdb`), WebCache (`WebCacheV01.dat`).

In: a file. Out: rows as `ese_files` makes them: of SRUM what programs used (`Image`, `User`, `BytesSent`, …; an event
is written once an hour), of UAL which account came from which address to which role of a server (`User`, `src_ip`,
`Role`; an event a day), of WebCache what was asked for (`url`). `_log` is `SRUM`, `UAL/CLIENTS` and others,
`webcache`. UTC. Sources: libyal, "Extensible Storage Engine (ESE) Database File format"; Microsoft Learn, User Access
Logging; Khatri, "System Resource Usage Monitor".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.ese_files import DIRTY, MAGIC, Lost, entries, is_dirty
from tocsin.collecting.format import Certainty, Format, Source, rejected
from tocsin.collecting.rows import Rows
from tocsin.collecting.seekable import seekable
from tocsin.model.evidence import Rejected

FAMILY = "windows-srum"
_HEAD = 4096


def recognise(head: bytes, name: str) -> Certainty:
    """Judge the signature of such a database: which one it is, its tables tell."""
    return Certainty.SURE if head[4:8] == MAGIC else Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield the rows of the tables that are known."""
    with seekable(stream) as file:
        notes = (DIRTY,) if is_dirty(file.read(_HEAD)) else ()
        file.seek(0)
        kept: dict[str, Rows] = {}
        for part in entries(file):
            if isinstance(part, Lost):
                yield rejected(source, 0, part.reason)
                continue
            family, row = part
            rows = kept.setdefault(family, Rows(source, family, wanted, notes=notes))
            rows.add(row)
            if rows.full:
                yield from rows.flush()
        for rows in kept.values():
            yield from rows.flush()


FORMAT = Format("windows-ese", FAMILY, "the signature of an ESE database", recognise, read, whole=True)
