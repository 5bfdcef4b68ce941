"""When something was said: a date in the sentence, a day of the week, "a day earlier", or when its speaker spoke last.

In: the sentences of a text in order, each with the verb and who speaks. Out: `YYYY-MM-DD`, `YYYY-MM`, or None where
the text does not tell. The date of a deed is not when it was said.
"""

from __future__ import annotations

import re
from collections.abc import Hashable
from dataclasses import dataclass, field
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
_OF_MONTH = re.compile(
    rf"\b(?:in|as early as|as early as in) (?:(?:early|late|mid-?) ?)?({_MONTH})(?:,? (\d{{4}}))?\b", re.I
)
_WEEKDAY = re.compile(rf"\b(?:on|last|late|early|this|,)?\s?({'|'.join(_DAYS)})\b", re.IGNORECASE)
_DEED = re.compile(
    r"\b(?:since|until|from|between|before|after|by|through)\s(?:at least\s)?$|\b(?:hack|attack|breach|incident|leak"
    r"|compromise|intrusion|theft|outage|vote|election|summit|war|invasion)s? (?:of|in) $", re.IGNORECASE
)  # fmt: skip
_NUMBERS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10}
_UNITS = {"day": 1, "evening": 1, "week": 7}
_SHIFT = re.compile(
    rf"\b(?:({'|'.join(_NUMBERS)}) (day|week)s? (earlier|later|before|after)(?=[\s,.])(?! the\b)"
    r"|the (day|evening) (before|after)\b|the (next|following|previous) (day)|(the same day|within hours|hours later"
    r"|hours earlier|minutes later|that day|the same evening|in the same breath))", re.IGNORECASE
)  # fmt: skip
_SAID_ON = re.compile(
    r"\b(?:said|says|announced|declared|reported|disclosed|revealed|wrote|stated|confirmed|warned|added"
    r"|told [\w ]{1,30}?)"
    rf"(?: (?:in|at) [\w' ]{{1,30}})?,? (?:late )?on (?:(?:{'|'.join(_DAYS)}),? )?({DATE})", re.IGNORECASE
)  # fmt: skip
_NEAR = 60  # characters between a verb of saying and the date it was said on
_BEFORE = 25  # a date before the verb is rather that of the deed
_HEAD = 600
_DATELINE = 130  # a date so early in a text is the day of the text


def anchor(published: str | None, text: str) -> str | None:
    """Return the document's own day: as published, else the first full date at its head."""
    if published:
        return published[:10]
    found = _FULL.search(text[:_HEAD])
    return day(found.group()) if found else None


def dateline(text: str) -> bool:
    """Say whether a text begins with its own day, in a line of its own or before its first sentence.

    >>> dateline("PARIS, 29 April 2025. France accused Russia."), dateline("On 3 May 2024 France accused Russia.")
    (True, False)
    """
    found = _FULL.search(text[:_DATELINE])
    if found is None:
        return False
    before = text[: found.start()].rsplit("\n", 1)[-1]
    after = text[found.end() : found.end() + 4]
    closed = re.match(r"\s*(?:[-–—.:|)]|\n|$)", after) is not None
    return closed and not re.search(r"\b(?:on|in|since|of|from|until|by|at)\s$", before, re.IGNORECASE)


