"""Indicators, swept over every text field of every event, in the same pass as the rules.

In: indicators and a batch. Out: (indicator, rows). An address, domain, hash, path or name counts only where it stands
by itself: `1.2.3.4` is not in `11.2.3.45`, `evil.example` is in `mail.evil.example` but not in `notevil.example`.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator, Sequence

import numpy as np

from tocsin.collecting.batches import EventBatch
from tocsin.hunting.atoms import fold
from tocsin.hunting.patterns import Anchor, Pattern, Scanner
from tocsin.hunting.table import Rows, Table
from tocsin.model.report import Indicator

_WORD = r"[0-9a-z_]"
_BORDERS: dict[str, tuple[str, str]] = {
    # type: what must not stand before, and after, the value
    "ipv4-addr": (r"[0-9a-z.]", r"[0-9a-z]|\.[0-9]"),
    "ipv6-addr": (r"[0-9a-f:.]", r"[0-9a-f:]"),
    "domain-name": (r"[0-9a-z_-]", r"[0-9a-z_-]|\.[0-9a-z]"),
    "url": (_WORD, r"[0-9a-z]"),
    "email-addr": (r"[0-9a-z._%+-]", r"[0-9a-z-]|\.[0-9a-z]"),
    "file:name": (r"[0-9a-z_.-]", r"[0-9a-z_-]|\.[0-9a-z]"),
    "file:path": (_WORD, r"[0-9a-z_-]|\.[0-9a-z]"),
    "windows-registry-key": (_WORD, _WORD),
    "user-agent": (_WORD, _WORD),
}
_HASH = ("[0-9a-z]", "[0-9a-z]")
_ADDRESS = re.compile(r"(?<![0-9a-f.:])(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f:]*:[0-9a-f:.]+)(?![0-9a-f:])")
_BLANKS = re.compile(r"[\s+,]+")


class Sweep:
    """Indicators ready to be looked for."""

    def __init__(self, indicators: Sequence[Indicator], *, engine: str = "auto") -> None:
        """Compile the values; those of a type that no text field holds are still searched as text."""
        found = {f"{one.type}:{one.value}": one for one in indicators}
        self._names = sorted(found)
        literals: list[tuple[Pattern, int]] = []
        self._networks: list[tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, int]] = []
        self._agents: dict[str, int] = {}
        self._borders: list[re.Pattern[str]] = []
        for number, name in enumerate(self._names):
            indicator = found[name]
            value = fold(indicator.value.strip())
            self._borders.append(_bordered(indicator.type, value))
            if indicator.type.endswith("-addr") and "/" in value and indicator.type != "email-addr":
                self._networks.append((ipaddress.ip_network(value, strict=False), number))
            elif indicator.type == "user-agent":
                self._agents[_spaced(value)] = number
                literals.append((Pattern(_spaced(value), Anchor.ANYWHERE), number))
            else:
                literals.append((Pattern(value, Anchor.ANYWHERE), number))
        self._owner = np.array([number for _, number in literals], np.int64)
        self._scanner = Scanner([pattern for pattern, _ in literals], engine=engine)

    def __len__(self) -> int:
        return len(self._names)

    def name(self, number: int) -> str:
        """Return an indicator as `type:value`."""
        return self._names[number]

    def match(self, batch: EventBatch) -> Iterator[tuple[int, Rows]]:
        """Yield (number of the indicator, rows of the batch that hold it)."""
        table = Table(batch.events, {})
        rows: dict[int, list[Rows]] = {}
        for name in table.names():
            field = table.field(name)
            if field is None:
                continue
            for number, values in self._in_values(field.values).items():
                rows.setdefault(number, []).append(field.rows_with(np.array(sorted(values), np.int64)))
        for number in sorted(rows):
            yield number, np.unique(np.concatenate(rows[number]))

    def _in_values(self, values: list[str]) -> dict[int, set[int]]:
        """Return for each indicator the values that hold it."""
        folded = [fold(value) for value in values]
        found: dict[int, set[int]] = {}
        texts = folded
        for spaced in (False, True):
            if spaced:
                if not self._agents:
                    break
                # a log writes blanks of a user agent as `+` or drops its commas; the report as it was sent
                texts = [_spaced(text) for text in folded]
            literal, value = self._scanner.scan([text.encode("utf-8", "surrogatepass") for text in texts])
            for pattern, at in zip(literal.tolist(), value.tolist(), strict=True):
                number = int(self._owner[pattern])
                if spaced == (self._names[number].startswith("user-agent:")) and self._borders[number].search(
                    texts[at]
                ):
                    found.setdefault(number, set()).add(at)
        if self._networks:
            for at, text in enumerate(folded):
                for number in self._of_networks(text):
                    found.setdefault(number, set()).add(at)
        return found

    def _of_networks(self, text: str) -> Iterator[int]:
        for matched in _ADDRESS.finditer(text[:65_536]):
            try:
                address = ipaddress.ip_address(matched.group().strip("."))
            except ValueError:
                continue
            yield from (number for network, number in self._networks if address in network)


def _spaced(text: str) -> str:
    return _BLANKS.sub(" ", text)


def _bordered(kind: str, value: str) -> re.Pattern[str]:
    """Return the expression that finds a value only where it stands by itself."""
    before, after = _BORDERS.get(kind, _HASH)
    if kind == "user-agent":
        value = _spaced(value)
    if kind == "domain-name":
        before = r"[0-9a-z_-]"
    begin = f"(?<!{before})" if value[:1].isalnum() else ""
    return re.compile(f"{begin}{re.escape(value)}(?!{after})")
