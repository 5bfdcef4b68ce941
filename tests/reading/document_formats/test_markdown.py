"""Markdown stays as written; front matter and the first heading name it."""

from __future__ import annotations

from tocsin.reading.document_formats import markdown
from tocsin.reading.document_formats.extracted import Limits

FRONT = b'---\ntitle: "A report"\ndate: 2021-07-19\nauthor: CISA\n---\n# Heading\r\nText'


def test_front_matter() -> None:
    read = markdown.read(FRONT, "a.md", Limits())
    assert (read.title, read.published, read.publisher) == ("A report", "2021-07-19", "CISA")
    assert read.text == FRONT.decode()


def test_the_first_heading() -> None:
    assert markdown.read(b"Some\n\n## The title ##\ntext", "a.md", Limits()).title == "The title"
    assert markdown.read(b"no heading", "a.md", Limits()).title is None


def test_it_is_known_by_its_name() -> None:
    assert markdown.recognise(b"x", "A.MD")
    assert not markdown.recognise(b"# x", "a.txt")
