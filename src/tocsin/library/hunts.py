"""Hunts that are gone on with: rules once over each piece of evidence, indicators once each, whatever comes later.

In: evidence, rules, and the indicators of all reports. Out: for each report the hits that a hunt for it alone would
have found. What was hunted is kept in a folder (`kept_progress`), by the content of each file: new evidence is hunted
in alone, new indicators are swept for alone, and all hits are judged together. Indicators come in batches; when there
are many batches, they become one.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import msgspec

from tocsin.collecting import Evidence, collect
from tocsin.collecting.whole_files import settle, written
from tocsin.hunting import Hits, RuleSet, hunt, load_rules
from tocsin.hunting.kept_progress import Keeping
from tocsin.judging import judge
from tocsin.model.hits import Hit
from tocsin.model.report import Indicator, Report
from tocsin.model.verdict import Verdict

_BATCHES = 8
"""After so many batches of indicators they are swept for together."""

_Key = tuple[str, str]  # type and value


@dataclass(slots=True)
class Hunts:
    """What was hunted in some evidence; `folder` keeps it."""

    paths: Sequence[Path]
    folder: Path
    rules: RuleSet
    workers: int | None = None
    reading: dict[str, Any] = field(default_factory=dict[str, Any])  # how evidence is read: `collect`'s options
    evidence: Evidence = field(init=False)
    _hunted: Hits = field(init=False)
    _swept: list[Hits] = field(init=False, default_factory=list[Hits])

    def go_on(self, reports: Iterable[Report]) -> None:
        """Hunt for what these reports ask, where it was not done yet."""
        keeping = Keeping(self.folder / "progress")
        self.evidence = collect(list(self.paths), **self.reading)
        self._hunted = hunt(self.evidence, self.rules, workers=self.workers, keeping=keeping)
        self._swept = [
            hunt(
                collect(list(self.paths), **self.reading),
                load_rules(packs=False),
                indicators=[_bare(*key) for key in batch],
                workers=self.workers,
                keeping=keeping,
            )
            for batch in self._batches({(one.type, one.value) for report in reports for one in report.indicators})
        ]

    def verdict(self, report: Report) -> Verdict:
        """Judge a report by the hits that are its own."""
        return judge(report, self.evidence, cast(Hits, _Own(self._hunted, self._swept, report)))

    def _batches(self, wanted: set[_Key]) -> list[list[_Key]]:
        """Return the batches of indicators to sweep for; those that are new become one, and are remembered."""
        file = self.folder / "batches.json"
        try:
            known = msgspec.json.decode(file.read_bytes(), type=list[list[_Key]])
        except (OSError, msgspec.DecodeError):
            known = []
        new = sorted(wanted.difference(*known))
        if new:
            known = [*known, new] if len(known) < _BATCHES else [sorted(wanted)]
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with written(file) as out:
                out.write(msgspec.json.encode(known))
                settle(out)
        return [batch for batch in known if not wanted.isdisjoint(batch)]


@dataclass(frozen=True, slots=True)
class _Own:
    """The hits of one report, as judging asks for them: those of all rules, and of its own indicators."""

    hunted: Hits
    swept: Sequence[Hits]
    report: Report

    def __iter__(self) -> Iterator[Hit]:
        own = {f"{one.type}:{one.value}" for one in self.report.indicators}
        return itertools.chain(self.hunted, (hit for hits in self.swept for hit in hits if hit.indicator in own))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.hunted, name)  # rules, coverage, files, not_read, tuned


def _bare(kind: str, value: str) -> Indicator:
    """Return an indicator as it is looked for: where a report says it, and with which reservation, is judged later."""
    return Indicator(type=kind, value=value, start=0, end=0, defanged=False)
