r"""systemd's journal in its export format (`journalctl -o export`, systemd-journal-remote): a field a line.

In: a stream, entries parted by empty lines. Out: events of `journal_entries`; `_record` is an entry's first line. A
value that holds a line feed or is no text has its size before it (eight bytes, little-endian).
An entry that cannot be read costs what stands up to the next empty line. `journalctl -o verbose` is not read.
Invariant: every byte is of an entry, of a rejection, or an empty line.
Source: systemd.io/JOURNAL_EXPORT_FORMATS ("Journal Export Format").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import Certainty, Format, Source, rejected
from tocsin.collecting.formats.journal_entries import FAMILY, TIME, Entries
from tocsin.collecting.rows import Fields
from tocsin.model.evidence import Rejected

LONGEST = 64 << 20
_READ = 1 << 20
_NAME = re.compile(rb"[A-Za-z0-9_]{1,64}")
_KNOWN = re.compile(rb"^(?:__CURSOR=s=|__REALTIME_TIMESTAMP=\d{10,17}$)", re.MULTILINE)


def recognise(head: bytes, name: str) -> Certainty:
    """Judge the first lines: fields, among them the journal's cursor or time."""
    first = head.lstrip(b"\n").partition(b"\n")[0].partition(b"=")[0]
    return Certainty.SURE if _NAME.fullmatch(first) and _KNOWN.search(head.replace(b"\r\n", b"\n")) else Certainty.NO


class _BadError(ValueError):
    """Why an entry cannot be read."""


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield entries in batches, and rejections between them."""
    entries = Entries(source, wanted)
    data, base, line, ended = b"", 0, 1, False
    while True:
        more = b"" if ended else stream.read(max(_READ, len(data)))
        ended = not more
        data += more
        at = 0
        while True:
            blank = _blanks(data, at)
            line += blank - at
            at = blank
            try:
                found = _entry(data, at, ended=ended)
            except _BadError as error:
                end = data.find(b"\n\n", at)
                if end < 0 and not ended and len(data) - at <= LONGEST:
                    break
                end = len(data) if end < 0 else end + 1
                yield rejected(source, base + at, f"line {line}: {error}", data[at:end])
                line += data.count(b"\n", at, end)
                at = end
                continue
            if found is None:
                break
            fields, end = found
            if TIME not in fields:
                yield rejected(source, base + at, f"line {line}: an entry without its time", data[at:end])
            else:
                entries.add(line, base + at, fields)
            line += data.count(b"\n", at, end)
            at = end
        data, base = data[at:], base + at
        if entries.full:
            yield from entries.flush()
        if ended:
            break
    yield from entries.flush()


def _blanks(data: bytes, at: int) -> int:
    """Return where the next line that is not empty begins."""
    while at < len(data) and data[at] == 10:
        at += 1
    return at


def _entry(data: bytes, at: int, *, ended: bool) -> tuple[Fields, int] | None:
    """Return the entry that begins at a place and where it ends; None: it goes on in what was not read yet."""
    fields: Fields = {}
    if at >= len(data):
        return None
    while True:
        end = data.find(b"\n", at)
        if end < 0:
            if not ended:
                return _unless_too_long(data, at)
            end = len(data)
        if end == at:
            return fields, at
        name, equals, value = data[at:end].partition(b"=")
        if _NAME.fullmatch(name) is None:
            raise _BadError("no field of the journal")
        if equals:
            at = end + 1
        else:
            size = int.from_bytes(data[end + 1 : end + 9], "little")
            begin, at = end + 9, end + 9 + size + 1
            if begin > len(data) or at > len(data):
                if ended or (begin <= len(data) and size > LONGEST):
                    raise _BadError("a value of more bytes than there are")
                return None
            if data[at - 1] != 10:
                raise _BadError("a value that does not end where its size says")
            value = data[begin : at - 1]
        _put(fields, name.decode("ascii"), value.decode("utf-8", "replace"))
        if at >= len(data):
            return (fields, len(data)) if ended else None


def _unless_too_long(data: bytes, at: int) -> None:
    if len(data) - at > LONGEST:
        raise _BadError(f"a line of more than {LONGEST} bytes")


def _put(fields: Fields, name: str, value: str) -> None:
    known = fields.get(name)
    if known is None:
        fields[name] = value
    else:
        fields[name] = [*known, value] if isinstance(known, list) else [known, value]


FORMAT = Format("journal-export", FAMILY, "entries of systemd's journal in its export format", recognise, read)
