"""Sentences and tokens: where a sentence ends, and that every character keeps its place."""

from __future__ import annotations

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.reading.sentences import at, count_words, split

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


def test_what_is_too_long_for_a_sentence_is_cut_at_blanks() -> None:
    text = "China did it" + " a" * 15_000 + "b" * 45_000
    parts = split(text)

    assert max(len(part.text) for part in parts) <= 20_000
    assert "".join(part.text for part in parts).replace(" ", "") == text.replace(" ", "")
    assert all(text[part.start : part.end] == part.text for part in parts)
    assert parts[0].text.endswith(" a")  # no word is cut where there is a blank


def test_a_rule_of_marks_is_one_mark() -> None:
    assert split("Contents " + "." * 200 + "7")[0].words == ("contents", ".", "7")
    assert split("And so " + "." * 30)[0].words == ("and", "so", *"." * 30)


def test_words_are_counted_as_they_are_cut() -> None:
    text = "The U.S. acted; Mr. Lee’s didn’t. " + "=" * 150 + "\n\nCVE-2021-26855"

    assert count_words(text) == sum(len(part.tokens) for part in split(text))


def test_a_megabyte_without_any_end_is_read_in_moments() -> None:
    began = time.process_time()
    split("a.b " * 250_000)

    assert time.process_time() - began < 20


def test_a_network_of_one_letter_ends_a_sentence() -> None:
    assert len(split("He said so on the network X. In Athens nobody answered.")) == 2
