"""Sections: parts that are aside from a report's subject."""

from __future__ import annotations

import pytest

from tocsin.reading.sections import Sections

TEXT = (
    "Title\nSaid here.\n\nReferences\n[1] https://a.com\n\nAPPENDIX: Indicators\n1.2.3.4\n\n"
    "Contact Information\nus@b.com\n"
)


def test_a_part_aside_ends_where_a_heading_of_substance_begins() -> None:
    sections = Sections(TEXT)
    places = ("Said here", "https://a.com", "1.2.3.4", "us@b.com")
    assert [sections.aside(TEXT.index(place)) for place in places] == [False, True, False, True]


def test_a_word_in_a_sentence_is_no_heading() -> None:
    assert not Sections("See the references section.\nresources of the actor\nx").aside(40)


ADVICE = """Technical Details
The actors dumped credentials.

Mitigations
Reset all passwords.

Indicators of Compromise
evil.com
"""


@pytest.mark.parametrize(("words", "advice"), [("dumped", False), ("Reset", True), ("evil.com", False)])
def test_what_tells_the_reader_what_to_do(words: str, advice: bool) -> None:
    assert Sections.of_advice(ADVICE).aside(ADVICE.index(words)) is advice


def test_a_wrapped_line_is_no_heading() -> None:
    text = (
        "The group took care to evade\nDetect tools, and then it\nPrevention of logging was next.\nmitigations were few"
    )
    assert Sections.of_advice(text).spans == ()
