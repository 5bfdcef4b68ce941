"""Ties: whose interests are served, whose cover a name is."""

from __future__ import annotations

import pytest

from benchmarks.read_claims import read


@pytest.mark.parametrize(
    ("text", "country", "negated"),
    [
        ("Researchers at ESET wrote that the intrusions serve Chinese interests.", "CN", False),
        ("Researchers at ESET said the targeting reflects the interests of Tehran.", "IR", False),
        ("U.S. officials told the paper that the name is a cover for Iran.", "IR", False),
        ("Researchers at ESET said the intrusions did not serve Russian interests.", "RU", True),
    ],
)
def test_a_deed_or_a_name_is_tied_to_a_state(text: str, country: str, negated: bool) -> None:
    (claim,) = read(text)

    assert (claim.act.value, claim.accused_ids, claim.negated) == ("link", (country,), negated)


def test_a_group_that_is_a_front_is_the_accused_itself() -> None:
    (claim,) = read("Google says the hacker group Handala is a front for Iran.")

    assert claim.accused == ("Handala",)


def test_interests_of_no_deed_tie_nobody() -> None:
    assert read("The embassy said the hack was bad and that the treaty serves Chinese interests.") == ()


def test_suspicion_falls_on_somebody() -> None:
    (claim,) = read("Suspicion for the hack fell on North Korea, officials said.")

    assert (claim.act.value, claim.accused_ids) == ("link", ("KP",))


@pytest.mark.parametrize(
    "text",
    [
        "The ministry said the attackers used a flaw in a firewall made by Fortinet.",
        "The ministry said the attack was found on a platform used by twelve towns.",
    ],
)
def test_whose_an_honest_thing_is_accuses_nobody(text: str) -> None:
    assert not any(name in claim.accused for claim in read(text) for name in ("Fortinet", "twelve towns"))
