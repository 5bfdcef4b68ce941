"""What it takes to see a behaviour: logs that are needed, rules that watch there, and how their hits count.

A *watch* belongs to a behaviour: aspects that together cover it, and the rules (or the sweep) whose hits show it.
An *aspect* is one side of it; any of its ways shows that side, all sides are needed to say that it is absent.
A *way* is logs that are needed together, and the rules that watch there. A *need* is a log, or kinds of its events.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tocsin.model.packs import Stage
from tocsin.model.verdict import Sensitivity, Strength

SWEEP = "sweep"
"""In place of a rule's id: the report's indicators are looked for in every text field; that can always hit."""


@dataclass(frozen=True, slots=True, order=True)
class Need:
    """A log of the catalogue; with `kinds`, any of these kinds of its events.

    >>> str(Need.parse("windows-sysmon#12,13"))
    'windows-sysmon#12,13'
    """

    log: str
    kinds: tuple[str, ...] = ()

    def __str__(self) -> str:
        """As a pack writes it: `log` or `log#kind,kind`."""
        return f"{self.log}#{','.join(self.kinds)}" if self.kinds else self.log

    @classmethod
    def parse(cls, text: str) -> Need:
        """Read `log` or `log#kind,kind`."""
        log, _, kinds = text.partition("#")
        return cls(log, tuple(kind.strip() for kind in kinds.split(",") if kind.strip()))


@dataclass(frozen=True, slots=True)
class Way:
    """Logs that are needed together, and the rules of which any watches there."""

    needs: tuple[Need, ...]
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Aspect:
    """One side of a behaviour (a connection that comes in, one that goes out): any of its ways shows it."""

    name: str
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """How a hit of a rule counts for a behaviour; `stage` None: kept and shown, but it proves nothing by itself."""

    stage: Stage | None
    strength: Strength
    why: str
    step: str | None = None  # "pack/step"
    lookalikes: tuple[str, ...] = ()  # rules whose hit on the same event explains it as harmless


@dataclass(frozen=True, slots=True)
class Watch:
    """What watches for a behaviour, and how a hit counts."""

    aspects: tuple[Aspect, ...] = ()
    shows: Mapping[str, Shown] = field(default_factory=dict[str, Shown])
    checkable: bool = True
    remark: str = ""  # why it is not checkable; else what the reader should know of how it is watched
    sensitive: bool = False  # whether absence needs a measured sensitivity (techniques)
    sensitivity: Sensitivity | None = None
    swept: bool = False  # an indicator: no rule watches, every text field is searched
    holders: tuple[tuple[Need, Stage], ...] = ()  # of an indicator: the stage that a hit in a log proves
    guard: str | None = None  # of an indicator: why a hit on it alone proves little
    on_accounts: tuple[Aspect, ...] = ()  # of an indicator: what has to be watched of an account of a cloud service

    @property
    def rules(self) -> tuple[str, ...]:
        """Rules that watch, in stable order."""
        found = {rule for aspect in self.aspects for way in aspect.ways for rule in way.rules}
        return tuple(sorted(found - {SWEEP}))
