"""Hints are stretches of letters; each pattern of stand-ins that has some matches only where one of them is."""

import pytest

from tocsin.reading.hints import has_any
from tocsin.reading.sentences import split
from tocsin.reading.stand_ins import disguise


def test_any_of_them_is_enough() -> None:
    """In the middle of a word, too."""
    assert has_any("on Monday", ("week", "day"))
    assert not has_any("on Monday", ())


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("The bank was robbed last week.", "The bank was robbed."),
        ("They said it the evening before.", "They said it."),
        ("In 2019 the bank was robbed.", "the bank was robbed."),
        ("As early as May they robbed it.", "As early as May they robbed it."),
        ("They said on 3 May that it was robbed.", "They said that it was robbed."),
        ("They told of a Break-in.", "They told of a breach."),
        ("They say with high confidence that it was robbed.", "They say that it was robbed."),
        ("They judged it highly likely that it was robbed.", "They judged it highly likely that it was robbed."),
    ],
)
def test_what_is_left_out(text: str, bare: str) -> None:
    """Times, how sure somebody is; words that a parser tears."""
    assert disguise(split(text)[0], ()).text.strip() == bare
