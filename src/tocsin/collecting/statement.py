"""What a survey saw, put into words and numbers: one `Coverage` for each log of each host in each file."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tocsin.collecting.batches import Unit
from tocsin.collecting.conventions import depends_on_zone, doubled_hours
from tocsin.collecting.forwarded import forwarded
from tocsin.collecting.settings import settings_of
from tocsin.collecting.signs import UNLIKE
from tocsin.collecting.silences import file_ages, gaps_by_source, starts_of
from tocsin.collecting.skew import sentences
from tocsin.collecting.times import iso
from tocsin.model.evidence import Coverage, Gap, HourCount, RecordedKind, RecordedProvider, Tampering
from tocsin.model.logs import Log, LogSource

if TYPE_CHECKING:
    from tocsin.collecting.coverage import Key, Seen, Survey
    from tocsin.collecting.damage import Damage

HOUR_US = 3_600_000_000
MOST_SIGNS = 50
FEW_HOLES = 5


def coverage_of(survey: Survey, units: Sequence[Unit]) -> tuple[Coverage, ...]:
    """Return every source's coverage, sorted by host, log and path; files that gave no event have one without a log."""
    by_path = {unit.path: unit for unit in units}
    silent = gaps_by_source(survey)
    starts = starts_of(survey, by_path)
    ages = file_ages(survey, by_path)
    clocks = _clocks(survey)
    gathered = forwarded(survey)
    skewed = sentences({key: (seen.family, seen.marks) for key, seen in survey.sources.items() if seen.marks})
    first_of: dict[str, Key] = {}
    for key in sorted(survey.sources, key=_order):
        first_of.setdefault(key[0], key)
    damaged = {path: _damaged(damage) for path, damage in survey.damage.items() if damage.losses}
    covered = [
        _coverage(
            key,
            seen,
            # a rejected record names no log: it is counted once, with the file's first
            survey.books[key[0]].rejected if first_of[key[0]] == key else 0,
            silent.get(key, []),
            [
                *clocks.get(key[:2], []),
                *skewed.get(key, []),
                *_notes(seen, by_path.get(key[0])),
                *ages.get(key, []),
                *_gathered(key, gathered, first_of),
            ],
            by_path.get(key[0]),
            damaged.get(key[0], ()),
            starts.get(key),
            gathered=key[0] in gathered,
        )
        for key, seen in survey.sources.items()
    ]
    covered += [
        _nothing(path, books.rejected, by_path.get(path))
        for path, books in survey.books.items()
        if path not in first_of
    ]
    return tuple(sorted(covered, key=lambda one: (one.host or "", one.log, one.path)))


def _gathered(key: Key, gathered: dict[str, str], first_of: dict[str, Key]) -> list[str]:
    """Return what must be known of a file with the events of many hosts, once a file."""
    return [gathered[key[0]]] if key[0] in gathered and first_of[key[0]] == key else []


def _order(key: Key) -> tuple[str, str, str]:
    return key[0], key[1] or "", key[2] or ""


def _coverage(
    key: Key,
    seen: Seen,
    rejected: int,
    silent: list[Gap],
    notes: list[str],
    unit: Unit | None,
    damaged: tuple[HourCount, ...],
    start: str | None,
    *,
    gathered: bool,
) -> Coverage:
    path, host, log_name = key
    log = _catalogued(seen.family, log_name, seen.provider)
    export = unit is not None and unit.format != "evtx"
    jumps, jump_notes = ([], []) if gathered else _jumps(seen, export=export)
    return Coverage(
        host=host,
        log=log_name or seen.provider or "",
        log_id=log.id if log else None,
        logsource=log.logsource if log else LogSource(product="windows" if seen.family == "windows" else None),
        path=path,
        begin=iso(seen.begin),
        end=iso(seen.end),
        events=seen.events,
        rejected=rejected,
        kinds=tuple(
            RecordedKind(key=kind, events=events, hours=_hours(seen.kinds[kind]))
            for kind, events in sorted(seen.kind_events.items(), key=_kind_order)
        ),
        hours=_hours(seen.hours()),
        gaps=tuple(silent),
        tampering=(*_signs(seen), *jumps, *_reversals(seen)),
        notes=(*notes, *jump_notes),
        damaged=damaged,
        start=start,
        providers=tuple(
            RecordedProvider(name=name, events=span.events, begin=iso(span.begin), end=iso(span.end))
            for name, span in sorted(seen.providers.items())
        ),
        settings=settings_of(seen, log),
    )


def _damaged(damage: Damage) -> tuple[HourCount, ...]:
    return tuple(HourCount(hour, records) for hour, records in damage.hours().items())


