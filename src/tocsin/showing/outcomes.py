"""How each outcome looks and what it means: word, shape, colour; the same in every form that people read.

An outcome is always told by its word and its shape, and never by colour alone. `blind` is blue and hatched: neither
green, as if all were well, nor grey, as if it did not matter.
"""

from __future__ import annotations

from typing import NamedTuple

from tocsin.judging.statement import NO_ATTRIBUTION, STAGES
from tocsin.model.verdict import Outcome, Strength

__all__ = ["COVERAGE_MEANS", "LOOKS", "NO_ACTOR", "STAGES", "STRENGTHS", "Look", "rank"]


class Look(NamedTuple):
    """Shape, colours and meaning of an outcome."""

    symbol: str
    ansi: str  # SGR parameters
    css: str  # class in the page
    hex: str  # for the Navigator layer; Okabe and Ito's palette, told apart by the colour-blind
    score: int  # for the Navigator layer
    meaning: str


LOOKS: dict[Outcome, Look] = {
    Outcome.SEEN: Look("■", "1;31", "seen", "#d55e00", 100, "the logs show it, and that it worked"),
    Outcome.ATTEMPTED: Look(
        "▲", "1;33", "attempted", "#e69f00", 75, "the logs show that somebody scanned or tried; nothing shows it worked"
    ),
    Outcome.PARTLY_BLIND: Look(
        "░", "1;36", "partly-blind", "#56b4e9", 50, "nothing found, but only a part of it could have been seen"
    ),
    Outcome.BLIND: Look("▒", "1;34", "blind", "#0072b2", 25, "it could not have been seen"),
    Outcome.NOT_SEEN: Look(
        "○", "32", "not-seen", "#009e73", 10, "nothing found, though logs and rules that would show it were there"
    ),
    Outcome.NOT_CHECKABLE: Look("–", "0", "not-checkable", "#cccccc", 0, "it leaves no trace on your side"),
}
"""In the order in which people want to know them."""

STRENGTHS: dict[Strength, str] = {
    Strength.SPECIFIC: "specific to this report",
    Strength.CONSISTENT: "consistent with this report, and with other causes",
}

COVERAGE_MEANS = "Coverage here means the hours in which a log recorded something."

NO_ACTOR = (
    f"{NO_ATTRIBUTION} Who is said to have used them, and by whom, is what others say; it does not follow from here."
)


def rank(outcome: Outcome) -> int:
    """Position in the order in which people want to know, from 0."""
    return list(LOOKS).index(outcome)
