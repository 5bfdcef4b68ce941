"""Certainty: words, scale and level; scales of different speakers are not mixed."""

from __future__ import annotations

import pytest

from tocsin.model.report import Act, Level
from tocsin.reading.certainty import certainty


@pytest.mark.parametrize(
    ("text", "state", "words", "scale", "level"),
    [
        ("it is highly likely that", "GB", "highly likely", "uk-yardstick", Level.HIGH),
        ("it is highly likely that", "JP", "highly likely", "estimative", Level.HIGH),
        ("with a high degree of confidence", "US", "high degree of confidence", "us-confidence", Level.HIGH),
        ("it is almost certain that", "GB", "almost certain", "uk-yardstick", Level.ALMOST_CERTAIN),
        ("it is probably them", None, "probably", "estimative", Level.MODERATE),
        ("it was them", "GB", None, "none", Level.ASSERTED),
    ],
)
def test_words_scale_and_level(text: str, state: str | None, words: str | None, scale: str, level: Level) -> None:
    found = certainty(text.split(), (state,), Act.ASSESS, None)

    assert (found.words, found.scale, found.level) == (words, scale, level)


def test_a_charge_is_alleged_on_the_legal_scale() -> None:
    found = certainty(["charged"], ("US",), Act.CHARGE, None)

    assert (found.scale, found.level) == ("legal", Level.ALLEGED)


def test_the_verb_itself_may_say_how_sure() -> None:
    assert certainty(["they", "did"], (None,), Act.ASSESS, Level.LOW).level is Level.LOW
