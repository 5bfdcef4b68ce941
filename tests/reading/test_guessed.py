"""Guesses: a speech act that the parser hides from the frames is found by its words, and a plain text says nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tocsin.model.report import Claim, MentionKind
from tocsin.reading import guessed
from tocsin.reading.claims import find_claims
from tocsin.reading.discourse import Discourse
from tocsin.reading.documents import document_of
from tocsin.reading.entities import find_entities
from tocsin.reading.parties import Party

from tests.reading.trees import scene_of


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


def test_chances_are_of_all_that_is_possible() -> None:
    chances = guessed.softmax(np.array([3.0, 0.0, 0.0], dtype=np.float32))

    assert chances.sum() == pytest.approx(1)
    assert chances[0] == pytest.approx(np.e**3 / (np.e**3 + 2))


def test_a_claim_counts_from_the_chance_on_that_the_model_asks_for() -> None:
    rows = "Moscow/NNP/1/nsubj rejected/VBD/1/root accusations/NNS/1/obj as/IN/4/case groundless/JJ/1/obl"
    here, mind = scene_of(rows, Moscow=(MentionKind.COUNTRY, "RU")), Discourse()
    best = guessed.likeliest(here, mind, replace(guessed.model(), least=0.01))

    assert best is not None
    assert guessed.guess(here, mind, replace(guessed.model(), least=best.chance + 0.01)) is None


def test_one_party_by_two_names_is_known_as_one() -> None:
    names = ("Russia", "GRU")
    one, other = (Party(name, "RU", "RU", MentionKind.COUNTRY) for name in names)

    assert guessed.identities([one]) == guessed.identities([other])


def test_features_on_record_are_sorted_so_that_they_can_be_found() -> None:
    for table in (guessed.model().act, guessed.model().speaker, guessed.model().accused):
        assert np.all(np.diff(table.features.astype(np.int64)) > 0)
        assert table.weights.shape[0] == len(table.features)


def test_whom_a_campaign_is_against_is_not_accused() -> None:
    text = "Kaspersky. In May we observed an espionage campaign against the archives of Malta."

    assert claims_of(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "No group has claimed responsibility for the attack on the stock exchange.",
        "‘It has Beijing written all over it,’ said Marek Dolan, a former head of the Czech cyber agency.",
    ],
)
def test_nobody_claims_nothing_and_who_is_quoted_is_not_accused(text: str) -> None:
    one = document_of(text.encode(), "a.txt")

    assert find_claims(one, find_entities(one), ())[0] == ()


def test_what_will_be_said_if_is_no_claim() -> None:
    one = document_of(
        b"The attack was severe. If Iran hacks the grid again, the minister added, Canada will blame it.", "a"
    )

    assert not [claim for claim in find_claims(one, find_entities(one), ())[0] if "Canada" in claim.speakers]
