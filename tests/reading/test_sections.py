"""Sections: parts that are aside from a report's subject."""

from __future__ import annotations

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
