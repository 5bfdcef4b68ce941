"""Sentences and tokens: where a sentence ends, and that every character keeps its place."""

from __future__ import annotations

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.reading.sentences import at, split

PIECES = ["The U.S. acted. ", "Mr. Lee", "\n\n", "\n", "“Stop!” he said. ", "- item\n", "x", " ", "\r\n", "…", "é"]


def texts(text: str) -> list[str]:
    return [sentence.text for sentence in split(text)]


def test_abbreviations_do_not_end_a_sentence() -> None:
    assert texts("The U.S. and Mr. Lee of Foo Inc. agreed. It ended.") == [
        "The U.S. and Mr. Lee of Foo Inc. agreed.",
        "It ended.",
    ]


def test_a_quotation_mark_belongs_to_the_sentence_it_closes() -> None:
    assert texts("He said: “Stop it.” She left.") == ["He said: “Stop it.”", "She left."]


def test_a_blank_line_always_ends_a_sentence_and_a_wrapped_line_never_does() -> None:
    assert texts("A heading\n\nThe text is\nwrapped here. Next.") == [
        "A heading",
        "The text is\nwrapped here.",
        "Next.",
    ]


def test_list_items_are_sentences_of_their_own() -> None:
    assert texts("Steps to take now:\n- patch the server\n- read the logs") == [
        "Steps to take now:",
        "- patch the server",
        "- read the logs",
    ]


def test_a_line_without_an_end_mark_is_a_heading() -> None:
    assert [sentence.heading for sentence in split("Allies accuse China\n\nThey did.")] == [True, False]


def test_words_are_compared_without_case_dots_and_kinds_of_quotes() -> None:
    assert split("The U.S.’s “plan”")[0].words == ("the", "us", "'s", '"', "plan", '"')


def test_the_sentence_at_an_offset_is_found() -> None:
    parts = split("One. Two.")

    assert at(parts, 5) == parts[1]
    assert at(parts, 4) is None


@settings(derandomize=True, max_examples=80)
@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_no_character_is_lost_or_moved(pieces: list[str]) -> None:
    text = "".join(pieces)
    parts = split(text)
    covered = set()
    for sentence in parts:
        assert text[sentence.start : sentence.end].replace("\r", " ") == sentence.text.replace("\r", " ")
        covered |= set(range(sentence.start, sentence.end))
        for token in sentence.tokens:
            assert text[token.start : token.end] == token.text
    assert all(text[index].isspace() for index in range(len(text)) if index not in covered)


def test_a_megabyte_without_any_end_is_read_in_moments() -> None:
    began = time.process_time()
    split("a.b " * 250_000)

    assert time.process_time() - began < 20
