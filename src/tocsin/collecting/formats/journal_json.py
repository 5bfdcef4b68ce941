"""systemd's journal as `journalctl -o json` (and `json-pretty`, `json-sse`, `json-seq`) writes it: an object an entry.

In: a stream. Out: events of `journal_entries`. Values that are no text are lists of bytes there, and are decoded; a
field that stands several times is a list. `null` is "too large to be exported" (`--all` exports it).
Source: systemd.io/JOURNAL_EXPORT_FORMATS ("Journal JSON Format"), journalctl(1).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import Certainty, Format, Source
from tocsin.collecting.formats.journal_entries import FAMILY, TIME, Entries
from tocsin.collecting.formats.json_lines import Shapes
from tocsin.collecting.formats.json_objects import first_object, objects
from tocsin.collecting.rows import Fields
from tocsin.collecting.windows import text
from tocsin.model.evidence import Rejected

_FRAME = re.compile(rb"\ndata:")
_FRAMED = re.compile(rb"\A\s*(?:\x1e|data: ?)\s*(?=\{)")


def recognise(head: bytes, name: str) -> Certainty:
    """Judge by the first object: it has the journal's own time and a cursor, or a message."""
    first = first_object(_FRAMED.sub(b"", head))
    return Certainty.SURE if first is not None and is_entry(first) else Certainty.NO


def is_entry(value: dict[str, Any]) -> bool:
    """Say whether an object is an entry of the journal."""
    return TIME in value and ("__CURSOR" in value or "MESSAGE" in value or "_BOOT_ID" in value)


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield entries in batches; objects that are none come out as plain JSON."""
    entries, others = Entries(source, wanted), Shapes(source, wanted)
    for part in objects(cast(BinaryIO, Unframed(stream)), source):
        if isinstance(part, Rejected):
            yield part
            continue
        for found in part:
            if is_entry(found.value):
                entries.add(found.line, found.offset, fields(found.value))
            else:
                others.add(found)
        if entries.full:
            yield from entries.flush()
    yield from entries.flush()
    yield from others.flush()


class Unframed:
    """A stream in which what frames an object (`data: `, a record separator) is blanks: all places stay the same."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._held = b"\n"  # what stood before: a line begins at the beginning

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes, none at the end."""
        while True:
            more = self._stream.read(size)
            data = self._held + more
            begin = data.rfind(b"\n") + 1
            open_ = more and b"data:".startswith(data[begin:]) and begin > 0
            end = begin if open_ else len(data)  # a frame that may go on is held back, with the line feed before it
            clean = _FRAME.sub(b"\n     ", data[:end]).replace(b"\x1e", b" ")
            kept = data[end - 1 :] if open_ else data[-1:] if data[-1:] == b"\n" else b"\0"
            handed, self._held = clean[1:], kept
            if handed or not more:
                return handed


def fields(value: dict[str, Any]) -> Fields:
    """Return an entry's fields as text.

    >>> fields({"MESSAGE": [104, 105], "N": 1, "X": ["a", [98]], "Y": None})
    {'MESSAGE': 'hi', 'N': '1', 'X': ['a', 'b'], 'Y': None}
    """
    return {name: _field(said) for name, said in value.items()}


def _field(said: Any) -> str | list[str] | None:
    if isinstance(said, list):
        data = _bytes(said)
        if data is not None:
            return data
        parts = [_bytes(part) if isinstance(part, list) else text(part) for part in said]
        return [part if isinstance(part, str) else str(text(said[place])) for place, part in enumerate(parts)]
    return text(said)


def _bytes(said: list[Any]) -> str | None:
    if said and all(type(one) is int and 0 <= one < 256 for one in said):
        return bytes(said).decode("utf-8", "replace")
    return None


FORMAT = Format("journal-json", FAMILY, "entries of systemd's journal as JSON", recognise, read)
