"""Refusals: who is said not to have named, blamed or attributed, and what is no refusal of that."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tocsin.model.report import Claim, Document
from tocsin.reading.claims import find_claims
from tocsin.reading.entities import find_entities

Make = Callable[..., Document]


def refused(document: Make, text: str) -> list[Claim]:
    made = document(text, language="en")
    return [claim for claim in find_claims(made, find_entities(made), ())[0] if claim.negated]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("The White House declined to say who was behind the attack.", "White House"),
        ("The White House has not said in public who it thinks was responsible.", "White House"),
        ('"I\'m not going to get into attribution," Antony Blinken told reporters.', "Antony Blinken"),
        ("The White House did not name a perpetrator of the hack.", "White House"),
        ("The White House has yet to establish who was behind the attack.", "White House"),
        ("The White House blamed no one for the breach.", "White House"),
        ("The White House would not be drawn on the origin of the attack.", "White House"),
        ("The White House did not comment on who was behind the attack.", "White House"),
        ("The White House has never named the makers of the worm.", "White House"),
        ("The White House could not say which gang was responsible for the hack.", "White House"),
        ("The White House refused to say who Microsoft thought was behind the attack.", "White House"),
    ],
)
def test_an_attribution_that_is_refused_is_negated_and_accuses_nobody(document: Make, text: str, speaker: str) -> None:
    (claim,) = refused(document, text)

    assert (claim.act.value, claim.speakers, claim.accused) == ("attribute", (speaker,), ())


@pytest.mark.parametrize(
    "text",
    [
        "The White House would not say whether China was behind the attack.",
        "Asked whether China was behind the attack, the White House would not engage in conjecture.",
    ],
)
def test_who_was_asked_about_is_the_accused(document: Make, text: str) -> None:
    (claim,) = refused(document, text)

    assert claim.accused_ids == ("CN",)


@pytest.mark.parametrize(
    "text",
    [
        "The White House did not say which software was attacked.",
        "Microsoft blamed the hack on China, without saying which customers were hit.",
        '"We do not make this allegation lightly," said Tom Bossert, who had laid the blame on Russia.',
        "China condemned the cyberattack without naming anybody.",
    ],
)
def test_other_things_that_are_not_said_are_no_refusal(document: Make, text: str) -> None:
    assert refused(document, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "The White House gave no opinion on who wrote the malware.",
        "Joe Biden said he had no clear information about the organisers of the attack.",
    ],
)
def test_who_has_no_idea_of_it_names_nobody(document: Make, text: str) -> None:
    (claim,) = refused(document, text)

    assert claim.accused == ()


def test_who_declines_something_else_refuses_no_attribution(document: Make) -> None:
    made = document("The Home Office had declined to help, arguing that the attack was Belgium's affair.")

    assert find_claims(made, find_entities(made), ())[0] == ()


def test_whether_somebody_did_it_can_be_left_open(document: Make) -> None:
    (claim,) = refused(document, "Microsoft cannot say whether Lazarus Group itself turned off the pumps of the port.")

    assert (claim.act.value, claim.accused) == ("attribute", ("Lazarus Group",))


def test_names_of_victims_are_no_culprits(document: Make) -> None:
    assert refused(document, "Microsoft spoke of the attack. It gave no names of victims.") == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("The White House said hackers had stolen data but did not identify them.", 1),
        ("The White House said customers had lost data but did not identify them.", 0),
    ],
)
def test_intruders_who_are_not_identified_are_not_accused(document: Make, text: str, count: int) -> None:
    assert [claim.accused for claim in refused(document, text)] == [()] * count


@pytest.mark.parametrize("who", ["the actor", "the perpetrators", "who did it"])
def test_saying_no_more_about_the_actor_is_a_refusal(document: Make, who: str) -> None:
    (claim,) = refused(document, f"The attack hit a bank. The White House refused to say more about {who}.")

    assert claim.speakers == ("White House",)


def test_what_nobody_has_to_say_is_no_refusal(document: Make) -> None:
    text = "The FBI welcomed the bill after the hack. It does not require operators to say who may be responsible."

    assert refused(document, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Danish police said it was unclear who was behind the attack.",
        "The perpetrators are unknown, Denmark's interior ministry said after the attack.",
        "Danish officials were unwilling to go so far as to accuse Beijing of the attack.",
        "The White House was not in a position to attribute the attack.",
        "The attack was sophisticated, Danish minister Lee Brown said. He would not say which country did it.",
    ],
)
def test_who_it_was_is_left_open(document: Make, text: str) -> None:
    assert len(refused(document, text)) == 1


def test_who_found_the_breach_is_no_culprit(document: Make) -> None:
    assert refused(document, "The White House would not say who had discovered the breach.") == []


def test_who_gives_no_name_of_his_own_refuses_nothing(document: Make) -> None:
    text = "It was carried out by APT40, an official told the newspaper Tuoi Tre, which did not give his name."

    assert not refused(document, text)
