"""Features of guesses: what a sentence says, who in it may speak or be accused, and where he stands."""

from __future__ import annotations

from tocsin.model.report import MentionKind
from tocsin.reading.discourse import Discourse
from tocsin.reading.guess_features import NOBODY, act_features, of_act, slots
from tocsin.reading.parties import Party

from tests.reading.trees import scene_of

NAMES = {"Canada": (MentionKind.COUNTRY, "CA"), "Iran": (MentionKind.COUNTRY, "IR")}
BLAMED = "Canada/NNP/1/nsubj blamed/VBD/1/root Iran/NNP/1/obj"


def test_names_count_by_their_kind_and_hang_on_their_verb() -> None:
    found = act_features(scene_of(BLAMED, **NAMES))

    assert {"w <country>", "d blame nsubj <country>", "f accuse", "root blame"} <= found


def test_everybody_named_may_speak_or_be_accused() -> None:
    found = slots(scene_of(BLAMED, **NAMES), Discourse())

    assert [(slot.at, [party.name for party in slot.accused]) for slot in found] == [(0, ["Canada"]), (2, ["Iran"])]
    assert "up nsubj accuse" in found[0].features
    assert "up obj accuse" in found[1].features


def test_whom_an_attack_was_on_is_not_accused_of_it() -> None:
    rows = "Canada/NNP/1/nsubj saw/VBD/1/root attacks/NNS/1/obj on/IN/4/case Iran/NNP/2/nmod"

    assert [slot.accused for slot in slots(scene_of(rows, **NAMES), Discourse()) if slot.at == 4] == [()]


def test_who_was_accused_before_may_be_meant_again() -> None:
    iran = Party("Iran", "IR", "IR", MentionKind.COUNTRY)
    found = slots(scene_of("Canada/NNP/1/nsubj agreed/VBD/1/root", **NAMES), Discourse(accused=(iran,)))

    assert (found[-1].at, found[-1].accused) == (-1, (iran,))


def test_roles_depend_on_the_act() -> None:
    assert of_act(NOBODY.features, "condemn") == ["nobody", "condemn nobody"]
