"""Advice for the next hour, day and week: there for every outcome, calmer where nothing is specific."""

from __future__ import annotations

import msgspec
import pytest

from tocsin.model.verdict import Outcome, Strength
from tocsin.showing.advice import CONSISTENT, NEXT, Term, steps

from tests.showing.verdicts import EMPTY, FINDINGS, VERDICT


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_says_what_to_do_and_when(outcome: Outcome) -> None:
    advice = NEXT[outcome]

    assert [when for when, _ in advice] == ["In the next hour", "In the next day", "In the next week"]
    assert all(actions for _, actions in advice)


def test_systems_are_taken_off_the_network_only_for_what_is_specific() -> None:
    weak = tuple(
        msgspec.structs.replace(found, strength=Strength.CONSISTENT) if found.outcome is Outcome.SEEN else found
        for found in FINDINGS
    )

    assert steps(VERDICT) == NEXT[Outcome.SEEN]
    assert steps(msgspec.structs.replace(VERDICT, findings=weak)) == CONSISTENT


def test_only_words_that_are_used_are_explained() -> None:
    assert {term.word for term in Term.used(VERDICT)} >= {"■ seen", "▒ blind", "CVE-…", "technique", "indicator"}
    assert "■ seen" not in {term.word for term in Term.used(EMPTY)}
