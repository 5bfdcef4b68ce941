"""Small pieces of sentences: dates, shares, counts, lists. Used by the statement; no word on outcomes stands here."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from tocsin.judging.hours import moment, stamp

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@lru_cache(maxsize=65_536)
def day(text: str | None) -> str:
    """Return a date in words.

    >>> day("2021-03-02T07:00:00Z")
    '2 March 2021'
    """
    time = moment(text)
    return "an unknown day" if time is None else f"{time.day} {_MONTHS[time.month - 1]} {time.year}"


@lru_cache(maxsize=65_536)
def minute(text: str | None) -> str:
    """Return a time in words, to the minute.

    >>> minute("2021-03-02T07:00:59Z")
    '2 March 2021, 07:00 UTC'
    """
    time = moment(text)
    return "at an unknown time" if time is None else f"{day(text)}, {time:%H:%M} UTC"


@lru_cache(maxsize=4096)
def days(begin: int | None, end: int | None) -> str:
    """Return a period of hours `[begin, end)` as days in words; the last day is that of its last hour.

    >>> days(447_072, 448_728)
    '1 January to 10 March 2021'
    """
    first = None if begin is None else day(stamp(begin))
    last = None if end is None else day(stamp(end - 1))
    if first is None or last is None:
        return f"up to {last}" if last else f"from {first} on" if first else "an unknown period"
    if first == last:
        return first
    return f"{first.removesuffix(last[-5:]) if first[-4:] == last[-4:] else first} to {last}"


def percent(share: float) -> str:
    """Return a share in per cent, never rounded up: what is not whole never reads as 100.

    >>> percent(30 / 69), percent(0.999), percent(0.001), percent(0)
    ('43 %', '99 %', 'less than 1 %', '0 %')
    """
    whole = int(share * 100 + 1e-9)
    return f"{whole} %" if whole or not share else "less than 1 %"


def of_window(share: float, hours: int) -> str:
    """Return a share of a window with what it amounts to.

    >>> of_window(30 / 69, 69 * 24), of_window(1 / 48, 48), of_window(0.5, 0)
    ('43 % (30 of 69 days)', '2 % (1 of 48 hours)', '50 %')
    """
    if hours >= 72 and share * hours >= 24:
        return f"{percent(share)} ({int(share * hours / 24 + 1e-9):,} of {round(hours / 24):,} days)"
    if hours:
        return f"{percent(share)} ({int(share * hours + 1e-9):,} of {hours:,} hours)"
    return percent(share)


def many(number: int, noun: str, plural: str | None = None) -> str:
    """Return a count with its noun.

    >>> many(1, "hit"), many(1200, "hit"), many(2, "entry", "entries")
    ('1 hit', '1,200 hits', '2 entries')
    """
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def listed(items: Sequence[str], most: int = 3) -> str:
    """Return names as a list in words; beyond `most` only how many more there are.

    >>> listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c", "d"])
    ('a', 'a and b', 'a, b, c and 1 more')
    """
    if len(items) > most:
        return f"{', '.join(items[:most])} and {len(items) - most:,} more"
    return " and ".join((", ".join(items[:-1]), items[-1])) if len(items) > 1 else "".join(items)
