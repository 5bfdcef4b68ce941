"""Bytes to characters: byte-order mark, then UTF-8, then a guess from the byte statistics.

In: the bytes of a text. Out: all its characters, unchanged: line ends and a leading byte-order mark stay, so
that offsets count characters of the file. Bytes that are no text at all raise `DocumentError`.
"""

from __future__ import annotations

import codecs

from tocsin.model.errors import DocumentError

# UTF-32 before UTF-16: its mark begins with the other's
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 64 * 1024  # bytes that decide about an unnamed encoding
_NOT_TEXT = "this is not text"
_HINT = "give a text, Markdown, HTML, PDF or DOCX document"


def decode(data: bytes, *, declared: str | None = None) -> tuple[str, tuple[str, ...]]:
    r"""Return the text and notes on how it was decoded; `declared` is what the file says of itself.

    >>> decode(b"caf\xc3\xa9\r\n")
    ('café\r\n', ())
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decoded(data, encoding)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        if "\0" in text:
            return _decoded(data, _wide(data))
        return text, ()
    if declared and _known(declared):
        return _decoded(data, declared)
    return _decoded(data, _guess(data))


def _known(encoding: str) -> bool:
    try:
        return codecs.lookup(encoding)._is_text_encoding  # type: ignore[attr-defined,no-any-return]
    except LookupError:
        return False


def _wide(data: bytes) -> str:
    """Return the UTF-16 that a text with every other byte zero is in; other zero bytes mean no text."""
    sample = data[:_SAMPLE]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if max(even, odd) * 2 < len(sample) * 0.6 or min(even, odd) > max(even, odd) * 0.1:
        raise DocumentError(_NOT_TEXT, hint=_HINT)
    return "utf-16-le" if odd > even else "utf-16-be"


def _guess(data: bytes) -> str:
    if data[:_SAMPLE].count(0):
        return _wide(data)
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE]).best()
    if best is None:
        raise DocumentError(_NOT_TEXT, hint=_HINT)
    return best.encoding


def _decoded(data: bytes, encoding: str) -> tuple[str, tuple[str, ...]]:
    try:
        text = data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        text = data.decode(encoding, "replace")
        lost = text.count("\ufffd")
        return text, (f"{lost} characters cannot be decoded as {encoding}; they are shown as U+FFFD",)
    notes = () if encoding == "utf-8" else (f"decoded as {encoding}",)
    return text, notes
