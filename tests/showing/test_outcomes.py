"""How outcomes look: a word and a shape each, never colour alone, and blind neither green nor grey."""

from __future__ import annotations

from tocsin.model.packs import Stage
from tocsin.model.verdict import Outcome, Strength
from tocsin.showing.outcomes import LOOKS, STAGES, STRENGTHS, rank


def test_every_outcome_stage_and_strength_has_words() -> None:
    assert set(LOOKS) == set(Outcome)
    assert set(STAGES) == set(Stage)
    assert set(STRENGTHS) == set(Strength)


def test_shapes_and_colours_differ() -> None:
    assert len({look.symbol for look in LOOKS.values()}) == len(Outcome)
    assert len({look.hex for look in LOOKS.values()}) == len(Outcome)


def test_blind_is_blue() -> None:
    for outcome in (Outcome.BLIND, Outcome.PARTLY_BLIND):
        red, green, blue = (int(LOOKS[outcome].hex[place : place + 2], 16) for place in (1, 3, 5))
        assert blue > green
        assert blue - red > 60


def test_the_order_is_what_people_want_to_know_first() -> None:
    assert sorted(Outcome, key=rank)[:2] == [Outcome.SEEN, Outcome.ATTEMPTED]
    assert rank(Outcome.BLIND) < rank(Outcome.NOT_SEEN)