@dataclass
class Calendar:
    """What a text has told of days so far; `own` is its own day, `dated` says whether that is certain."""

    own: str | None
    dated: bool = False
    last: str | None = None
    spoken: dict[Hashable, str] = field(default_factory=dict[Hashable, str])  # by who spoke
    here: tuple[int, str] | None = None  # the paragraph in which a day was stated last, and the day

    def said(
        self, sentence: str, verb: tuple[int, int], speaker: Hashable, *, now: bool = False, paragraph: int = -1,
        before: bool = False,
    ) -> str | None:  # fmt: skip
        """Return when the verb at these offsets of the sentence was spoken.

        `now`: it stands in the present; `before`: it tells what was said earlier ("had accused").
        """
        when = self._stated(sentence, verb) or _said_on(sentence)
        if when is not None and not before:
            self.here = (paragraph, when)
        if when is None:
            when = self._relative(sentence, verb) or (self.spoken.get(speaker) if speaker else None)
        if when is None and now and self.dated:
            when = self.own
        if when is None and not before and self.here is not None and self.here[0] == paragraph >= 0:
            when = self.here[1]
        if when is not None:
            self.last = when
            if speaker:
                self.spoken[speaker] = when
        return when

    def _stated(self, sentence: str, verb: tuple[int, int]) -> str | None:
        best: tuple[int, str] | None = None
        for start, end, when in self._dates(sentence):
            gap = start - verb[1] if start >= verb[1] else verb[0] - end + _BEFORE
            leading = start <= 25 and end <= verb[0]  # "On Monday, ..." belongs to the sentence's verb
            if _DEED.search(sentence[max(0, start - 20) : start]) or (gap > _NEAR + _BEFORE and not leading):
                continue
            if best is None or gap < best[0]:
                best = (gap, when)
        if best is not None:
            return best[1]
        return self._month(sentence, verb)

    def _dates(self, sentence: str) -> list[tuple[int, int, str]]:
        found = [(one.start(), one.end(), exact) for one in _FULL.finditer(sentence) if (exact := day(one.group()))]
        taken = [(start, end) for start, end, _ in found]
        year = (self.last or self.own or "")[:4]
        for one in _PARTLY.finditer(sentence):
            if not year or any(one.start() < end and start < one.end() for start, end in taken):
                continue
            number, month = one.group(1) or one.group(4), (one.group(2) or one.group(3)).lower()
            exact = day(f"{number} {month} {year}")
            if exact:
                found.append((one.start(), one.end(), exact))
        return sorted(found)

    def _month(self, sentence: str, verb: tuple[int, int]) -> str | None:
        """Return a month that stands right before or behind the verb: "In March 2024 the minister accused"."""
        for one in _OF_MONTH.finditer(sentence):
            leading = one.start() <= 25 and one.end() <= verb[0]
            beside = 0 <= one.start() - verb[1] <= 2 or 0 <= verb[0] - one.end() <= 2
            if not (leading or beside):
                continue
            number = _MONTHS.index(one.group(1).lower()) + 1
            if one.group(2):
                return f"{one.group(2)}-{number:02}"
            own = self.last or self.own
            if own:
                year = int(own[:4]) - (number > int(own[5:7] or 12))  # a month that is still to come is last year's
                return f"{year}-{number:02}"
        return None

    def _relative(self, sentence: str, verb: tuple[int, int]) -> str | None:
        first = max(0, verb[0] - _NEAR)
        near = sentence[first : verb[1] + _NEAR]
        today = self.own if self.dated or not self.last else self.last
        if today is None or len(today) < 10:
            return None
        if re.search(r"\btoday\b", near, re.IGNORECASE):
            return (self.own or today)[:10]
        if re.search(r"\byesterday\b", near, re.IGNORECASE):
            return _moved(self.own or today, -1)
        shift = _SHIFT.search(near)
        if shift is not None:
            base = self.last if self.last and len(self.last) == 10 else today
            return _moved(base, _days(shift))
        weekday = _WEEKDAY.search(near)
        if weekday is None or _DEED.search(near[: weekday.start()] + " "):
            return None
        ahead = (_DAYS.index(weekday.group(1).lower()) - date.fromisoformat(today).weekday()) % 7
        late = not self.dated and ahead <= 3  # a story goes on; a report looks back
        return _moved(today, ahead if late or ahead == 0 else ahead - 7)


def _said_on(sentence: str) -> str | None:
    """Return the day on which somebody is told to have said what stands there: "..., its head said on 3 May 2024"."""
    found = _SAID_ON.search(sentence)
    return day(found.group(1)) if found else None


def _days(shift: re.Match[str]) -> int:
    number, unit, way, unit_of_one, way_of_one, next_day, _, _ = shift.groups()
    if number:
        return _NUMBERS[number.lower()] * _UNITS[unit.lower()] * (1 if way.lower() in ("later", "after") else -1)
    if unit_of_one:
        return 1 if way_of_one.lower() == "after" else -1
    if next_day:
        return -1 if next_day.lower() == "previous" else 1
    return 0


def _moved(when: str, days: int) -> str:
    return (date.fromisoformat(when[:10]) + timedelta(days=days)).isoformat()
