"""Indicators, swept over every text field of every event, in the same pass as the rules.

In: indicators and a batch. Out: (indicator, rows). All values are looked for at once in the distinct texts of a column;
only what was found is then looked at closely (`indicator_forms.holds`). Networks are looked for by the octets that
their addresses begin with, IPv6 addresses wherever a text has one. `sweep_reference` is the simple path.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np
import pyarrow as pa

from tocsin.collecting.batches import EventBatch
from tocsin.collecting.columns import pc
from tocsin.hunting.atoms import fold
from tocsin.hunting.indicator_forms import forms, four_at, holds, sixes
from tocsin.hunting.indicator_index import index_of, network_of
from tocsin.hunting.literals import Literals, Numbers, Texts
from tocsin.hunting.table import Rows, as_field
from tocsin.model.report import Indicator

_HAS_SIX = r"::|(?:[0-9a-fA-F]{1,4}:){6}"


class Networks:
    """Networks and single addresses, asked by the address: one look-up for each length of prefix there is."""

    def __init__(self) -> None:
        self._known: dict[int, dict[int, list[int]]] = {}

    def __bool__(self) -> bool:
        return bool(self._known)

    def add(self, network: ipaddress.IPv4Network | ipaddress.IPv6Network, number: int) -> None:
        """Add the network of an indicator."""
        shift = network.max_prefixlen - network.prefixlen
        self._known.setdefault(shift, {}).setdefault(int(network.network_address) >> shift, []).append(number)

    def of(self, address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> Iterator[int]:
        """Yield the indicators in whose network an address lies."""
        whole = int(address)
        for shift, known in self._known.items():
            yield from known.get(whole >> shift, ())


class Sweep:
    """Indicators ready to be looked for."""

    def __init__(self, indicators: Sequence[Indicator], *, engine: str = "auto") -> None:
        """Compile the values; one that is not what its type says is looked for as text, an empty one not at all."""
        self._index = index_of(indicators)
        self._literals = Literals(self._index.texts, engine=engine)

    def __len__(self) -> int:
        return len(self._index)

    def name(self, number: int) -> str:
        """Return an indicator as `type:value`."""
        return self._index.names[number]

    @cached_property
    def _networks(self) -> tuple[Networks, Networks]:
        """Those of IPv4 and those of IPv6."""
        fours, sixes = Networks(), Networks()
        for number in self._index.networks:
            network = network_of(self._index.value(number))
            if network is not None:
                (fours if network.version == 4 else sixes).add(network, number)
        return fours, sixes

    def match(self, batch: EventBatch) -> Iterator[tuple[int, Rows]]:
        """Yield (number of the indicator, rows of the batch that hold it)."""
        rows: dict[int, list[Rows]] = {}
        for name, column in zip(batch.events.schema.names, batch.events.columns, strict=True):
            if name.startswith("_"):
                continue
            for number, found in self._in_column(column):
                rows.setdefault(number, []).append(found)
        for number in sorted(rows):
            yield number, np.unique(np.concatenate(rows[number]))

    def _in_column(self, column: pa.Array) -> Iterator[tuple[int, Rows]]:
        kind = column.type.value_type if pa.types.is_list(column.type) else column.type
        if pa.types.is_dictionary(kind):
            kind = kind.value_type
        if not (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
            return
        inner = pc.list_flatten(column) if pa.types.is_list(column.type) else column
        values = inner.dictionary if pa.types.is_dictionary(inner.type) else inner
        found = self._in_texts(values)
        if not found:
            return
        if not pa.types.is_dictionary(inner.type):
            yield from _of_members(column, found)
            return
        field = as_field(column)
        if pa.types.is_list(column.type):  # its values are numbered anew
            found = self._in_texts(pa.array(field.values, pa.string()))
        for number, at in found.items():
            rows = field.rows_with(np.array(sorted(at), np.int64))
            if len(rows):  # a dictionary may hold values that no event of the batch has
                yield number, rows

    def _in_texts(self, values: pa.Array) -> dict[int, set[int]]:
        """Return for each indicator the values that hold it."""
        texts = Texts(values)
        found: dict[int, set[int]] = {}
        folded: dict[int, str] = {}
        for literal, at in zip(*map(Numbers.tolist, self._literals.pairs(texts)), strict=True):
            text = folded.get(at)
            if text is None:
                text = folded[at] = fold(texts.text(at))
            for number in self._confirmed(literal, text):
                found.setdefault(number, set()).add(at)
        _, wanted = self._networks
        if wanted:
            for at in np.flatnonzero(_marks(values)).tolist():
                for address in sixes(fold(texts.text(at))):
                    for number in wanted.of(address):
                        found.setdefault(number, set()).add(at)
        return found

    def _confirmed(self, literal: int, text: str) -> Iterator[int]:
        index = self._index
        wanted = index.texts[literal]
        for number in index.owners_of(literal):
            own = forms(index.kind(number), index.value(number))
            if any(form.text == wanted and holds(form, text) for form in own):
                yield number
        if literal in index.octets:
            fours, _ = self._networks
            start = text.find(wanted)
            while start >= 0:
                address = four_at(text, start)
                if address is not None:
                    yield from fours.of(address)
                start = text.find(wanted, start + 1)


def _marks(values: pa.Array) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return pc.match_substring_regex(values, _HAS_SIX).fill_null(False).to_numpy(zero_copy_only=False)


def _of_members(column: pa.Array, found: dict[int, set[int]]) -> Iterator[tuple[int, Rows]]:
    """Yield the rows of values that are numbered one by one."""
    row: Rows | None = None
    if pa.types.is_list(column.type):
        lengths = pc.list_value_length(column).fill_null(0).to_numpy(zero_copy_only=False)
        row = np.repeat(np.arange(len(column)), lengths)
    for number, at in found.items():
        members = np.array(sorted(at), np.int64)
        yield number, members if row is None else np.unique(row[members])
