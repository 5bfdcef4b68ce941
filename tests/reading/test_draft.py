"""What every role needs: who speaks, whose side a denial clears."""

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


def test_a_denial_clears_the_state_of_its_speaker(claims: Read) -> None:
    (claim,) = claims("Kremlin spokesman Dmitry Peskov denied any involvement.")

    assert (claim.act.value, claim.accused, claim.accused_ids) == ("deny", ("Russia",), ("RU",))


def test_intruders_do_not_speak(claims: Read) -> None:
    assert claims("APT28 said that China hacked the network.") == ()


def test_a_report_of_a_firm_that_nobody_knows_is_the_firm_s(claims: Read) -> None:
    assert claims("A report by Zorvex accused China of the hack.")[0].speakers == ("Zorvex",)
