"""The window of a behaviour: from when to when it is said to have been done, and who says so.

In order: what the user gave, the indicator's own, the incident's, the document's date (the year before it: assumed, and
said to be). A window that goes on after the last event of all evidence is cut there: the rest was not collected.
A bare date at the end of a window counts whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from tocsin.judging.hours import hour_after, hour_of, stamp
from tocsin.model.noun import Window
from tocsin.model.packs import Pack
from tocsin.model.report import Behaviour, BehaviourKind, Report

ASSUMED_DAYS = 365
"""How far before the document's date a behaviour is looked for when nothing says when it was done."""

Basis = Literal["user", "indicator", "incident", "assumed", "unknown"]


@dataclass(frozen=True, slots=True)
class Period:
    """Hours `[begin, end)` in which a behaviour is said to have been done; None is "not said"."""

    begin: int | None
    end: int | None
    basis: Basis
    cut_from: int | None = None  # the end as it was said, where the evidence ends before it

    @property
    def window(self) -> Window | None:
        """As the finding shows it, never reversed; None: nothing is known of it."""
        if self.begin is None and self.end is None:
            return None
        end = self.end
        if self.begin is not None and end is not None and end < self.begin:
            end = self.cut_from  # the evidence ends before the window begins: show the window as it was said
        return Window(None if self.begin is None else stamp(self.begin), None if end is None else stamp(end))

    @property
    def hours(self) -> tuple[int, int] | None:
        """Both ends, if both are known; never reversed."""
        if self.begin is None or self.end is None:
            return None
        return (self.begin, max(self.begin, self.end))


UNKNOWN = Period(None, None, "unknown")


@dataclass(frozen=True, slots=True)
class Windows:
    """Finds the window of each behaviour of a report."""

    report: Report
    packs: Sequence[Pack]
    since: int | None
    until: int | None
    last: int | None  # hour after the last event of all evidence

    def of(self, behaviour: Behaviour) -> Period:
        """Return a behaviour's window, cut at the end of the evidence."""
        said = self._said(behaviour)
        if self.since is not None or self.until is not None:
            said = Period(
                self.since if self.since is not None else said.begin,
                self.until if self.until is not None else said.end,
                "user",
            )
        if said.begin is None and said.end is None:
            return UNKNOWN
        if self.last is not None and (said.end is None or said.end > self.last):
            return Period(said.begin, self.last, said.basis, cut_from=said.end)
        return said

    def _said(self, behaviour: Behaviour) -> Period:
        if behaviour.kind is BehaviourKind.INDICATOR:
            own = [
                indicator.window
                for indicator in self.report.indicators
                if f"{indicator.type}:{indicator.value}" == behaviour.ref and indicator.window
            ]
            found = _span(own, "indicator")
            if found.begin is not None:
                return found
        found = _span(self._of_incidents(behaviour), "incident")
        return found if found.begin is not None else self._assumed()

    def _of_incidents(self, behaviour: Behaviour) -> list[Window | None]:
        """Windows of the incidents a behaviour belongs to; of one that belongs to none, those of all of the report."""
        incidents = self.report.incidents
        pack = None
        if behaviour.kind is BehaviourKind.STEP:
            pack = next((pack for pack in self.packs if pack.id == behaviour.ref.partition("/")[0]), None)
        mine = [
            incident.window
            for incident in incidents
            if (pack is not None and incident.id == pack.incident) or behaviour.ref in incident.vulnerabilities
        ]
        if pack is not None and not any(mine):
            mine = [pack.window]
        return mine if any(mine) else [incident.window for incident in incidents]

    def _assumed(self) -> Period:
        end = hour_after((self.report.document.published or "")[:10])
        return UNKNOWN if end is None else Period(end - ASSUMED_DAYS * 24, end, "assumed")


def _span(windows: Sequence[Window | None], basis: Basis) -> Period:
    """Return the period that all windows together span; an end that one of them leaves open stays open."""
    said = [window for window in windows if window is not None and (window.begin or window.end)]
    begins = [hour_of(window.begin) for window in said]
    ends = [hour_after(window.end) for window in said]
    begin = min((hour for hour in begins if hour is not None), default=None) if None not in begins else None
    end = max((hour for hour in ends if hour is not None), default=None) if None not in ends else None
    return Period(begin, end, basis)


def user_hour(given: datetime | str | None, *, end: bool = False) -> int | None:
    """Return the hour of a bound the user gave; as an end, the first hour after it."""
    text = given.isoformat() if isinstance(given, datetime) else given
    return hour_after(text) if end else hour_of(text)
