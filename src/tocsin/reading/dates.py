"""Dates and periods as reports print them, as `YYYY-MM-DD`.

Numeric dates with the day or month first are read only when they can mean one day; a year alone is a period.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from tocsin.model.noun import Window

_MONTHS = (
    [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ],
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
    [
        "januar",
        "februar",
        "märz",
        "april",
        "mai",
        "juni",
        "juli",
        "august",
        "september",
        "oktober",
        "november",
        "dezember",
    ],
    [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
    [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ],
)
_NUMBER = {name: number for names in _MONTHS for number, name in enumerate(names, 1)} | {"sept": 9}
_MONTH = r"(?:" + "|".join(sorted(_NUMBER, key=len, reverse=True)) + r")"

DATE = (
    rf"(?:{_MONTH}\.?\s{{1,3}}\d{{1,2}}(?:st|nd|rd|th)?,?\s{{1,3}}\d{{4}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th|\.)?\s{{1,3}}(?:de\s)?{_MONTH}\.?,?\s{{1,3}}(?:de\s)?\d{{4}}"
    r"|\d{4}-\d{2}-\d{2}|\d{4}/\d{2}/\d{2}|\d{1,2}[./]\d{1,2}[./]\d{4})"
)
"""Pattern of a full date (case-insensitive); `day()` says which day it is."""

_MOMENT = rf"(?:{DATE}|{_MONTH}\.?,?\s{{1,3}}\d{{4}}|(?:early|mid|late)?[ -]?\b(?:19|20)\d{{2}})\b"
_JOIN = r"(?:\s{0,3}(?:–|—|-)\s{0,3}|,?\s{1,3}(?:to|through|until|till|and|up\sto)\s{1,3}(?:at\sleast\s)?)"
_PERIOD = re.compile(
    rf"\b(?:between|from|since|during)?\s{{0,3}}(?:at\sleast\s)?(?:as\searly\sas\s)?\b({_MOMENT}){_JOIN}"
    rf"({_MOMENT}|(?:the\s)?present|now|today)\b",
    re.IGNORECASE,
)
_SINCE = re.compile(rf"\bsince\s(?:at\sleast\s)?({_MOMENT})", re.IGNORECASE)
_NAMED = re.compile(r"[^\W\d_]+")
_NUMBERS = re.compile(r"\d+")


def day(printed: str | None) -> str | None:
    """Return a printed date as `YYYY-MM-DD` (an RFC 3339 time stays as it is); None when it is no one day.

    >>> day("July 19th, 2021"), day("19 juillet 2021"), day("3/4/2021"), day("13/4/2021")
    ('2021-07-19', '2021-07-19', None, '2021-04-13')
    """
    if not printed:
        return None
    text = printed.strip()
    if re.match(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d", text):
        return text.replace(" ", "T", 1)
    numbers = [int(number) for number in _NUMBERS.findall(text)][:3]
    month = next((_NUMBER[word] for word in map(str.lower, _NAMED.findall(text)) if word in _NUMBER), None)
    if month is not None and len(numbers) >= 2:
        return _iso(max(numbers[:2]), month, min(numbers[:2]))
    if len(numbers) < 3:
        return None
    if numbers[0] > 31:
        return _iso(*numbers)
    first, second, year = numbers
    if "." in text or first > 12:
        return _iso(year, second, first)
    return _iso(year, first, second) if second > 12 else None


def _iso(year: int, month: int, of_month: int) -> str | None:
    try:
        return date(year, month, of_month).isoformat() if 1970 <= year <= 2100 else None
    except ValueError:
        return None


def period(text: str) -> Window | None:
    """Return the first period that a sentence states, half-open; an end in the present is None.

    >>> period("used between 2009 through 2018"), period("from at least January 1, 2021 through present")
    (Window(begin='2009-01-01', end='2019-01-01'), Window(begin='2021-01-01', end=None))
    """
    found = _PERIOD.search(text)
    if found:
        begin, end = _bounds(found.group(1)), _bounds(found.group(2))
        if begin and end and begin[0] < end[1]:
            return Window(begin=begin[0], end=end[1])
        return Window(begin=begin[0], end=None) if begin and not end else None
    since = _SINCE.search(text)
    bounds = _bounds(since.group(1)) if since else None
    return Window(begin=bounds[0], end=None) if bounds else None


def _bounds(printed: str) -> tuple[str, str] | None:
    """Return first day and the day after the last of a date, a month or a year."""
    exact = day(printed)
    if exact:
        return exact, (date.fromisoformat(exact[:10]) + timedelta(days=1)).isoformat()
    year = next((int(number) for number in _NUMBERS.findall(printed) if len(number) == 4), None)
    if year is None or not 1970 <= year <= 2100:
        return None
    month = next((_NUMBER[word] for word in map(str.lower, _NAMED.findall(printed)) if word in _NUMBER), None)
    if month is None:
        return f"{year}-01-01", f"{year + 1}-01-01"
    return f"{year}-{month:02}-01", f"{year + month // 12}-{month % 12 + 1:02}-01"
