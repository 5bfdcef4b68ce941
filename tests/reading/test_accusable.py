"""What roles share: names behind a plural noun are accused, the noun is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tocsin.model.report import Claim, Document
from tocsin.reading.accusable import can_be
from tocsin.reading.claims import find_claims
from tocsin.reading.entities import find_entities
from tocsin.reading.parties import Scene

from tests.reading.trees import tree_of

Make = Callable[..., Document]


def accused(document: Make, text: str) -> tuple[str, ...]:
    made = document(text, language="en")
    claims: tuple[Claim, ...] = find_claims(made, find_entities(made), ())[0]
    return claims[0].accused


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Canada traced the hack to two groups, Cozy Bear and Fancy Bear.", ("Cozy Bear", "Fancy Bear")),
        ("Canada accused Iran and Russia of hacking.", ("Iran", "Russia")),
        ("A grand jury in Boston indicted two Iranians, Ali Rezaei and Reza Karimi, for hacking hospitals.",
         ("Ali Rezaei", "Reza Karimi")),
    ],
)  # fmt: skip
def test_names_in_a_row_are_each_accused(document: Make, text: str, names: tuple[str, ...]) -> None:
    assert accused(document, text) == names


def test_pronouns_and_unknown_names_can_be_accused_and_documents_cannot() -> None:
    scene = Scene(tree_of("they/PRP/1/nsubj blamed/VBD/1/root Zorblax/NNP/1/obj reports/NNS/1/obj"))

    assert [can_be(scene, scene.tree.words[at]) for at in (0, 2, 3)] == [True, True, False]
