"""Growing: words of a tree lead back to the text, parsed or not."""

from __future__ import annotations

from tocsin.reading.documents import document_of
from tocsin.reading.entities import find_entities
from tocsin.reading.growing import flat, grow
from tocsin.reading.sentences import split
from tocsin.reading.stand_ins import disguise
from tocsin.reading.trees import Parsed


def test_a_sentence_that_is_not_parsed_keeps_its_words_and_names() -> None:
    text = "China, Iran."
    (sentence,) = split(text)
    tree = flat(disguise(sentence, find_entities(document_of(text.encode(), "a.txt"))))

    assert [word.text for word in tree.words] == ["China", ",", "Iran", "."]
    assert [mention.text for mention in tree.names.values()] == ["China", "Iran"]


def test_words_of_a_tree_lead_back_to_the_text() -> None:
    text = "Canada lied."
    (sentence,) = split(text)
    parsed: list[Parsed] = [
        (0, "Iraq", "NNP", "PROPN", "nsubj", 1), (5, "lied", "VBD", "VERB", "ROOT", 1),
        (9, ".", ".", "PUNCT", "punct", 1)
    ]  # fmt: skip
    (tree,) = grow([disguise(sentence, find_entities(document_of(text.encode(), "a.txt")))], lambda _: [parsed])

    assert [text[word.start : word.end] for word in tree.words] == ["Canada", "lied", "."]
