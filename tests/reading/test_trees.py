"""Trees: what is asked of grammar, on trees written by hand."""

from __future__ import annotations

import pytest

from tests.reading.trees import tree_of

ACTIVE = "Canada/NNP/1/nsubj blamed/VBD/1/root Iran/NNP/1/obj"
PASSIVE = "Iran/NNP/2/nsubj:pass was/VBD/2/aux:pass blamed/VBN/2/root by/IN/4/case Canada/NNP/2/obl:agent"
RELATIVE = "Canada/NNP/4/nsubj who/WP/2/nsubj spoke/VBD/0/acl:relcl has/VBZ/4/aux left/VBN/4/root"


def test_subject_and_object_change_places_in_the_passive() -> None:
    active, passive = tree_of(ACTIVE), tree_of(PASSIVE)

    assert (active.subject(1).text, active.object(1).text) == ("Canada", "Iran")  # type: ignore[union-attr]
    assert (passive.agent(2).text, passive.object(2).text) == ("Canada", "Iran")  # type: ignore[union-attr]
    assert [active.is_passive(1), passive.is_passive(2)] == [False, True]


def test_a_root_hangs_on_nothing_whatever_its_relation() -> None:
    tree = tree_of("Iran/NNP/0/conj and/CC/0/cc who/WP/0/conj")

    assert (tree.words[0].dep, tree.case(0), tree.case(2)) == ("root", "", "")


def test_who_means_the_noun_before() -> None:
    assert tree_of(RELATIVE).subject(2).text == "Canada"  # type: ignore[union-attr]


def test_a_verb_joined_by_and_shares_its_subject() -> None:
    tree = tree_of("Canada/NNP/1/nsubj came/VBD/1/root and/CC/3/cc blamed/VBD/1/conj Iran/NNP/3/obj")

    assert tree.subject(3).text == "Canada"  # type: ignore[union-attr]


def test_those_joined_by_and() -> None:
    tree = tree_of("Canada/NNP/3/nsubj and/CC/2/cc Japan/NNP/0/conj agreed/VBD/3/root")

    assert [word.text for word in tree.coordinated(0)] == ["Canada", "Japan"]


@pytest.mark.parametrize(
    ("rows", "at", "negated"),
    [
        ("Canada/NNP/3/nsubj did/VBD/3/aux not/RB/3/advmod blame/VB/3/root", 3, True),
        ("no/DT/1/det country/NN/2/nsubj spoke/VBD/2/root", 2, True),
        (ACTIVE, 1, False),
    ],
)
def test_negation(rows: str, at: int, negated: bool) -> None:
    assert tree_of(rows).is_negated(at) is negated


@pytest.mark.parametrize(
    ("rows", "at"),
    [
        ("if/IN/2/mark Iran/NNP/2/nsubj attacks/VBZ/4/advcl we/PRP/4/nsubj answer/VBP/4/root", 2),
        ("had/VBD/2/aux Iran/NNP/2/nsubj attacked/VBN/4/advcl we/PRP/4/nsubj knew/VBD/4/root", 2),
        ("they/PRP/1/nsubj asked/VBD/1/root whether/IN/4/mark Iran/NNP/4/nsubj attacked/VBD/1/ccomp", 4),
    ],
)
def test_what_is_only_supposed(rows: str, at: int) -> None:
    assert tree_of(rows).is_supposed(at)


def test_who_is_called_by_his_age_is_a_teenager() -> None:
    tree = tree_of("a/DT/4/det 17/CD/4/nummod year/NN/4/compound -/HYPH/2/punct old/JJ/4/root")

    assert (tree.noun(4), tree.noun(2)) == ("teenager", "year")
