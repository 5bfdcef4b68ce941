"""Mends: what parsers get wrong is put right."""

from __future__ import annotations

from tocsin.reading.documents import document_of
from tocsin.reading.entities import find_entities
from tocsin.reading.growing import grow
from tocsin.reading.sentences import split
from tocsin.reading.stand_ins import disguise
from tocsin.reading.trees import Parsed, Tree


def grown(text: str, parsed: list[Parsed]) -> Tree:
    """Return the tree of a sentence from what a parser is made to say."""
    (sentence,) = split(text)
    (tree,) = grow([disguise(sentence, find_entities(document_of(text.encode(), "a.txt")))], lambda _: [parsed])
    return tree


def test_names_in_a_row_are_joined() -> None:
    text = "Canada, Japan and Norway agreed."
    parsed: list[Parsed] = [
        (0, "Iraq", "NNP", "PROPN", "nsubj", 5), (4, ",", ",", "PUNCT", "punct", 2),
        (6, "Iran", "NNP", "PROPN", "appos", 0), (11, "and", "CC", "CCONJ", "cc", 4),
        (15, "Israel", "NNP", "PROPN", "nsubj", 5), (22, "agreed", "VBD", "VERB", "ROOT", 5),
        (28, ".", ".", "PUNCT", "punct", 5),
    ]  # fmt: skip
    tree = grown(text, parsed)

    assert [word.text for word in tree.coordinated(0)] == ["Canada", "Japan", "Norway"]


def test_a_verb_taken_for_an_adjective_gets_its_object_back() -> None:
    text = "Canada had accused hackers."
    parsed: list[Parsed] = [
        (0, "Iraq", "NNP", "PROPN", "nsubj", 2), (5, "had", "VBD", "AUX", "aux", 2),
        (9, "accused", "VBN", "VERB", "amod", 3), (17, "hackers", "NNS", "NOUN", "ROOT", 3),
        (24, ".", ".", "PUNCT", "punct", 3),
    ]  # fmt: skip
    tree = grown(text, parsed)

    assert (tree.subject(2).text, tree.object(2).text) == ("Canada", "hackers")  # type: ignore[union-attr]


def test_a_verb_taken_for_a_noun_becomes_one_in_a_sentence_without_any() -> None:
    text = "The bureau urges exchanges."
    parsed: list[Parsed] = [
        (0, "The", "DT", "DET", "det", 1), (4, "bureau", "NN", "NOUN", "compound", 3),
        (11, "urges", "NNS", "NOUN", "compound", 3), (17, "exchanges", "NNS", "NOUN", "ROOT", 3),
        (26, ".", ".", "PUNCT", "punct", 3),
    ]  # fmt: skip
    tree = grown(text, parsed)

    assert (tree.subject(2).text, tree.object(2).text) == ("bureau", "exchanges")  # type: ignore[union-attr]


def test_a_list_of_names_gets_its_verb_back() -> None:
    text = "Canada and Japan jointly accused hackers."
    parsed: list[Parsed] = [
        (0, "Iraq", "NNP", "PROPN", "nsubj", 5), (5, "and", "CC", "CCONJ", "cc", 2),
        (9, "Iran", "NNP", "PROPN", "conj", 0), (14, "jointly", "RB", "ADV", "advmod", 4),
        (22, "accused", "VBN", "VERB", "amod", 5), (30, "hackers", "NNS", "NOUN", "ROOT", 5),
        (37, ".", ".", "PUNCT", "punct", 5),
    ]  # fmt: skip
    tree = grown(text, parsed)

    assert (tree.subject(4).text, tree.object(4).text) == ("Canada", "hackers")  # type: ignore[union-attr]


def test_a_past_of_a_deed_is_no_adjective() -> None:
    text = "Canada mostly stole data."
    parsed: list[Parsed] = [
        (0, "Iraq", "NNP", "PROPN", "nsubj", 2), (5, "mostly", "RB", "ADV", "advmod", 2),
        (12, "stole", "JJ", "ADJ", "ROOT", 2), (18, "data", "NNS", "NOUN", "obj", 2),
        (22, ".", ".", "PUNCT", "punct", 2),
    ]  # fmt: skip

    assert grown(text, parsed).words[2].tag == "VBD"


def test_a_verb_taken_for_a_part_of_its_object_becomes_one() -> None:
    text = "The Canada stole data."
    parsed: list[Parsed] = [
        (0, "The", "DT", "DET", "det", 3), (4, "Iraq", "NNP", "PROPN", "compound", 3),
        (9, "stole", "NN", "NOUN", "compound", 3), (15, "data", "NN", "NOUN", "ROOT", 3),
        (19, ".", ".", "PUNCT", "punct", 3),
    ]  # fmt: skip
    tree = grown(text, parsed)

    assert (tree.subject(2).text, tree.object(2).text) == ("Canada", "data")  # type: ignore[union-attr]


def test_a_preposition_belongs_to_the_name_its_phrase_is_of() -> None:
    text = "Papers leaked by clerk Canada spread."
    parsed: list[Parsed] = [
        (0, "Papers", "NNS", "NOUN", "nsubj", 5), (7, "leaked", "VBN", "VERB", "acl", 0),
        (14, "by", "IN", "ADP", "case", 3), (17, "clerk", "NN", "NOUN", "compound", 4),
        (23, "Iraq", "NNP", "PROPN", "obl:agent", 1), (28, "spread", "VBD", "VERB", "ROOT", 5),
        (34, ".", ".", "PUNCT", "punct", 5),
    ]  # fmt: skip

    assert grown(text, parsed).case(4) == "by"
