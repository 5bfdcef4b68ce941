"""Why a log is silent: gaps over all its files, files missing from their sequence, what was overwritten, ends too soon.

In: a survey, and what is known of its files. Out: for each log of each host in each file its gaps, why it begins when
it does, and what the times of the files themselves say.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from statistics import median
from typing import TYPE_CHECKING

from tocsin.collecting.batches import Unit
from tocsin.collecting.forwarded import forwarded
from tocsin.collecting.rhythm import KNOWN, LEAST, Silence, gaps, silences
from tocsin.collecting.rolled import Missing, missing_files
from tocsin.collecting.times import iso
from tocsin.model.evidence import Gap

if TYPE_CHECKING:
    from tocsin.collecting.coverage import Key, Survey

HOUR_US = 3_600_000_000
DAY_US = 24 * HOUR_US
MOST_FILES = 12
"""Of how many missing files of a sequence the name is told."""

_EVTX_HEADER, _EVTX_CHUNK, _MEGABYTE = 4096, 65536, 1 << 20


def gaps_by_source(survey: Survey) -> dict[Key, list[Gap]]:
    """Find gaps over all files of a log together, and give each to the file that ends where the gap begins."""
    together: dict[tuple[str | None, str | None], list[Key]] = defaultdict(list)
    for key in survey.sources:
        if _continuous(survey, key):
            together[key[1:]].append(key)
    hours_of = {name: _hours(survey, keys) for name, keys in together.items()}
    ends = _ends(hours_of)
    found: dict[Key, list[Gap]] = defaultdict(list)
    for name, keys in together.items():
        hours = hours_of[name]
        last: dict[int, Key] = {}
        for key in sorted(keys, key=_order):
            last.update(dict.fromkeys(survey.sources[key].hours(), key))
        absent = missing_files({key[0]: tuple(survey.sources[key].hours()) for key in keys}) if len(keys) > 1 else []
        told = [*gaps(list(hours)), *_tail(hours, ends.get(name[0]))]
        for silence in told:
            files = [one.name for one in absent if one.hours and _overlap(one.hours, silence)]
            found[last[silence.begin - 1]].append(_gap(silence, files, final=silence.begin > max(hours)))
        first = _first_of(keys)
        for run in _runs(_untold(absent, hours, told)):
            found[first[run[0].after]].append(_files_gap(run))
    return {key: sorted(own, key=lambda gap: (gap.begin, gap.end)) for key, own in found.items()}


def _continuous(survey: Survey, key: Key) -> bool:
    """Whether a log records as things happen: of one that keeps what was last, no hour is missing."""
    from tocsin.knowledge.logs import find

    seen = survey.sources[key]
    log = find(seen.family, key[2] or "", seen.provider)
    return log is None or log.continuous


def _first_of(keys: list[Key]) -> dict[str, Key]:
    """Return the first key of each file."""
    return {key[0]: key for key in reversed(keys)}


def _order(key: Key) -> tuple[str, str, str]:
    return key[0], key[1] or "", key[2] or ""


def _hours(survey: Survey, keys: list[Key]) -> Counter[int]:
    hours: Counter[int] = Counter()
    for key in keys:
        hours.update(survey.sources[key].hours())
    return hours


def _ends(hours_of: Mapping[tuple[str | None, str | None], Counter[int]]) -> dict[str | None, int]:
    """Return, for each host, the last hour of those logs that have a rhythm."""
    ends: dict[str | None, int] = {}
    for (host, _), hours in hours_of.items():
        if len(hours) >= KNOWN:
            ends[host] = max(max(hours), ends.get(host, max(hours)))
    return ends


def _tail(hours: Counter[int], end: int | None) -> list[Silence]:
    """Return the silence behind a log's end, where other logs of the host go on longer than it ever was silent."""
    if end is None or len(hours) < KNOWN:
        return []
    last = max(hours)
    before = [stop - start for start, stop in silences(list(hours))]
    usual = round(median(before)) if before else 0
    longest = max(before, default=0)
    silent = end - last
    return [Silence(last + 1, end + 1, usual)] if silent > max(LEAST, 4 * usual, longest * 3 // 2) else []


def _overlap(hours: tuple[int, int], silence: Silence) -> bool:
    return hours[0] < silence.end and silence.begin < hours[1]


def _gap(silence: Silence, files: list[str], *, final: bool) -> Gap:
    if final:
        why = f"{silence.hours} h without a record, though other logs of this host go on"
    else:
        usual = f"its usual silence is {silence.usual} h" if silence.usual else "it records around the clock otherwise"
        why = f"{silence.hours} h without a record; {usual}"
    if files:
        why += f"; of its files are missing: {_listed(files)}"
    return Gap(begin=iso(silence.begin * HOUR_US) or "", end=iso(silence.end * HOUR_US) or "", why=why)


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - MOST_FILES} more" if len(names) > MOST_FILES else ""
    return ", ".join(names[:MOST_FILES]) + more


