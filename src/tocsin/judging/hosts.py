"""One name a host: logs of the same machine call it `EX01`, `ex01` or `EX01.corp.example`.

In: names as logs write them, None where a log names no host. Out: for each name the one to speak of.
A short name joins a full one only if exactly one full name begins with it; the verdict says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

UNKNOWN_HOST = "(unknown host)"
"""The name of the host of logs that name none."""


@dataclass(frozen=True, slots=True)
class HostNames:
    """Which name each written name goes by, and which of them were joined."""

    names: Mapping[str | None, str] = field(default_factory=dict[str | None, str])
    joined: tuple[tuple[str, str], ...] = ()  # (short name, full name)

    def of(self, written: str | None) -> str:
        """Return the name to speak of; a name not met before stands for itself."""
        return self.names.get(written, written or UNKNOWN_HOST)

    @property
    def all(self) -> tuple[str, ...]:
        """Every host, sorted; the unknown one last."""
        return tuple(sorted(set(self.names.values()), key=lambda name: (name == UNKNOWN_HOST, name.casefold(), name)))


def host_names(written: Iterable[str | None]) -> HostNames:
    """Give each host one name.

    >>> found = host_names(["EX01", "ex01.corp.example", None])
    >>> found.of("EX01"), found.of(None), found.joined
    ('ex01.corp.example', '(unknown host)', (('EX01', 'ex01.corp.example'),))
    """
    given = sorted({name or None for name in written}, key=lambda name: (name or "", name is None))
    spoken: dict[str, str] = {}
    for name in given:
        if name:
            spoken.setdefault(name.casefold(), name)
    full: dict[str, set[str]] = {}
    for folded in spoken:
        label, dot, _ = folded.partition(".")
        if dot and not folded.replace(".", "").isdigit():
            full.setdefault(label, set()).add(folded)
    names: dict[str | None, str] = {}
    joined: list[tuple[str, str]] = []
    for name in given:
        if not name:
            names[None] = UNKNOWN_HOST
            continue
        folded = name.casefold()
        longer = full.get(folded, set[str]())
        if len(longer) == 1:
            names[name] = spoken[next(iter(longer))]
            joined.append((name, names[name]))
        else:
            names[name] = spoken[folded]
    return HostNames(names, tuple(joined))
