"""What a reader of one document format hands over: the text, and what the format itself says about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a hostile or enormous document is taken.

    More raises `LimitError`; of the `prose`, more is left unread, and the report says so.
    """

    bytes: int = 200 * 2**20  # of the file
    characters: int = 50 * 2**20  # of its text, and bytes of a text file
    pages: int = 2_000  # of a PDF
    words: int = 1_000_000  # of its text, and marks
    prose: int = 1_000_000  # characters of its text in which names, claims and descriptions are looked for


@dataclass(frozen=True, slots=True)
class Extracted:
    """A document's text and the facts its format states; None is "not stated" (the text may still say it)."""

    text: str
    title: str | None = None
    published: str | None = None  # RFC 3339 date or time
    publisher: str | None = None
    language: str | None = None  # ISO 639-1
    version: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentFormat:
    """A kind of document: how to know one by its content (and name), and how to read one.

    `read(data, name, limits)` raises `DocumentError` for a file that is broken, locked or empty. `library` is what it
    imports: the process that starts readers loads it once, so that each of them finds it loaded.
    """

    name: str
    recognise: Callable[[bytes, str], bool]
    read: Callable[[bytes, str, Limits], Extracted]
    library: str | None = None
