"""The local engine: units of evidence spread over processes of this machine.

In: units, a plan, indicators. Out: one `Outcome` a unit, in the units' order, whatever the number of workers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from importlib import import_module

import pyarrow as pa

from tocsin.collecting.batches import ALL_FIELDS, EventBatch, Kind, Unit, Wanted
from tocsin.collecting.compiled import compiles, ready
from tocsin.collecting.coverage import Survey, kept_survey
from tocsin.collecting.lakes import LakeUnit, parts_of
from tocsin.collecting.processes import Identified, spread
from tocsin.hunting.exclusions import Counts, Excluding
from tocsin.hunting.hit_tables import Away, named_by_us, put_away
from tocsin.hunting.kept_progress import KeptProgress
from tocsin.hunting.match import Matcher
from tocsin.hunting.observe import Observer
from tocsin.hunting.outcomes import Outcome
from tocsin.hunting.progress import Progress, Reader
from tocsin.hunting.recalled import Recalled, recall
from tocsin.hunting.rules import RuleSet
from tocsin.hunting.scopes import folded_kind
from tocsin.hunting.select import Selection
from tocsin.hunting.sweep import Sweep
from tocsin.hunting.table import Rows
from tocsin.knowledge import kept as disk
from tocsin.model.errors import EvidenceError
from tocsin.model.evidence import Rejected

WAITING_BYTES = 32 << 20
"""How many bytes of a unit's hits are kept in memory, at most."""


COMPILED_FROM = 256 << 20
"""From how many bytes of large EVTX files on kernels are compiled when they are not kept yet."""

_DENSITY = 64
"""Bytes of raw logs that stand in a byte of a lake, about."""


@dataclass(frozen=True, slots=True)
class Work:
    """What is done with every batch."""

    matcher: Matcher
    sweep: Sweep | None
    selection: Selection
    observer: Observer | None = None
    hidden: frozenset[str] = frozenset()  # rules whose hits are only observed
    excluding: Excluding | None = None
    coded: bool = False  # whether large EVTX files come as numbers
    rules: RuleSet | None = None  # whose correlations the observer serves

    def wanted(self, unit: Unit) -> Wanted:
        """Return the fields to read: all of them when indicators are looked for in every field."""
        kept: tuple[str, ...] | None = getattr(unit, "families", None)
        family = kept[0] if kept else {"evtx": "windows", "windows-json": "windows"}.get(unit.format)
        if self.sweep is not None or family is None or (kept is not None and len(kept) != 1):
            return ALL_FIELDS
        more = frozenset[str]() if self.observer is None else self.observer.wanted(family)
        recalled: Recalled | None = getattr(unit, "recalled", None)
        matcher = self.matcher if recalled is None or recalled.matcher is None else recalled.matcher
        wanted = matcher.wanted(family, raw=unit.format == "evtx" and kept is None, more=more)
        if kept is not None:
            return replace(wanted, looks_at=partial(_looks_at, matcher))
        return wanted if self.coded or not wanted.coded else replace(wanted, coded=False)


def _looks_at(matcher: Matcher, family: str, kinds: Sequence[Kind]) -> bool:
    """Say whether a rule means events of these kinds; none are told: they may be any."""
    return not kinds or any(matcher.scopes_of(family, folded_kind(*kind)) for kind in kinds)


@dataclass(frozen=True, slots=True)
class Named:
    """What became of a unit, under its name; `outcome` None: what is kept of it, since its content is the same."""

    name: str | None  # None: nothing that could be kept
    content: str | None
    outcome: Outcome | None


def hunt_unit(
    work: Work, unit: Unit, progress: Progress | None = None, folder: str | None = None, *, stays: bool = False
) -> Outcome:
    """Hunt in one unit; hits that are many are put into files of the folder, when there is one."""
    kept = kept_survey(unit)
    survey = Survey() if kept is None else kept
    waiting: list[pa.Table] = []
    hits: list[pa.Table | Away] = []
    observed: list[pa.Table] = []
    excluded = Counts()
    reader = Reader(progress, unit)
    recalled: Recalled | None = getattr(unit, "recalled", None)  # of a lake, in which rules were hunted with before
    fresh: dict[int, list[Rows]] = {}
    whole = True
    for part in unit.read(work.wanted(unit)):
        whole &= isinstance(part, EventBatch)
        if kept is None or isinstance(part, Rejected):
            survey.take(part)
        if isinstance(part, EventBatch) and part.events.num_rows:
            found = work.matcher.match(part) if recalled is None else recalled.match(part, fresh)
            waiting += _hits(work, part, found, observed, excluded)
            if folder is not None and sum(table.nbytes for table in waiting) >= WAITING_BYTES:
                hits.append(put_away(pa.concat_tables(waiting), folder, kept=stays))
                waiting.clear()
        reader.read(part)
        del part  # or it would be in memory together with the next one
    reader.end()
    if recalled is not None and whole:
        recalled.keep(fresh)
    if waiting:
        last = pa.concat_tables(waiting)
        hits.append(last if folder is None else put_away(last, folder, kept=stays))
    return Outcome(tuple(hits), survey, tuple(observed), excluded)


def hunt_known(
    work: Work, unit: Identified, *, known: Mapping[str, str], progress: Progress | None, folder: str
) -> Named:
    """Hunt in one unit, unless it is known what became of it."""
    before = unit.stamp()
    name, content = unit.identity()
    if name is not None and content is not None and known.get(name) == content:
        Reader(progress, unit).end()
        return Named(name, content, None)
    outcome = hunt_unit(work, unit, progress, folder, stays=True)
    # what was written to while it was read is not kept
    return Named(name, content if unit.stamp() == before else None, outcome)


