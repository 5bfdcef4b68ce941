"""EVTX compiled: what is looked at in each layout, as tables for `evtx_coding.code`.

A layout is a template below a path; a node is the place of a fragment, the root being node 0. In: templates, and which
fields of which kinds of event are asked for. Out: tables that grow as layouts and kinds turn up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from tocsin.collecting.batches import Fields
from tocsin.collecting.formats.evtx_coding import (
    CHANNEL,
    CLOCK,
    CODED,
    COMMAND,
    COMPUTER,
    ENTRY,
    EVENT,
    FIELD,
    LAYOUT,
    MARK,
    MODE,
    NOT_EMPTY,
    NUMBER,
    PROVIDER,
    SEARCHED,
    SHARED,
    TIME,
)
from tocsin.collecting.formats.evtx_template import FieldName, Slot, Template

Numbers = npt.NDArray[np.int64]

_ROLES = {
    "Channel": CHANNEL,
    "Provider_Name": PROVIDER,
    "EventID": EVENT,
    "Computer": COMPUTER,
    "UtcTime": CLOCK,
    "CommandLine": COMMAND,
}
_ALWAYS_CODED = frozenset({"Channel", "Provider_Name", "EventID", "Computer", "CommandLine"})


MOST_LAYOUTS, MOST_NODES, MOST_LETTERS = 1 << 13, 1 << 10, 1 << 23
"""Layouts of a file, paths below which templates stand, and letters of literals: more than any real log has. Records
with further ones go the simple path."""


class Layouts:
    """The layouts of one file."""

    def __init__(self, name_of: FieldName, literal: Callable[[str, str], int], field: Callable[[str], int]) -> None:
        """Take what names fields, what gives the word of a literal of a field, and what numbers fields."""
        self._name_of, self._literal, self._field = name_of, literal, field
        self.nodes: list[tuple[str, ...]] = [()]
        self._node_of: dict[tuple[str, ...], int] = {(): 0}
        self.templates: list[Template] = []
        self.node_of_layout: list[int] = []
        self.of = np.full((4, 64), -1, np.int64)
        self.table = np.zeros((64, LAYOUT), np.int64)
        self.entries = np.zeros((64, ENTRY), np.int64)
        self.children = np.zeros((64, 2), np.int64)
        self._entries = self._children = 0  # how many there are
        self.known = np.zeros((64, 64), np.uint8)
        self._asked: list[set[str] | None] = []  # fields, by layout; None: all
        self.marked: list[Numbers] = []  # by mark, the fields of the words that follow
        self.every: set[str] = set()  # fields of events of which every field was asked for
        self.searched = True
        self._letters = 0  # of literals

    @property
    def full(self) -> bool:
        """Whether there are so many that whoever keeps them had better begin anew."""
        few = 2 * len(self.templates) <= MOST_LAYOUTS and 2 * len(self.nodes) <= MOST_NODES
        return not few or 2 * self._letters > MOST_LETTERS

    def __len__(self) -> int:
        return len(self.templates)

    def have(self, templates: int) -> None:
        """Have room for so many templates: all of them are looked up, those of refused records too."""
        self.of = _grown(self.of, 0, max(templates - 1, 0), -1)

    def add(self, node: int, number: int, template: Template) -> None:
        """Take in a template below a node; one that cannot be taken is marked as refused."""
        self.of = _grown(self.of, node, number, -1)
        uses = Counter(slot.substitution for slot in template.slots if slot.substitution >= 0)
        many = len(self.templates) >= MOST_LAYOUTS or len(self.nodes) >= MOST_NODES or self._letters > MOST_LETTERS
        if many or (uses and max(uses.values()) > SHARED):
            self.of[node, number] = -2
            return
        self._letters += sum(len(slot.literal or "") for slot in template.slots)
        layout = len(self.templates)
        self.of[node, number] = layout
        self.templates.append(template)
        self.node_of_layout.append(node)
        self._asked.append(set())
        self.table = _grown(self.table, layout, LAYOUT - 1, 0)
        self.known = _grown(self.known, layout, 0, 0)
        fragments = {slot.substitution: slot for slot in template.slots if slot.fragment}
        begin = self._children
        below = [(column, self._node(self.nodes[node] + slot.path)) for column, slot in sorted(fragments.items())]
        self._children += len(below)
        self.children = _grown(self.children, self._children, 0, 0)
        self.children[begin : self._children] = np.array(below, np.int64).reshape(-1, 2)
        self.table[layout] = (template.substitutions, 0, 0, begin, self._children, 0)
        self._write(layout)

    def ask(self, layout: int, kind: int, fields: Fields) -> None:
        """Have entries for the fields that are looked at in events of a kind."""
        self.known = _grown(self.known, layout, kind, 0)
        self.known[layout, kind] = 1
        before = self._asked[layout]
        if before is None:
            return
        named = {
            name for _, name in self.templates[layout].named(self.nodes[self.node_of_layout[layout]], self._name_of)
        }
        after = None if fields is None else before | (fields & named)
        if after != before:
            self._asked[layout] = after
            self._write(layout)

    def _node(self, path: tuple[str, ...]) -> int:
        number = self._node_of.setdefault(path, len(self.nodes))
        if number == len(self.nodes):
            self.nodes.append(path)
            self.of = _grown(self.of, number, 0, -1)
        return number

    def _write(self, layout: int) -> None:
        """Write the entries of a layout anew, behind all others: only a few are ever written twice."""
        path = self.nodes[self.node_of_layout[layout]]
        asked = self._asked[layout]
        rows: list[tuple[int, ...]] = []
        for slot, name in self.templates[layout].named(path, self._name_of):
            if asked is None:
                self.every.add(name)
            wanted = asked is None or name in asked or name in _ALWAYS_CODED
            mode = (CODED if wanted else 0) | (SEARCHED if self.searched else 0)
            if slot.substitution < 0:
                if wanted or self.searched:
                    word = self._literal(name if wanted else "", slot.literal or "")
                    rows.append((-1, self._field(name) if wanted else 0, mode, _ROLES.get(name, 0), word))
                continue
            mode |= NOT_EMPTY if slot.attribute is None and slot.path[-1] != "Data" else 0
            role = _ROLES.get(name, 0)
            if wanted or self.searched or role:
                rows.append((slot.substitution, self._field(name) if wanted else 0, mode, role, -1))
        if not path:
            rows += _own(self.templates[layout].slots)
        rows.sort(key=lambda row: row[0])
        begin, end = self._entries, self._entries + len(rows)
        self.entries, self._entries = _grown(self.entries, end, 0, 0), end
        self.entries[begin:end] = np.array(rows, np.int64).reshape(-1, ENTRY)
        self.table[layout, 1:3] = begin, end
        self.table[layout, MARK] = len(self.marked)
        coded = self.entries[begin:end, MODE] & CODED > 0
        self.marked.append(self.entries[begin:end, FIELD][coded].astype(np.int64))


def _own(slots: list[Slot]) -> list[tuple[int, ...]]:
    """Return entries for the record's number and its time."""
    rows: list[tuple[int, ...]] = []
    for slot in slots:
        if slot.substitution < 0:
            continue
        if slot.path[1:] == ("System", "EventRecordID") and slot.attribute is None:
            rows.append((slot.substitution, 0, 0, NUMBER, -1))
        if slot.path[-1:] == ("TimeCreated",) and slot.attribute == "SystemTime":
            rows.append((slot.substitution, 0, 0, TIME, -1))
    return rows


def _grown(table: npt.NDArray[Any], row: int, column: int, fill: int) -> npt.NDArray[Any]:
    """Return a table that has a row and a column, larger than before if need be."""
    rows, columns = table.shape
    while rows <= row:
        rows *= 2
    while columns <= column:
        columns *= 2
    if (rows, columns) == table.shape:
        return table
    larger = np.full((rows, columns), fill, table.dtype)
    larger[: table.shape[0], : table.shape[1]] = table
    return larger
