"""Indicators, swept over every text field of every event, in the same pass as the rules.

In: indicators and a batch. Out: (indicator, rows). All values are looked for at once in the distinct texts of a column;
only what was found is then looked at closely (`indicator_forms.holds`). Networks are looked for by the octets that
their addresses begin with, IPv6 addresses wherever a text has one. `sweep_reference` is the simple path.
"""

from __future__ import annotations

import contextlib
import ipaddress
from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa

from tocsin.collecting.batches import EventBatch
from tocsin.collecting.columns import pc
from tocsin.hunting.atoms import fold
from tocsin.hunting.indicator_forms import BORDERS, forms, four_at, holds, is_number, sixes
from tocsin.hunting.literals import Literals, Numbers, Texts
from tocsin.hunting.table import Rows, as_field
from tocsin.model.report import Indicator

_HAS_SIX = r"::|(?:[0-9a-fA-F]{1,4}:){6}"
_SIMPLE = frozenset(BORDERS) - {"domain-name", "url", "file:path", "windows-registry-key", "user-agent"}
"""Types whose value is the only text to look for."""


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
        found = {f"{one.type}:{one.value}": one for one in indicators}
        self._names = sorted(found)
        self._kinds = [found[name].type for name in self._names]
        self._values = [fold(found[name].value.strip()) for name in self._names]
        self._fours, self._sixes = Networks(), Networks()
        self._owners: dict[str, list[int]] = {}
        self._octets: set[str] = set()
        for number, (kind, value) in enumerate(zip(self._kinds, self._values, strict=True)):
            if value and (kind in _SIMPLE) and "/" not in value:
                self._owners.setdefault(value, []).append(number)
            else:
                self._add(number, kind, value)
        self._texts = list(self._owners)
        self._texts += sorted(self._octets.difference(self._owners))
        self._literals = Literals(self._texts, engine=engine)

    def _add(self, number: int, kind: str, value: str) -> None:
        if is_number(kind, value):
            with contextlib.suppress(ValueError):  # no network: nothing can lie in it
                network = ipaddress.ip_network(value, strict=False)
                if network.version == 6:
                    self._sixes.add(network, number)
                else:
                    self._fours.add(network, number)
                    self._octets.update(octets(network))
        else:
            for form in forms(kind, value):
                self._owners.setdefault(form.text, []).append(number)

    def __len__(self) -> int:
        return len(self._names)

    def name(self, number: int) -> str:
        """Return an indicator as `type:value`."""
        return self._names[number]

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
            for number in self._confirmed(self._texts[literal], text):
                found.setdefault(number, set()).add(at)
        if self._sixes:
            for at in np.flatnonzero(_marks(values)).tolist():
                for address in sixes(fold(texts.text(at))):
                    for number in self._sixes.of(address):
                        found.setdefault(number, set()).add(at)
        return found

    def _confirmed(self, literal: str, text: str) -> Iterator[int]:
        for number in self._owners.get(literal, ()):
            if any(
                form.text == literal and holds(form, text) for form in forms(self._kinds[number], self._values[number])
            ):
                yield number
        if literal in self._octets:
            start = text.find(literal)
            while start >= 0:
                address = four_at(text, start)
                if address is not None:
                    yield from self._fours.of(address)
                start = text.find(literal, start + 1)


def octets(network: ipaddress.IPv4Network) -> Iterator[str]:
    """Yield what the addresses of a network begin with.

    >>> list(octets(ipaddress.IPv4Network("192.0.2.0/23")))
    ['192.0.2.', '192.0.3.']
    """
    length = min(max(-(-network.prefixlen // 8), 1), 3)
    step = 1 << (32 - 8 * length)
    first, last = int(network.network_address), int(network.broadcast_address)
    for start in range(first, last + 1, step):
        whole = str(ipaddress.IPv4Address(start))
        yield ".".join(whole.split(".")[:length]) + "."


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
