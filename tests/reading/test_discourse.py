"""What is kept in mind: pronouns and bare nouns get the name that the text gave before."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tocsin.model.report import Document
from tocsin.reading.claims import find_claims
from tocsin.reading.entities import find_entities

Make = Callable[..., Document]


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("Scott Morrison spoke. He accused China of hacking.", ("Scott Morrison",)),
        ("Prime Minister Scott Morrison spoke. The prime minister accused China of hacking.", ("Scott Morrison",)),
        ("The NSA and the FBI wrote. The agencies accused China of hacking.", ("NSA", "FBI")),
        ("The European Union met. The bloc accused Russia of hacking.", ("European Union",)),
        ("Officials in Paris accused Russia of hacking.", ("Officials",)),
    ],
)
def test_the_speaker_has_the_name_given_before(document: Make, text: str, speakers: tuple[str, ...]) -> None:
    made = document(text, language="en")

    assert find_claims(made, find_entities(made), ())[0][-1].speakers == speakers


def test_the_regime_is_the_one_accused_before(document: Make) -> None:
    made = document("Canada accused North Korea of the theft. Japan blamed the regime for the attack.", language="en")

    assert find_claims(made, find_entities(made), ())[0][-1].accused_ids == ("KP",)


def test_experts_that_a_paper_heard_are_not_the_paper(document: Make) -> None:
    made = document("Der Spiegel accused China of the hack. The experts blamed Iran for the theft.", language="en")

    assert find_claims(made, find_entities(made), ())[0][-1].speakers == ("experts",)


def test_prosecutors_are_those_who_spoke_before_not_who_denied_since(document: Make) -> None:
    text = (
        "North Korean hackers stole the plans, military prosecutors in Seoul said. Pyongyang dismisses the charge. "
        "The prosecutors also indicted two employees of the contractor."
    )
    made = document(text, language="en")

    last = find_claims(made, find_entities(made), ())[0][-1]

    assert last.speakers == ("military prosecutors",)
