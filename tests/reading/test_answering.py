"""The roles that answer and address: deny, admit, demand, advise, warn, refuse."""

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
    ("text", "act", "accused"),
    [
        ("China rejected the charges.", "deny", ("CN",)),
        ("The accusations are baseless, foreign ministry spokeswoman Mao Ning said.", "deny", ("CN",)),
        ("The UK called on Russia to stop the attacks.", "demand", ("RU",)),
        ("China must end this sabotage, Dominic Raab said.", "demand", ("CN",)),
        ("The FBI urged operators to patch.", "advise", ()),
        ("CISA warned that the Lazarus Group is targeting banks.", "warn", ("G0032",)),
    ],
)
def test_each_scheme(claims: Read, text: str, act: str, accused: tuple[str, ...]) -> None:
    assert [(one.act.value, one.accused_ids) for one in claims(text)] == [(act, accused)]


def test_claiming_responsibility_is_an_admission(claims: Read) -> None:
    (claim,) = claims("The group Killnet claimed responsibility for the attack.")

    assert claim.act.value == "admit"
    assert claim.speakers == claim.accused


@pytest.mark.parametrize(
    ("text", "act", "negation"),
    [
        ("Scott Morrison declined to say which state was behind it.", "attribute", "declined"),
        ("The US did not accuse China of the hack.", "accuse", "not"),
        ("Microsoft said it found no evidence that APT41 was involved in the campaign.", "assess", "no-evidence"),
    ],
)
def test_what_was_not_claimed_is_kept_as_such(claims: Read, text: str, act: str, negation: str) -> None:
    assert [(one.act.value, one.negated, one.negation) for one in claims(text)] == [(act, True, negation)]
