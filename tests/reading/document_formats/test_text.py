"""Plain text takes what no other format takes, unchanged."""

from __future__ import annotations

from tocsin.reading.document_formats import FORMATS, text
from tocsin.reading.document_formats.extracted import Limits


def test_it_is_last_and_takes_everything() -> None:
    assert FORMATS[-1] is text.FORMAT
    assert text.recognise(b"", "")
    assert text.read(b"a\r\nb", "x", Limits()).text == "a\r\nb"


def test_names_are_unique() -> None:
    assert len({form.name for form in FORMATS}) == len(FORMATS)
