"""Validity: the period in which, the report says, its indicators were in use.

A sentence that speaks of indicators (or of looking for signs of compromise) and states a period governs the values
after it, up to the next such sentence. Values before the first one are governed by it when it is the only one.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from tocsin.model.noun import Window
from tocsin.reading.dates import period
from tocsin.reading.linear import pattern, spans

_SPEAKS_OF = re.compile(
    r"\b(?:indicators?|iocs?|domains?|addresses|hash(?:es)?|signs\sof\s(?:a\s)?compromise|look[- ]?back|traces)\b",
    re.IGNORECASE,
)
_YEAR = r"\b(?:19|20)\d\d\b"
_SENTENCE_END = re.compile(r"[.!?][\"”’)\]]?(?:[ \t]+(?=[A-Z(\"“])|\r?\n)|\r?\n[ \t]*\r?\n")
_FAR = 700  # characters of a sentence looked at, on each side of the year
_MANY = 2_000  # years looked at


class Validity:
    """The periods a report states for its indicators, read once."""

    def __init__(self, text: str) -> None:
        self._periods = _periods(text)
        self._starts = [start for start, _ in self._periods]

    def window(self, position: int) -> Window | None:
        """Return the period that governs a value at this place; None where the report states none."""
        index = bisect_right(self._starts, position) - 1
        if index >= 0:
            return self._periods[index][1]
        return self._periods[0][1] if len(self._periods) == 1 else None


def _periods(text: str) -> list[tuple[int, Window]]:
    found: list[tuple[int, Window]] = []
    done = 0
    for year, _ in spans(pattern(_YEAR), text)[:_MANY]:
        if year < done:
            continue
        start, end = _sentence(text, year)
        done = end
        sentence = " ".join(text[start:end].split())
        window = period(sentence) if _SPEAKS_OF.search(sentence) else None
        if window is not None:
            # a list may stand before the sentence without an end of its own: the line begins the rule
            found.append((max(start, text.rfind("\n", start, year) + 1), window))
    return found


def _sentence(text: str, position: int) -> tuple[int, int]:
    low = max(0, position - _FAR)
    start = low
    for boundary in _SENTENCE_END.finditer(text, low, position):
        start = boundary.end()
    after = _SENTENCE_END.search(text, position, position + _FAR)
    return start, after.start() if after else min(len(text), position + _FAR)
