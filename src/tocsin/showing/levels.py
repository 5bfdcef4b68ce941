"""How the level of a rule looks: its word and a shape always, a colour only beside them."""

from __future__ import annotations

from typing import NamedTuple

from tocsin.model.rules import RuleInfo


class LevelLook(NamedTuple):
    """Shape and colour of a level."""

    symbol: str
    ansi: str  # SGR parameters


LOOKS: dict[str, LevelLook] = {
    "critical": LevelLook("■", "1;31"),
    "high": LevelLook("▲", "1;35"),
    "medium": LevelLook("◆", "33"),
    "low": LevelLook("●", "32"),
    "informational": LevelLook("○", "2"),
}
"""The gravest first."""

_NO_LOOK = LevelLook("·", "0")


def look(rule: RuleInfo) -> LevelLook:
    """Return how a rule's level looks.

    >>> look(RuleInfo(id="x", title="x", level="high")).symbol
    '▲'
    """
    return LOOKS.get(rule.level, _NO_LOOK)
