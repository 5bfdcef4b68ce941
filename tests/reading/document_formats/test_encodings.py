"""Encodings: byte-order marks, UTF-8, then a guess; no text is refused."""

from __future__ import annotations

import pytest

from tocsin.model.errors import DocumentError
from tocsin.reading.document_formats.encodings import decode

TEXT = "Die Täter haben über die Lücke Zugriff erhalten; größere Schäden wurden verhütet."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_a_text_comes_out_whole(encoding: str) -> None:
    text, _ = decode(TEXT.encode(encoding))
    assert text.lstrip("\ufeff") == TEXT


def test_a_byte_order_mark_stays_a_character() -> None:
    assert decode(b"\xef\xbb\xbfa")[0] == "\ufeffa"


def test_what_the_file_says_of_itself_counts_before_a_guess() -> None:
    assert decode("Привет".encode("koi8-r"), declared="koi8-r")[0] == "Привет"
    assert decode("Grüße aus Köln am Rhein".encode("cp1252"), declared="no-such-code")[0].startswith("Gr")


def test_losses_are_said() -> None:
    text, notes = decode(b"abc\x81def", declared="cp1252")
    assert "\ufffd" in text
    assert "cannot be decoded" in notes[0]


def test_bytes_that_are_no_text() -> None:
    with pytest.raises(DocumentError, match="not text"):
        decode(bytes(range(256)) * 20)