def _kind_order(item: tuple[str, int]) -> tuple[int, str]:
    kind = item[0]
    return (int(kind), kind) if kind.isdigit() else (-1, kind)


def _hours(counted: Counter[int]) -> tuple[HourCount, ...]:
    return tuple(HourCount(hour, events) for hour, events in sorted(counted.items()))


def _nothing(path: str, rejected: int, unit: Unit | None) -> Coverage:
    return Coverage(
        host=getattr(unit, "host", None),
        log="",
        log_id=None,
        logsource=LogSource(),
        path=path,
        begin=None,
        end=None,
        events=0,
        rejected=rejected,
        notes=("no event could be read from this file",),
    )


def _catalogued(family: str, log_name: str | None, provider: str | None) -> Log | None:
    from tocsin.knowledge.logs import find

    return find(family, log_name or "", provider)


def _clocks(survey: Survey) -> dict[tuple[str, str | None], list[str]]:
    """Say, for each file and host, whether all its records' own times are shifted against the `UtcTime` in them."""
    found: dict[tuple[str, str | None], list[str]] = defaultdict(list)
    for key in sorted(survey.sources, key=_order):  # keys alone: of very many files not all is held at once
        (path, host, log), seen = key, survey.sources[key]
        pairs = sum(seen.clock.values())
        if not pairs:
            continue
        halves, times = seen.clock.most_common(1)[0]
        if halves not in (0, UNLIKE) and times >= 0.95 * pairs:
            amount = f"{abs(halves) / 2:g} h {'behind' if halves > 0 else 'ahead of'}"
            found[path, host].append(
                f"TimeCreated is {amount} UtcTime in {times} of {pairs} events of {log or seen.provider}: "
                "the times of this file's events are shifted by as much"
            )
    return found


def _notes(seen: Seen, unit: Unit | None) -> list[str]:
    notes: list[str] = []
    if seen.timeless:
        notes.append(f"{seen.timeless} of {seen.events} events carry no time that can be read")
    if seen.recovered:
        notes.append(f"{seen.recovered} events were recovered from damaged or unlisted parts of the file")
    notes += seen.notes
    if getattr(unit, "host_from_path", False) and seen.family != "windows":
        notes.append("where the log does not name its host, the host is taken from the path")
    notes += _doubled(seen, unit)
    return notes


def _doubled(seen: Seen, unit: Unit | None) -> list[str]:
    """Say in which hours local times occur twice: which of both was meant, only their order tells."""
    zone = getattr(unit, "timezone", None)
    if unit is None or zone is None or not depends_on_zone(unit.format):
        return []
    hours = doubled_hours(seen.hours(), zone)
    if not hours:
        return []
    times = ", ".join(iso(hour * HOUR_US) or "" for hour in hours[:4])
    return [
        f"clocks went back in {zone}: local times in the hours from {times} occur twice and are told by their order"
    ]


def _signs(seen: Seen) -> list[Tampering]:
    signs = sorted(seen.signs)
    shown = [
        Tampering(time=None if sign.time < 0 else iso(sign.time), kind=sign.kind, detail=sign.detail)
        for sign in signs[:MOST_SIGNS]
    ]
    if len(seen.signs) > MOST_SIGNS:
        more = len(seen.signs) - MOST_SIGNS
        shown.append(Tampering(time=None, kind=signs[MOST_SIGNS].kind, detail=f"{more} more signs"))
    return shown


def _jumps(seen: Seen, *, export: bool) -> tuple[list[Tampering], list[str]]:
    """Say which record numbers are missing: a sign in a log file, a note in an export, which may have been filtered."""
    holes = seen.numbers.holes()
    if seen.numbers.scattered:
        return [], ["the record numbers are scattered: a filtered export"]
    if not holes:
        return [], []
    missing = sum(hole.last - hole.first + 1 for hole in holes)
    if export or len(holes) > FEW_HOLES:
        what = f"{missing} record numbers are missing in {len(holes)} places"
        return [], [f"{what}: records were left out or filtered when this file was made"]
    first = f"{holes[0].first} to {holes[0].last}" if holes[0].last > holes[0].first else str(holes[0].first)
    more = f", and more in {len(holes) - 1} other places" if len(holes) > 1 else ""
    detail = f"record numbers {first} are missing{more} ({missing} in all)"
    return [Tampering(time=iso(holes[0].time), kind="record-jump", detail=detail)], []


def _reversals(seen: Seen) -> list[Tampering]:
    seen.numbers.settle()
    return [
        Tampering(
            time=iso(before),
            kind="time-reversal",
            detail=f"time goes back from {iso(before)} to {iso(after)} at record {number}",
        )
        for number, before, after in seen.numbers.reversals
    ]
