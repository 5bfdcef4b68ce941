"""The parser: its weights load, give the sentence its grammar, and no more is loaded than is asked for."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from tocsin.reading.grammar import parse, parser


def parsed(text: str) -> dict[str, tuple[str, str]]:
    """Return the tag and the relation with its head's word, by word."""
    (words,) = parse([text])
    return {word: (tag, f"{relation} {words[head][1]}") for _, word, tag, _, relation, head in words}


def test_who_does_what_to_whom() -> None:
    words = parsed("The minister accused the company of espionage.")

    assert words["minister"] == ("NN", "nsubj accused")
    assert words["company"] == ("NN", "obj accused")
    assert words["accused"][0] == "VBD"


def test_a_passive_has_its_agent() -> None:
    words = parsed("The attack was carried out by the army.")

    assert words["attack"][1] == "nsubj:pass carried"
    assert words["army"][1] == "obl:agent carried"


def test_offsets_are_those_of_the_text() -> None:
    text = "Officials didn't say  who did it."
    (words,) = parse([text])

    assert all(text[offset : offset + len(word)] == word for offset, word, *_ in words)


@pytest.mark.parametrize("text", ["", "   ", "!", "\u202e\u0000", "a" * 5000])
def test_hostile_text_is_parsed_without_harm(text: str) -> None:
    (words,) = parse([text])

    assert all(0 <= head < len(words) for *_, head in words)


def test_the_same_text_has_the_same_grammar() -> None:
    text = "China denied that it was behind the breach, which officials disclosed on Monday."

    assert list(parse([text])) == list(parse([text, text]))[:1]


def test_a_thousand_words_take_less_than_seconds() -> None:
    parser()
    began = time.process_time()
    list(parse(["The minister said that the group had stolen the data of the ministry."] * 80))

    assert time.process_time() - began < 5


def test_the_library_is_not_loaded_before_a_text_is_read_and_its_command_line_not_even_then() -> None:
    code = (
        "import sys, tocsin, tocsin.cli.main, tocsin.reading.claims; before = 'spacy' in sys.modules;"
        "from tocsin.reading.grammar import blank; blank(); import importlib.util as look;"
        "print(before, {'spacy.cli', 'requests', 'httpx'} & set(sys.modules), look.find_spec('spacy.cli') is not None)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "False set() True\n"
