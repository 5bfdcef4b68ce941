"""Indicators in CSV: by what the head says of the columns, else the first value of a row that is one.

In: lines. Out: entries. A head names a column of values, and perhaps one of their types (as exports of MISP, OTX and
OpenCTI do), or gives each type a column of its own (`ip,domain,sha256`).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from tocsin.hunting.indicator_objects import Entry, Found, LeftOut, composite
from tocsin.hunting.indicator_types import ANYTHING, kind_called
from tocsin.hunting.indicator_values import line_indicator
from tocsin.model.errors import RuleError

MOST_CELL = 1 << 20

_VALUES = ("value", "indicator", "ioc", "observable", "indicatorvalue", "iocvalue", "observablevalue", "indicators")
_TYPES = ("type", "indicatortype", "ioctype", "observabletype", "kind", "valuetype")
_WANTED = ("toids",)


class Head(NamedTuple):
    """Where the values stand, their types, and whether they are meant to be looked for; or a column for each type."""

    value: int | None
    kind: int | None
    wanted: int | None
    typed: Mapping[int, str]


def head_of(cells: Sequence[str]) -> Head | None:
    """Return what a first row says of the columns; None when it is no head.

    >>> head_of(["Type", "Value"])[:2], head_of(["ip", "note", "md5"]).typed, head_of(["192.0.2.1", "x"])
    ((1, 0), {0: 'ip', 2: 'md5'}, None)
    """
    plain = ["".join(filter(str.isalnum, cell.lower())) for cell in cells]
    value, kind, wanted = (
        next((plain.index(name) for name in names if name in plain), None) for names in (_VALUES, _TYPES, _WANTED)
    )
    if value is not None:
        return Head(value, kind, wanted, {})
    typed = {number: cell for number, cell in enumerate(cells) if kind_called(cell) not in (None, ANYTHING)}
    return Head(None, None, wanted, typed) if typed else None


def rows(lines: Sequence[str], separator: str) -> Iterator[Found]:
    """Yield the entries of CSV."""
    csv.field_size_limit(MOST_CELL)
    reader = csv.reader(lines, delimiter=separator)
    head: Head | None = None
    begun = False
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            yield Entry("", line=reader.line_num, why=f"not CSV: {error}")
            continue
        if cells is None:
            return
        if not any(cell.strip() for cell in cells) or cells[0].startswith("#"):
            continue
        if not begun:
            begun, head = True, head_of(cells)
            if head is not None:
                continue
        yield from _row(cells, head, reader.line_num)


def _row(cells: Sequence[str], head: Head | None, line: int) -> Iterator[Found]:
    if head is None:
        yield _first(cells, line)
    elif head.wanted is not None and _cell(cells, head.wanted).lower() in ("0", "false", "no"):
        yield LeftOut()
    elif head.value is None:
        for number, called in head.typed.items():
            if value := _cell(cells, number):
                yield Entry(value, called=called, line=line)
    elif len(cells) <= head.value:
        yield Entry("", line=line, why=f"{len(cells)} cells: there is no value")
    else:
        yield from composite(cells[head.value], _cell(cells, head.kind), line=line)


def _cell(cells: Sequence[str], number: int | None) -> str:
    return cells[number].strip() if number is not None and len(cells) > number else ""


def _first(cells: Sequence[str], line: int) -> Entry:
    for cell in cells:
        try:
            line_indicator(cell)
        except RuleError:
            continue
        return Entry(cell, line=line)
    return Entry(cells[0], line=line)
