"""An infinitive belongs to the verb before, whatever stands between."""

from __future__ import annotations

from tocsin.reading.infinitives import infinitives

from tests.reading.trees import tree_of


def test_an_infinitive_behind_a_place_belongs_to_the_verb() -> None:
    words = tree_of(
        "Lee/NNP/1/nsubj declined/VBD/1/root at/IN/4/case a/DT/4/det meeting/NN/1/obl to/TO/6/mark name/VB/4/acl "
        "them/PRP/6/obj"
    ).words

    assert (infinitives(words, {})[6].head, infinitives(words, {})[6].relation) == (1, "xcomp")


def test_a_verb_that_has_an_object_keeps_it() -> None:
    words = tree_of(
        "Lee/NNP/1/nsubj declined/VBD/1/root a/DT/3/det request/NN/1/obj to/TO/5/mark name/VB/3/acl them/PRP/5/obj"
    ).words

    assert infinitives(words, {}) == words
