"""Logs of JSON objects that each are one event: what they have in common, whoever wrote them.

In: a stream, and how an object becomes a row (None: it is none of this log). Out: batches of the log's own family;
objects that are none of it come out as plain JSON, so that nothing is left unread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, BinaryIO

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import Source
from tocsin.collecting.formats.json_lines import Shapes
from tocsin.collecting.formats.json_objects import Found, objects, taken_or_objects
from tocsin.collecting.formats.json_objects import Take as TakeLines
from tocsin.collecting.rows import BATCH_ROWS, Fields, Row, Rows
from tocsin.collecting.windows import leaves_of, text
from tocsin.model.evidence import Rejected

Take = Callable[[Found], Row | None]


def read_rows(
    stream: BinaryIO,
    source: Source,
    wanted: Wanted,
    family: str,
    take: Take,
    lists: Sequence[str] = (),
    columns: TakeLines | None = None,
) -> Iterator[EventBatch | Rejected]:
    """Yield the objects of a file as events; `columns` takes what it can of lines before."""
    rows, others = Rows(source, family, wanted), Shapes(source, wanted)
    parts = objects(stream, source, lists) if columns is None else taken_or_objects(stream, source, lists, columns)
    for part in parts:
        if isinstance(part, (Rejected, EventBatch)):
            yield part
            continue
        for found in part:
            row = take(found)
            if row is None:
                others.add(found)
            else:
                rows.add(row)
        for waiting in (rows, others):
            if waiting.count >= BATCH_ROWS:
                yield from waiting.flush()
    yield from rows.flush()
    yield from others.flush()


def flat(value: dict[str, Any]) -> Fields:
    """Return an object's values under dotted names, as text; members of lists of objects under the list's name.

    >>> flat({"id": {"orig_h": "192.0.2.1"}, "n": 1, "answers": [{"rdata": "a"}, {"rdata": "b"}]})
    {'id.orig_h': '192.0.2.1', 'n': '1', 'answers.rdata': ['a', 'b']}
    """
    fields: Fields = {}
    for name, said in leaves_of(value):
        if isinstance(said, list) and said and all(isinstance(one, dict) for one in said):
            _members(fields, name, said)
        else:
            fields[name] = text(said)
    return fields


def _members(fields: Fields, name: str, members: list[dict[str, Any]]) -> None:
    for member in members:
        for inner, said in leaves_of(member, name):
            value = text(said)
            if value is None:
                continue
            values = value if isinstance(value, list) else [value]
            known = fields.get(inner)
            fields[inner] = [*known, *values] if isinstance(known, list) else values
