"""systemd's journal in its binary form (`/var/log/journal/*/system.journal`), as triage collections copy it.

In: a stream. Out: events of `journal_entries`; `_record` is the entry's sequence number, `_offset` the entry's object.
Compact files, keyed hashes and data packed with XZ, LZ4 or Zstandard are understood; seals are not checked. A file that
was copied while it was written to, cut off or damaged gives every entry that is still whole.
The stream is copied to a temporary file without a name: entries point back and forth in it.
"""

from __future__ import annotations

import mmap
import tempfile
from collections.abc import Iterator
from typing import BinaryIO

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import Certainty, Format, Source, rejected
from tocsin.collecting.formats.journal_entries import FAMILY, TIME, Entries
from tocsin.collecting.formats.journal_objects import MAGIC, Entry, Journal, Lost
from tocsin.collecting.rows import Fields
from tocsin.model.evidence import Rejected

_COPY = 1 << 20
_HELD = 64 << 20


def recognise(head: bytes, name: str) -> Certainty:
    """Judge the first bytes: the file's signature."""
    return Certainty.SURE if head.startswith(MAGIC) else Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield entries in batches, and rejections between them."""
    with tempfile.TemporaryFile() as copy:
        size = 0
        while data := stream.read(_COPY):
            size += copy.write(data)
        if not size:
            return
        copy.flush()
        with mmap.mmap(copy.fileno(), 0, access=mmap.ACCESS_READ) as mapped, memoryview(mapped) as view:
            yield from _read(view, source, wanted)


def _read(view: memoryview, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    journal = Journal(view)
    entries = Entries(source, wanted)
    found = lost = held = 0
    for part in journal.walk():
        if isinstance(part, Lost):
            lost += 1
            size = part.end - part.offset
            yield rejected(source, part.offset, part.reason, bytes(view[part.offset : part.offset + 200]), size)
            continue
        found += 1
        entries.add(part.number, part.offset, _fields(part))
        held += sum(len(value) for _, value in part.fields)
        if entries.full or held > _HELD:
            yield from entries.flush()
            held = 0
    missing = journal.entries - found - lost
    if 0 < missing < len(view) // 64:
        yield Rejected(
            path=source.path,
            offset=len(view),
            reason=f"the file says that it has {journal.entries} entries: {missing} are not there",
            records=missing,
        )
    yield from entries.flush()


def _fields(entry: Entry) -> Fields:
    fields: Fields = {TIME: str(entry.time)}
    for name, value in entry.fields:
        known = fields.get(name)
        if known is None:
            fields[name] = value
        else:
            fields[name] = [*known, value] if isinstance(known, list) else [known, value]
    if entry.missing:
        fields["MISSING_FIELDS"] = str(entry.missing)
    return fields


FORMAT = Format("journal-file", FAMILY, "the signature of a journal file of systemd", recognise, read)
