"""When something was said: a date in the sentence, or a day of the week before the document's own date.

In: a sentence and the document's date. Out: `YYYY-MM-DD`, `YYYY-MM`, or None where the text does not tell.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from tocsin.reading.dates import DATE, day

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTH = "|".join(_MONTHS)
_FULL = re.compile(DATE, re.IGNORECASE)
_PARTLY = re.compile(
    rf"\b(?:(\d{{1,2}})(?:st|nd|rd|th)?\s({_MONTH})|({_MONTH})\s(\d{{1,2}})(?:st|nd|rd|th)?)\b(?!,?\s\d{{4}})", re.I
)
_WEEKDAY = re.compile(rf"\b(?:on|last|late|early|this|,)?\s?({'|'.join(_DAYS)})\b", re.IGNORECASE)
_DEED = re.compile(
    r"\b(?:since|until|from|between|before|after|by|through|as early as)\s(?:at least\s)?$", re.IGNORECASE
)
_NEAR = 60  # characters between a verb of saying and the date it was said on
_BEFORE = 25  # a date before the verb is rather that of the deed
_HEAD = 600


def anchor(published: str | None, text: str) -> str | None:
    """Return the document's own day: as published, else the first full date at its head."""
    if published:
        return published[:10]
    found = _FULL.search(text[:_HEAD])
    return day(found.group()) if found else None


def said_on(sentence: str, verb: tuple[int, int], own: str | None, published: str | None) -> str | None:
    """Return when the verb at these offsets of the sentence was spoken; `own` is the year and day the text goes by."""
    best: tuple[int, str] | None = None
    for start, end, when in _dates(sentence, own):
        gap = start - verb[1] if start >= verb[1] else verb[0] - end + _BEFORE
        leading = start <= 25 and end <= verb[0]  # "On Monday, ..." belongs to the sentence's verb
        if _DEED.search(sentence[max(0, start - 20) : start]) or (gap > _NEAR + _BEFORE and not leading):
            continue
        if best is None or gap < best[0]:
            best = (gap, when)
    if best is not None:
        return best[1]
    if published or own:
        return _relative(sentence, verb, published, own)
    return None


def _dates(sentence: str, own: str | None) -> list[tuple[int, int, str]]:
    found = [(one.start(), one.end(), exact) for one in _FULL.finditer(sentence) if (exact := day(one.group()))]
    taken = [(start, end) for start, end, _ in found]
    for one in _PARTLY.finditer(sentence):
        if own is None or any(one.start() < end and start < one.end() for start, end in taken):
            continue
        number, month = one.group(1) or one.group(4), (one.group(2) or one.group(3)).lower()
        exact = day(f"{number} {month} {own[:4]}")
        if exact:
            found.append((one.start(), one.end(), exact))
    return sorted(found)


def _relative(sentence: str, verb: tuple[int, int], published: str | None, own: str | None) -> str | None:
    near = sentence[max(0, verb[0] - _NEAR) : verb[1] + _NEAR]
    today = published or own
    if today and re.search(r"\btoday\b", near, re.IGNORECASE):
        return today[:10]
    if not published:
        return None
    if re.search(r"\byesterday\b", near, re.IGNORECASE):
        return (date.fromisoformat(published[:10]) - timedelta(days=1)).isoformat()
    weekday = _WEEKDAY.search(near)
    if weekday is None:
        return None
    day_of = date.fromisoformat(published[:10])
    back = (day_of.weekday() - _DAYS.index(weekday.group(1).lower())) % 7
    return (day_of - timedelta(days=back)).isoformat()
