"""Levels are told apart by word and shape; every level that rules have looks like something."""

from __future__ import annotations

from tocsin.hunting.rules import LEVELS
from tocsin.model.rules import RuleInfo
from tocsin.showing.levels import LOOKS, look


def test_every_level_has_a_shape_of_its_own() -> None:
    assert list(LOOKS) == list(reversed(LEVELS))
    assert len({seen.symbol for seen in LOOKS.values()}) == len(LOOKS)


def test_an_unknown_level_is_no_error() -> None:
    assert look(RuleInfo(id="x", title="x", level="odd")).symbol == "·"