def _hits(
    work: Work,
    batch: EventBatch,
    matches: Iterable[tuple[int, Rows]],
    observed: list[pa.Table],
    excluded: Counts,
) -> Iterator[pa.Table]:
    import numpy as np

    from tocsin.hunting.hits import hit_table

    rows: list[Rows] = []
    names: list[str] = []
    indicators: list[str | None] = []
    chosen = work.selection.rows(batch)
    seen: list[tuple[str, Rows]] = []
    if work.excluding is not None:
        matches = work.excluding.apply(matches, chosen, excluded)
    for number, found in matches:
        found = work.selection.keep(found, chosen)
        rule = work.matcher.plan.rules[number].id
        if work.observer is not None and rule in work.observer.asked:
            seen.append((rule, found))
        if rule not in work.hidden:
            rows.append(found)
            names.append(rule)
            indicators.append(None)
    if work.observer is not None and seen:
        observed.append(work.observer.observe(*_with_fields(batch, seen)))
    for number, found in work.sweep.match(batch) if work.sweep is not None else ():
        found = work.selection.keep(found, chosen)
        rows.append(found)
        name = work.sweep.name(number) if work.sweep is not None else ""
        names.append(f"indicator:{name}")
        indicators.append(name)
    if any(len(found) for found in rows):
        yield hit_table(batch, np.concatenate(rows), names, indicators, [len(found) for found in rows])


def _with_fields(batch: EventBatch, seen: list[tuple[str, Rows]]) -> tuple[EventBatch, list[tuple[str, Rows]]]:
    """Return a batch that has every field as a column, with the rows as they are numbered in it."""
    import numpy as np

    if batch.coded is None:
        return batch, seen
    rows = np.unique(np.concatenate([found for _, found in seen]))
    columns = replace(batch, events=batch.coded.table(rows), coded=None, fetch=None, search=None)
    return columns, [(rule, np.searchsorted(rows, found)) for rule, found in seen]


def make_loops_ready(units: Sequence[Unit]) -> None:
    """Load the loops that look for text in values and write hits where there are many; compile only for very many."""
    from tocsin.hunting.event_writing import measured, written
    from tocsin.hunting.line_writing import look_up, write
    from tocsin.hunting.needle_search import search

    size = sum(_DENSITY * unit.size if isinstance(unit, LakeUnit) else unit.size for unit in units)
    if size >= COMPILED_FROM // 4:
        ready([search, look_up, write, measured, written], compile_them=size >= COMPILED_FROM)


def coding_pays(units: Sequence[Unit]) -> bool:
    """Make ready what codes EVTX files, where some are large enough; compile it only for very large ones."""
    from tocsin.collecting.formats.evtx import CODED_CHUNKS
    from tocsin.collecting.formats.evtx_chunks import CHUNK

    files = [unit for unit in units if unit.format == "evtx" and not isinstance(unit, LakeUnit)]
    sizes = [unit.size for unit in files if unit.size > CODED_CHUNKS * CHUNK]
    if not sizes or not compiles():
        return False
    from tocsin.collecting.formats.evtx_coded import KERNELS
    from tocsin.hunting.algebra import true_branches
    from tocsin.hunting.combining import combine
    from tocsin.hunting.forms import formed
    from tocsin.hunting.needle_search import search
    from tocsin.hunting.spots import stand, stand_at

    kernels = [*KERNELS, combine, true_branches, formed, search, stand, stand_at]
    return ready(kernels, compile_them=sum(sizes) >= COMPILED_FROM)


def run(
    work: Work,
    units: Sequence[Unit],
    workers: int | None,
    progress: Progress | None = None,
    folder: str | None = None,
    kept: KeptProgress | None = None,
) -> Iterator[Outcome]:
    """Yield what became of each unit, or of each slice of a large one, in order; `folder` is for hits that are many.

    With `kept`, what it knows is not done again, and what is done is kept there.
    """
    work = replace(work, coded=work.sweep is None and coding_pays(units))
    make_loops_ready(units)
    # what workers compile is kept for the next run
    folders = [one for one in (folder, disk.ready()) if one is not None]
    if work.sweep is None:
        lakes = [unit for unit in units if isinstance(unit, LakeUnit)]
        others = [unit for unit in units if not isinstance(unit, LakeUnit)]
        units = [*others, *recall(work.matcher, parts_of(lakes))]
        if lakes:
            import_module("pyarrow.parquet")  # before the fork, or every worker would load it for itself
    if kept is None or kept.problem is not None:
        task = partial(hunt_unit, work, progress=progress, folder=folder)
        for outcome in spread(task, units, workers, classes=(Outcome, Away), folders=folders):
            named_by_us(outcome.hits, folder)
            yield outcome
        return
    own = str(kept.folder)
    again = partial(hunt_known, work, known=kept.known, progress=progress, folder=own)
    for named in spread(again, units, workers, classes=(Named, Outcome, Away), folders=[own, *folders]):
        if named.outcome is not None:
            named_by_us(named.outcome.hits, own)
        yield _kept(named, kept)
    kept.settle()


def _kept(named: Named, kept: KeptProgress) -> Outcome:
    if named.outcome is None:
        found = kept.outcome(named.name or "")
        if found is None:
            raise EvidenceError("what an earlier run kept is gone", where=str(kept.folder), hint="start again")
        return found
    if named.name is not None and named.content is not None:
        kept.keep(named.name, named.content, named.outcome)
    return named.outcome