def _untold(absent: list[Missing], hours: Counter[int], told: list[Silence]) -> list[Missing]:
    """Return the missing files whose hours are not recorded all the same, nor told already."""
    return [
        one
        for one in absent
        if one.hours is not None
        and not any(hour in hours for hour in range(*one.hours))
        and not any(_overlap(one.hours, silence) for silence in told)
    ]


def _runs(absent: list[Missing]) -> list[list[Missing]]:
    """Return missing files of one folder that follow one another, together."""
    runs: list[list[Missing]] = []
    for one in absent:
        last = runs[-1][-1] if runs else None
        if last and last.hours and one.hours and (last.folder, last.hours[1]) == (one.folder, one.hours[0]):
            runs[-1].append(one)
        else:
            runs.append([one])
    return runs


def _files_gap(run: list[Missing]) -> Gap:
    hours = [hour for one in run if one.hours for hour in one.hours]
    names = _listed([one.name for one in run])
    what = "a file is missing between its neighbours" if len(run) == 1 else "files are missing between their neighbours"
    why = f"{what}: {names}"
    return Gap(begin=iso(min(hours) * HOUR_US) or "", end=iso(max(hours) * HOUR_US) or "", why=why)


def missing_parts(survey: Survey) -> dict[Key, list[str]]:
    """Return what is missing of sequences by number, which says nothing of hours: as notes."""
    together: dict[tuple[str | None, str | None], list[Key]] = defaultdict(list)
    for key in survey.sources:
        together[key[1:]].append(key)
    found: dict[Key, list[str]] = defaultdict(list)
    for keys in together.values():
        absent = missing_files({key[0]: () for key in keys}) if len(keys) > 1 else []
        named: dict[Key, list[str]] = defaultdict(list)
        first = _first_of(keys)
        for one in absent:
            if one.hours is None:
                named[first[one.after]].append(one.name)
        for key, names in named.items():
            found[key].append(f"missing from its sequence behind this file: {_listed(names)}")
    return found


def starts_of(survey: Survey, units: Mapping[str, Unit]) -> dict[Key, str]:
    """Say why Windows logs begin when they do, where their numbers tell: older records were overwritten, or cleared."""
    found: dict[Key, str] = {}
    gathered = forwarded(survey)
    for key, seen in survey.sources.items():
        unit = units.get(key[0])
        first = seen.numbers.first()
        if key[0] in gathered or unit is None or unit.format != "evtx" or first is None or seen.begin is None:
            continue
        if any(sign.kind == "cleared" and 0 <= sign.time <= seen.begin + HOUR_US for sign in seen.signs):
            found[key] = "it begins where it was cleared"
        elif first > 1:
            full = unit.size >= _MEGABYTE and (unit.size - _EVTX_HEADER) % _MEGABYTE < _EVTX_CHUNK
            size = f"; the file has the size of a full one ({unit.size // _MEGABYTE} MiB)" if full else ""
            found[key] = f"its first record is number {first}: older ones were overwritten or cleared{size}"
    return found


def file_ages(survey: Survey, units: Mapping[str, Unit]) -> dict[Key, list[str]]:
    """Say where a file's own time does not fit what is in it.

    Copying sets the time of a file: only where most files of a folder were last written when their last event was, is
    one that was not worth telling. A file that is older than what is in it always is.
    """
    folders: dict[str, list[tuple[Key, int, int]]] = defaultdict(list)
    for key, seen in survey.sources.items():
        modified = getattr(units.get(key[0]), "modified", None)
        if modified is not None and seen.end is not None and _continuous(survey, key):
            folders[key[0].rpartition("/")[0]].append((key, modified, seen.end))
    found: dict[Key, list[str]] = defaultdict(list, missing_parts(survey))
    for files in folders.values():
        kept = sum(abs(modified - end) < 2 * HOUR_US for _, modified, end in files)
        for key, modified, end in files:
            if modified < end - DAY_US:
                found[key].append(
                    f"the file was last written {iso(modified)}, before its last event of {iso(end)}: a clock stood"
                    " wrong, or the file's time was set"
                )
            elif len(files) > 2 and 2 * kept > len(files) and modified > end + DAY_US:
                found[key].append(
                    f"the file was last written {iso(modified)}, long after its last event of {iso(end)}, unlike the"
                    " others of its folder: it may have been changed"
                )
    return found
