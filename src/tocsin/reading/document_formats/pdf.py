"""PDF: the text of each page in reading order, without its running heads, one page after the other.

In: the bytes of a PDF. Out: lines as printed; bold that was printed twice is read once; a word cut by a hyphen at
the end of a line is whole again. Lines that stand at the edge of most pages (running heads, page numbers) are left
out. Pages without text are named in the notes; a document without any is refused. Nothing in a PDF is executed.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from tocsin.model.errors import DocumentError, LimitError
from tocsin.reading.document_formats.extracted import DocumentFormat, Extracted, Limits
from tocsin.reading.document_formats.pdf_lines import CUT, whole_words, without_running_heads

_DATE = re.compile(r"D:(\d{4})(\d\d)(\d\d)")
_TWICE = re.compile(r"(?:(\S)\1){3}")
_NEAR = 6  # glyphs among which the same one is looked for
_SCANNED = "run text recognition (OCR) over it first"

Box = tuple[float, float, float, float]
"""Left, bottom, right and top of a glyph, in points."""


def recognise(head: bytes, name: str) -> bool:
    """Look for the signature in the first KiB, where readers accept it."""
    return b"%PDF-" in head[:1024]


def read(data: bytes, name: str, limits: Limits) -> Extracted:
    """Return the text of all pages; `DocumentError` for a locked, broken or scanned file."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise DocumentError(_why_not_opened(str(error)), where=name) from None
    try:
        count = len(document)
        if count > limits.pages:
            raise LimitError(f"{count} pages, more than {limits.pages}", where=name, hint="raise it: --limit pages=N")
        pages, notes = _pages(document, count, limits, name)
        metadata = document.get_metadata_dict()
    finally:
        document.close()
    if not any(page.strip() for page in pages):
        raise DocumentError(f"no text on any of its {count} pages: they are pictures", where=name, hint=_SCANNED)
    empty = [str(number) for number, page in enumerate(pages, 1) if not page.strip()]
    if empty:
        notes.append(f"no text on page {_listed(empty)} of {count}: a picture, or empty")
    body = whole_words("\n".join(without_running_heads(pages)))
    return Extracted(body, title=_title(metadata), notes=tuple(notes))


def _why_not_opened(error: str) -> str:
    if "assword" in error:
        return "the PDF is encrypted: save it without a password first"
    return "the PDF is broken: it cannot be opened"


def _pages(document: Any, count: int, limits: Limits, name: str) -> tuple[list[str], list[str]]:
    import pypdfium2

    pages: list[str] = []
    unreadable: list[str] = []
    total = 0
    for number in range(count):
        try:
            page = document[number]
            text = _page_text(page.get_textpage())
            page.close()
        except (pypdfium2.PdfiumError, ValueError) as error:
            unreadable.append(f"page {number + 1} cannot be read: {error}")
            text = ""
        total += len(text)
        if total > limits.characters:
            raise LimitError(
                f"more than {limits.characters} characters of text", where=name, hint="raise it: --limit characters=N"
            )
        pages.append(text)
    return pages, unreadable


def _page_text(page: Any) -> str:
    text: str = page.get_text_range()
    if _TWICE.search(text):
        text = _printed_once(page, text)
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").replace("\ufffe", CUT)


def _printed_once(page: Any, text: str) -> str:
    """Return the page's text without glyphs that lie on top of the same glyph: bold made by printing twice."""
    box = lru_cache(maxsize=_NEAR * 2)(page.get_charbox)  # asked for where two glyphs are the same only
    kept: list[str] = []
    glyphs, numbers = deque[str](maxlen=_NEAR), deque[int](maxlen=_NEAR)  # of the last that were kept
    for index, glyph in enumerate(_glyphs(page, text)):
        if glyph > " ":
            if glyph in glyphs:
                alike = [box(number) for other, number in zip(glyphs, numbers, strict=True) if other == glyph]
                if _lies_on(box(index), alike):
                    continue
            glyphs.append(glyph)
            numbers.append(index)
        kept.append(glyph)
    return "".join(kept).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _glyphs(page: Any, text: str) -> Sequence[str]:
    """Return the character of each glyph: those of the text if it has as many, else by asking for each (slow)."""
    count = page.count_chars()
    if len(text) == count:
        return text.replace("\ufffe", CUT)
    import pypdfium2.raw as raw

    codes = (raw.FPDFText_GetUnicode(page.raw, index) for index in range(count))
    return [chr(code) if code < 0x110000 else "\ufffd" for code in codes]


def _lies_on(box: Box, others: Sequence[Box]) -> bool:
    left, bottom, right, top = box
    near, level = max((right - left) * 0.35, 1.2), max((top - bottom) * 0.2, 0.3)
    return any(abs(left - x) < near and abs(bottom - y) < level for x, y, *_ in others)


def _listed(numbers: list[str]) -> str:
    return ", ".join(numbers[:20]) + (f" and {len(numbers) - 20} more" if len(numbers) > 20 else "")


def _title(metadata: dict[str, str]) -> str | None:
    title = metadata.get("Title", "").strip()
    # what word processors put there when nobody gave a title
    worthless = (
        not title or title.lower().startswith(("microsoft word -", "untitled")) or title.lower().endswith(".docx")
    )
    return None if worthless else title


FORMAT = DocumentFormat("pdf", recognise, read, "pypdfium2")
