"""The local engine: units of evidence spread over processes of this machine.

In: units, a plan, indicators. Out: one `Outcome` a unit, in the units' order, whatever the number of workers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import pyarrow as pa

from tocsin.collecting.batches import ALL_FIELDS, EventBatch, Kind, Unit, Wanted
from tocsin.collecting.coverage import Survey, kept_survey
from tocsin.collecting.processes import spread
from tocsin.hunting import cache
from tocsin.hunting.atoms import fold
from tocsin.hunting.exclusions import Counts, Excluding
from tocsin.hunting.hit_tables import Away, put_away
from tocsin.hunting.match import Matcher
from tocsin.hunting.observe import Observer
from tocsin.hunting.progress import Progress, Reader
from tocsin.hunting.select import Selection
from tocsin.hunting.sweep import Sweep
from tocsin.model.evidence import Rejected

WAITING_BYTES = 32 << 20
"""How many bytes of a unit's hits are kept in memory, at most."""


@dataclass(frozen=True, slots=True)
class Work:
    """What is done with every batch."""

    matcher: Matcher
    sweep: Sweep | None
    selection: Selection
    observer: Observer | None = None
    hidden: frozenset[str] = frozenset()  # rules whose hits are only observed
    excluding: Excluding | None = None

    def wanted(self, unit: Unit) -> Wanted:
        """Return the fields to read: all of them when indicators are looked for in every field."""
        kept: tuple[str, ...] | None = getattr(unit, "families", None)
        family = kept[0] if kept else {"evtx": "windows", "windows-json": "windows"}.get(unit.format)
        if self.sweep is not None or family is None or (kept is not None and len(kept) != 1):
            return ALL_FIELDS
        more = frozenset[str]() if self.observer is None else self.observer.wanted(family)
        wanted = self.matcher.wanted(family, raw=unit.format == "evtx" and kept is None, more=more)
        return wanted if kept is None else replace(wanted, looks_at=self._looks_at)

    def _looks_at(self, family: str, kinds: Sequence[Kind]) -> bool:
        """Say whether a rule means events of these kinds; none are told: they may be any."""
        return not kinds or any(self.matcher.scopes_of(family, _folded(kind)) for kind in kinds)


def _folded(kind: Kind) -> tuple[str | None, str | None, str | None]:
    log, provider, event_id = kind
    return (
        None if log is None else fold(log),
        None if provider is None else fold(provider),
        None if event_id is None else str(event_id),
    )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one unit."""

    hits: tuple[pa.Table | Away, ...]
    survey: Survey
    observed: tuple[pa.Table, ...] = ()
    excluded: Counts = field(default_factory=Counts)


def hunt_unit(work: Work, unit: Unit, progress: Progress | None = None, folder: str | None = None) -> Outcome:
    """Hunt in one unit; hits that are many are put into files of the folder, when there is one."""
    kept = kept_survey(unit)
    survey = Survey() if kept is None else kept
    waiting: list[pa.Table] = []
    hits: list[pa.Table | Away] = []
    observed: list[pa.Table] = []
    excluded = Counts()
    reader = Reader(progress, unit)
    for part in unit.read(work.wanted(unit)):
        if kept is None or isinstance(part, Rejected):
            survey.take(part)
        if isinstance(part, EventBatch) and part.events.num_rows:
            waiting += _hits(work, part, observed, excluded)
            if folder is not None and sum(table.nbytes for table in waiting) >= WAITING_BYTES:
                hits.append(put_away(pa.concat_tables(waiting), folder))
                waiting.clear()
        reader.read(part)
        del part  # or it would be in memory together with the next one
    reader.end()
    if waiting:
        last = pa.concat_tables(waiting)
        hits.append(last if folder is None else put_away(last, folder))
    return Outcome(tuple(hits), survey, tuple(observed), excluded)


def _hits(work: Work, batch: EventBatch, observed: list[pa.Table], excluded: Counts) -> Iterator[pa.Table]:
    import numpy as np

    from tocsin.hunting.hits import hit_table

    rows: list[np.ndarray[tuple[int], np.dtype[np.int64]]] = []
    names: list[str] = []
    indicators: list[str | None] = []
    chosen = work.selection.rows(batch)
    seen: list[tuple[str, np.ndarray[tuple[int], np.dtype[np.int64]]]] = []
    matches = work.matcher.match(batch)
    if work.excluding is not None:
        matches = work.excluding.apply(matches, chosen, excluded)
    for number, found in matches:
        found = work.selection.keep(found, chosen)
        rule = work.matcher.plan.rules[number].card.info.id
        if work.observer is not None and rule in work.observer.asked:
            seen.append((rule, found))
        if rule not in work.hidden:
            rows.append(found)
            names += [rule] * len(found)
            indicators += [None] * len(found)
    if work.observer is not None and seen:
        observed.append(work.observer.observe(batch, seen))
    for number, found in work.sweep.match(batch) if work.sweep is not None else ():
        found = work.selection.keep(found, chosen)
        rows.append(found)
        names += [f"indicator:{work.sweep.name(number)}"] * len(found) if work.sweep is not None else []
        indicators += [work.sweep.name(number)] * len(found) if work.sweep is not None else []
    if names:
        yield hit_table(batch, np.concatenate(rows), names, indicators)


def run(
    work: Work,
    units: Sequence[Unit],
    workers: int | None,
    progress: Progress | None = None,
    folder: str | None = None,
) -> Iterator[Outcome]:
    """Yield what became of each unit, or of each slice of a large one, in order; `folder` is for hits that are many."""
    task = partial(hunt_unit, work, progress=progress, folder=folder)
    # what workers compile is kept for the next run
    folders = [one for one in (folder, cache.ready()) if one is not None]
    return spread(task, units, workers, classes=(Outcome, Away), folders=folders)
