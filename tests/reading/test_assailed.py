"""Whom somebody goes for."""

import pytest

from benchmarks.read_claims import read


@pytest.mark.parametrize(
    ("text", "speaker", "accused"),
    [
        ("The minister lashed out at the Vice Society gang for hacking the hospital.", "minister", "Vice Society"),
        ("Costa Rica's president rounded on the Conti gang after the attack.", "Costa Rica's president", "Conti"),
    ],
)
def test_who_goes_for_somebody_condemns_him(text: str, speaker: str, accused: str) -> None:
    assert [(one.act.value, one.speakers, one.accused) for one in read(text)] == [("condemn", (speaker,), (accused,))]


def test_an_opponent_is_no_intruder() -> None:
    assert read("The minister lashed out at the press for its questions.") == ()
