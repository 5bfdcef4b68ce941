"""The roles that blame: who is accused, by each scheme of a frame."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tocsin.model.report import Claim, Document
from tocsin.reading.claims import find_claims
from tocsin.reading.entities import find_entities

Make = Callable[..., Document]


@pytest.fixture
def claims(document: Make) -> Callable[[str], tuple[Claim, ...]]:
    def read(text: str) -> tuple[Claim, ...]:
        made = document(text, language="en")
        return find_claims(made, find_entities(made), ())[0]

    return read


Read = Callable[[str], tuple[Claim, ...]]


@pytest.mark.parametrize(
    ("text", "act", "speakers", "accused"),
    [
        ("The US accused Iran of hacking.", "accuse", ("US",), ("IR",)),
        ("Hackers from Iran had been accused of most attacks.", "accuse", (), ("IR",)),
        ("Microsoft attributed the attack to APT29.", "attribute", (None,), ("G0016",)),
        ("The attack was attributed to APT29 by Microsoft.", "attribute", (None,), ("G0016",)),
        ("Canada blamed the outage on Russia.", "accuse", ("CA",), ("RU",)),
        ("The FBI linked APT41 to the theft.", "link", ("US",), ("G0096",)),
        ("The NCSC of the United Kingdom assesses that Russia was behind the attack.", "assess", ("GB",), ("RU",)),
        ("Norway held Russia responsible for the breach.", "accuse", ("NO",), ("RU",)),
        ("The U.S. Department of Justice has charged four Chinese nationals with hacking.", "charge", ("US",), ("CN",)),
        ("The European Union imposed sanctions on the GRU.", "sanction", (None,), ("RU",)),
        ("Germany condemned the attack by Russia.", "condemn", ("DE",), ("RU",)),
        ("Iran is suspected of stealing the data, Israel said.", "assess", ("IL",), ("IR",)),
        ("Christopher Wray called China the worst perpetrator of espionage.", "accuse", ("US",), ("CN",)),
    ],
)
def test_each_scheme(
    claims: Read, text: str, act: str, speakers: tuple[str | None, ...], accused: tuple[str | None, ...]
) -> None:
    assert [(one.act.value, one.speaker_ids, one.accused_ids) for one in claims(text)] == [(act, speakers, accused)]


@pytest.mark.parametrize(
    "text",
    [
        "The updates can be attributed to a build number.",
        "Customers in Germany and China are not charged for the window.",
        "The table is linked from the page.",
        "Had the worm spread, Canada would have accused Russia.",
        "Did China hack it?",
        "Microsoft sells the tool to the government of Canada.",
    ],
)
def test_other_senses_of_the_verbs_claim_nothing(claims: Read, text: str) -> None:
    assert claims(text) == ()
