"""Indicators laid out for the sweep: which texts to look for, and whose each of them is. Kept on disk by content.

In: indicators. Out: an `Index`: plain blocks of bytes and numbers, so that 100,000 indicators are there in some
milliseconds. What a text that was found means exactly is worked out only then.
"""

from __future__ import annotations

import contextlib
import hashlib
import ipaddress
from collections.abc import Iterator, Sequence

import msgspec
import numpy as np
from msgspec import Struct

from tocsin.hunting.atoms import fold
from tocsin.hunting.indicator_forms import BORDERS, forms, is_number
from tocsin.hunting.strings import Strings
from tocsin.knowledge import kept
from tocsin.model.report import Indicator

KEPT_FROM = 1000
"""From how many indicators on their index is kept on disk."""

LAYOUT = 1
"""Counts up when an index of the same indicators would be another."""

_SIMPLE = frozenset(BORDERS) - {"domain-name", "url", "file:path", "windows-registry-key", "user-agent"}
"""Types whose value is the only text to look for."""


class Index(Struct, frozen=True, array_like=True):
    """Indicators by their numbers, in the order of their names, and the texts to look for; numbers little end first."""

    names: Strings  # type:value
    kinds: tuple[str, ...]
    kind_of: bytes  # of each indicator, the number of its type (16 bits)
    texts: Strings  # folded, each once
    ends: bytes  # of each text, where its indicators end in `owners` (32 bits)
    owners: bytes  # numbers of indicators (32 bits)
    octets: frozenset[int]  # texts that addresses of a network begin with
    networks: tuple[int, ...]  # indicators that are compared as numbers

    def __len__(self) -> int:
        return len(self.names)

    def kind(self, number: int) -> str:
        """Return the type of an indicator."""
        return self.kinds[int.from_bytes(self.kind_of[2 * number : 2 * number + 2], "little")]

    def value(self, number: int) -> str:
        """Return the folded value of an indicator."""
        return fold(self.names[number][len(self.kind(number)) + 1 :].strip())

    def owners_of(self, text: int) -> tuple[int, ...]:
        """Return the indicators of a text."""
        end = int.from_bytes(self.ends[4 * text : 4 * text + 4], "little")
        begin = int.from_bytes(self.ends[4 * text - 4 : 4 * text], "little") if text else 0
        return tuple(np.frombuffer(self.owners, "<i4", end - begin, 4 * begin).tolist()) if end > begin else ()


def index_of(indicators: Sequence[Indicator]) -> Index:
    """Return the index of indicators; that of many is kept on disk."""
    if len(indicators) < KEPT_FROM:
        return make_index(indicators)
    content = msgspec.msgpack.encode([(one.type, one.value) for one in indicators])
    key = hashlib.sha256(f"{LAYOUT} ".encode() + content).hexdigest()
    stored = kept.load("sweep", key)
    if stored is not None:
        try:
            return msgspec.msgpack.decode(stored, type=Index)
        except msgspec.DecodeError:
            kept.forget("sweep", key)
    index = make_index(indicators)
    kept.store("sweep", key, msgspec.msgpack.encode(index))
    return index


def make_index(indicators: Sequence[Indicator]) -> Index:
    """Lay out indicators; an empty one is looked for nowhere."""
    found = {f"{one.type}:{one.value}": one for one in indicators}
    names = sorted(found)
    kinds = {kind: number for number, kind in enumerate(sorted({one.type for one in found.values()}))}
    owners: dict[str, list[int]] = {}
    octets_of: set[str] = set()
    networks: list[int] = []
    for number, name in enumerate(names):
        kind, value = found[name].type, fold(found[name].value.strip())
        if value and kind in _SIMPLE and "/" not in value:
            owners.setdefault(value, []).append(number)
        elif is_number(kind, value):
            networks.append(number)
            network = network_of(value)
            octets_of.update(octets(network) if isinstance(network, ipaddress.IPv4Network) else ())
        else:
            for form in forms(kind, value):
                owners.setdefault(form.text, []).append(number)
    for text in sorted(octets_of):
        owners.setdefault(text, [])
    counts = np.fromiter(map(len, owners.values()), np.int32, len(owners))
    return Index(
        names=Strings.of(names),
        kinds=tuple(kinds),
        kind_of=np.array([kinds[found[name].type] for name in names], "<u2").tobytes(),
        texts=Strings.of(owners),
        ends=np.cumsum(counts).astype("<i4").tobytes(),
        owners=np.array([number for some in owners.values() for number in some], "<i4").tobytes(),
        octets=frozenset(place for place, text in enumerate(owners) if text in octets_of),
        networks=tuple(networks),
    )


def network_of(value: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    """Return the network of an indicator that is compared as a number; None: it is none, and nothing lies in it."""
    with contextlib.suppress(ValueError):
        return ipaddress.ip_network(value, strict=False)
    return None


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
