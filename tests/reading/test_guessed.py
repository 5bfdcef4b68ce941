"""Guesses: a speech act that the parser hides from the frames is found by its words, and a plain text says nothing."""

from __future__ import annotations

import numpy as np
import pytest

from tocsin.model.report import Claim
from tocsin.reading import guessed
from tocsin.reading.claims import find_claims
from tocsin.reading.documents import document_of
from tocsin.reading.entities import find_entities


def claims_of(text: str) -> tuple[Claim, ...]:
    document = document_of(text.encode(), "text.txt")
    return find_claims(document, find_entities(document), ())[0]


def test_a_denial_in_a_tree_that_went_wrong_is_still_a_denial() -> None:
    text = "Vietnam's foreign ministry has in the past rejected accusations of cyber-attacks as groundless."

    claims = claims_of(text)

    assert [(claim.act, claim.accused_ids) for claim in claims] == [("deny", ("VN",))]


@pytest.mark.parametrize(
    "text",
    [
        "The worm copies itself to every drive. Victims pay a ransom and the files come back.",
        "Security staff met in Prague to talk about ransomware. Lunch was served by the hotel.",
    ],
)
def test_a_text_in_which_nobody_claims_anything_has_no_claim(text: str) -> None:
    assert claims_of(text) == ()


def test_an_act_is_as_sure_as_no_act_is_unlikely() -> None:
    scores = np.zeros(len(guessed.CLASSES), dtype=np.float32)
    scores[guessed.CLASSES.index("deny")] = 3.0

    act, chance = guessed.best_act(scores)

    assert act == "deny"
    assert chance == pytest.approx(1 - 1 / (np.e**3 + len(scores) - 1))


def test_features_on_record_are_sorted_so_that_they_can_be_found() -> None:
    for table in (guessed.model().act, guessed.model().speaker, guessed.model().accused):
        assert np.all(np.diff(table.features.astype(np.int64)) > 0)
        assert table.weights.shape[0] == len(table.features)


def test_whom_a_campaign_is_against_is_not_accused() -> None:
    text = "Kaspersky. In May we observed an espionage campaign against the archives of Malta."

    assert claims_of(text) == ()
