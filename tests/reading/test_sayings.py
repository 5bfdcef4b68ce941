"""Who is quoted: said, according to, per, citing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tocsin.model.report import Claim, Document
from tocsin.reading.claims import find_claims
from tocsin.reading.entities import find_entities

from benchmarks.read_claims import read

Make = Callable[..., Document]


@pytest.fixture
def claims(document: Make) -> Callable[[str], tuple[Claim, ...]]:
    def read(text: str) -> tuple[Claim, ...]:
        made = document(text, language="en")
        return find_claims(made, find_entities(made), ())[0]

    return read


Read = Callable[[str], tuple[Claim, ...]]


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("Russia carried out the attack, Estonia said.", ("Estonia",)),
        ("According to the FBI, Russia was behind the attack.", ("FBI",)),
        ("Russia was behind the attack, per a statement from the White House.", ("White House",)),
        ("Estonia said that Russia was behind the attack.", ("Estonia",)),
    ],
)
def test_the_speaker_is_who_is_quoted(claims: Read, text: str, speakers: tuple[str, ...]) -> None:
    assert [claim.speakers for claim in claims(text)] == [speakers]


def test_a_source_that_is_cited_speaks_and_the_paper_passes_it_on(claims: Read) -> None:
    (claim,) = claims("According to Reuters, citing a government source, Iran was behind the attack.")

    assert (claim.speakers, claim.via, claim.origin) == (("government source",), ("Reuters",), "relay")


def test_somebody_else_s_act_is_relayed(claims: Read) -> None:
    (claim,) = claims("Tom Bossert said that Japan condemned the attack by North Korea.")

    assert (claim.speakers, claim.via, claim.origin) == (("Japan",), ("Tom Bossert",), "relay")


def test_who_is_quoted_as_saying_speaks_and_not_the_paper() -> None:
    (claim,) = read('"Russia hacked the bank," the BNS news agency quoted Anna Berg as saying.')

    assert claim.speakers == ("Anna Berg",)


def test_what_a_paper_has_learned_it_says() -> None:
    (claim,) = read("Hackers with ties to China had access to the network of the port, Der Spiegel has learned.")

    assert (claim.speakers, claim.accused_ids) == (("Der Spiegel",), ("CN",))
