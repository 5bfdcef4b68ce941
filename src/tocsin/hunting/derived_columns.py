"""Derived fields of a whole batch: worked out once for each distinct value.

In: columns of the engine's form. Out: another one. `tocsin.hunting.derived` says what they mean, value by value.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from tocsin.hunting.derived import FIRST, PARTS, Derived
from tocsin.hunting.table import Field, Rows
from tocsin.hunting.texts import Texts


def derived_column(made: Derived, field: Callable[[str], Field | None], rows: int) -> Field | None:
    """Return the column; None when no event has it. `field` gives those it is made of."""
    given = [found for name in made.of if (found := field(name)) is not None]
    if not given:
        return None
    return first_of(given, rows) if made.function == FIRST else part_of(given[0], PARTS[made.function])


def part_of(field: Field, part: Callable[[str], str | None]) -> Field:
    """Return a part of each value; a value without that part is none."""
    places: dict[str, int] = {}
    codes: list[int] = []
    for value in field.values:
        taken = part(value)
        codes.append(-1 if taken is None else places.setdefault(taken, len(places)))
    translated = np.array([*codes, -1], np.int32)  # the last is for rows without a value
    taken_codes = translated[field.codes]
    if field.offsets is None:
        return Field(Texts.of(list(places)), taken_codes)
    kept = taken_codes >= 0
    offsets = np.concatenate([[0], np.cumsum(kept)])[field.offsets]
    return Field(Texts.of(list(places)), taken_codes[kept], offsets)


def first_of(fields: Sequence[Field], rows: int) -> Field:
    """Return for each row the values of the first field that has any there."""
    if len(fields) == 1:
        return fields[0]
    if all(field.offsets is None for field in fields):
        codes, values = np.full(rows, -1, np.int32), list[str]()
        for field in fields:
            free = (codes < 0) & (field.codes >= 0)
            codes[free] = field.codes[free] + len(values)
            values += field.values
        return Field(Texts.of(values), codes)
    values, members, owners = list[str](), list[npt.NDArray[np.int32]](), list[Rows]()
    free = np.ones(rows, bool)
    for field in fields:
        row, code = _members(field)
        chosen = free[row]
        members.append(code[chosen] + np.int32(len(values)))
        owners.append(row[chosen])
        free[row] = False
        values += field.values
    row = np.concatenate(owners)
    order = np.argsort(row, kind="stable")
    offsets = np.searchsorted(row[order], np.arange(rows + 1)).astype(np.int64)
    return Field(Texts.of(values), np.concatenate(members)[order], offsets)


def _members(field: Field) -> tuple[Rows, npt.NDArray[np.int32]]:
    """Return (row, code) of every value."""
    if field.offsets is None:
        rows = np.flatnonzero(field.codes >= 0)
        return rows, field.codes[rows]
    return np.repeat(np.arange(len(field.offsets) - 1), np.diff(field.offsets)), field.codes
