"""Files that are missing from a sequence: logs that roll over by the hour, by the day or by number.

In: paths of files with the hours of the events in them. Out: files that should lie between the others, and the hours
they would hold. Only what the sequence itself lets expect is missing: in a log that has a file for nearly every hour or
day.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

_STAMP = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)?\d\d)(?P<sep>[-_.]?)(?P<month>0[1-9]|1[0-2])(?P=sep)(?P<day>0[1-9]|[12]\d|3[01])"
    r"(?:[-_.T]?(?P<hour>[01]\d|2[0-3]))?(?!\d)"
)
_PART = re.compile(r"-(\d{1,4})(?=\.log$)", re.IGNORECASE)
_NUMBERED = re.compile(
    r"(?P<stem>.*\.(?:log|txt)|[^.]+)\.(?P<number>\d{1,3})(?P<packed>\.(?:gz|bz2|xz|zst))?", re.IGNORECASE
)
FEWEST = 4
MOST_PARTS = 2000


@dataclass(frozen=True, slots=True)
class Missing:
    """A file that is not there though its neighbours are; `hours` `[begin, end)` since 1970, None without a stamp."""

    folder: str
    name: str
    hours: tuple[int, int] | None
    after: str  # path of the file before it


@dataclass(frozen=True, slots=True)
class _Stamped:
    path: str
    begin: int  # hour that its name says
    part: int | None
    hourly: bool


def missing_files(files: Mapping[str, Iterable[int]]) -> list[Missing]:
    """Return the files missing between those given; each path comes with the hours of its events.

    >>> missing_files({f"W3SVC1/u_ex2103{day:02}.log": () for day in (1, 2, 3, 5, 6, 7)})[0].name
    'u_ex210304.log'
    """
    sequences: dict[tuple[str, str], list[_Stamped]] = defaultdict(list)
    numbered: dict[tuple[str, str], dict[int, str]] = defaultdict(dict)
    for path in sorted(files):
        folder, _, name = _outer(path).rpartition("/")
        stamped = _stamped(path, name)
        if stamped is not None:
            shape = _PART.sub("-#", _STAMP.sub("#", name, count=1))
            sequences[folder, shape].append(stamped)
        elif number := _NUMBERED.fullmatch(name):
            numbered[folder, number["stem"]][int(number["number"])] = path
    found: list[Missing] = []
    for (folder, shape), sequence in sorted(sequences.items()):
        found += _missing_stamps(folder, shape, sequence, files)
        found += _missing_parts(folder, sequence)
    for (folder, stem), numbers in sorted(numbered.items()):
        lowest, highest = min(numbers), max(numbers)
        if highest - lowest < 200:
            found += [
                Missing(folder, f"{stem}.{number}", None, numbers[max(one for one in numbers if one < number)])
                for number in range(lowest, highest)
                if number not in numbers
            ]
    return found


def _outer(path: str) -> str:
    """Return the path of the file that was rolled: of `x.log.gz/x.log` the outer one.

    >>> _outer("logs/a.log.2.gz/a.log.2")
    'logs/a.log.2.gz'
    """
    folder, _, name = path.rpartition("/")
    packed = folder.rpartition("/")[2]
    stem, _, ending = packed.rpartition(".")
    return folder if ending.lower() in ("gz", "bz2", "xz", "zst") and stem.lower() == name.lower() else path


def _stamped(path: str, name: str) -> _Stamped | None:
    found = _STAMP.search(name)
    if found is None:
        return None
    year = int(found["year"])
    try:
        day = date(year + 2000 if year < 100 else year, int(found["month"]), int(found["day"]))
    except ValueError:
        return None
    begin = (datetime(day.year, day.month, day.day, tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(
        hours=1
    )
    part = _PART.search(name)
    hourly = found["hour"] is not None
    return _Stamped(path, begin + int(found["hour"] or 0), int(part[1]) if part else None, hourly)


def _missing_stamps(
    folder: str, shape: str, sequence: list[_Stamped], files: Mapping[str, Iterable[int]]
) -> list[Missing]:
    hourly = all(one.hourly for one in sequence)
    step = 1 if hourly else 24
    there = {one.begin // step: one for one in sequence}
    if len(there) < FEWEST or hourly != any(one.hourly for one in sequence):
        return []
    span = range(min(there), max(there) + 1)
    absent = [number for number in span if number not in there]
    if len(absent) * 4 > len(there):
        absent = [number for number in absent if _expected(number, there, span, 24 if hourly else 7)]
    shift = _shift(sequence, files)
    first = sequence[0].path
    found: list[Missing] = []
    for number in absent:
        before = max((one for one in there if one < number), default=None)
        begin = number * step + shift
        name = _named(shape, number * step, _outer(first).rpartition("/")[2])
        found.append(Missing(folder, name, (begin, begin + step), there[before].path if before is not None else first))
    return found


def _expected(number: int, there: Mapping[int, _Stamped], span: range, rhythm: int) -> bool:
    """Say whether, at the same hour of the day (or day of the week), there mostly is a file."""
    same = [one for one in span if one % rhythm == number % rhythm and one != number]
    return len(same) >= 2 and 3 * sum(one in there for one in same) >= 2 * len(same)


def _shift(sequence: list[_Stamped], files: Mapping[str, Iterable[int]]) -> int:
    """Return by how many hours the events of a file are later than its name says: a name may be in local time."""
    shifts: dict[int, int] = defaultdict(int)
    for one in sequence:
        hours = list(files[one.path])
        if hours:
            shifts[min(hours) - one.begin] += 1
    if not shifts or not all(one.hourly for one in sequence):
        return 0
    usual = max(sorted(shifts), key=lambda shift: shifts[shift])
    return usual if abs(usual) <= 14 and 2 * shifts[usual] > sum(shifts.values()) else 0


def _named(shape: str, hour: int, like: str) -> str:
    """Return the name of the file of an hour, in the shape of one that is there."""
    found = _STAMP.search(like)
    if found is None:
        return shape
    time = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(hours=hour)
    year = f"{time.year:04}"[-len(found["year"]) :]
    stamp = found["sep"].join((year, f"{time.month:02}", f"{time.day:02}"))
    if found["hour"] is not None:
        stamp += f"{found[0][len(stamp) : -2]}{time.hour:02}"
    return shape.replace("#", stamp, 1).replace("-#", "-1", 1)


def _missing_parts(folder: str, sequence: list[_Stamped]) -> list[Missing]:
    """Return the parts that are missing between others of one stamp."""
    parts: dict[int, dict[int, str]] = defaultdict(dict)
    for one in sequence:
        if one.part is not None:
            parts[one.begin][one.part] = one.path
    found: list[Missing] = []
    for _, there in sorted(parts.items()):
        lowest, highest = min(there), max(there)
        for number in range(1, highest) if highest - lowest <= MOST_PARTS else ():
            if number not in there:
                before = max((one for one in there if one < number), default=lowest)
                like = _outer(there[before]).rpartition("/")[2]
                found.append(Missing(folder, _PART.sub(f"-{number}", like), None, there[before]))
    return found
