"""Documents: a file of any known format becomes the text that everything else reads, with its origin.

In: a path, or `-` for standard input. Out: a `Document`; of a plain text file, the text is the file's characters
unchanged. What the format does not state (title, date, publisher, language, version) is looked for in the text.
What surprises: a document that cannot be read, or holds no text, is a `DocumentError`, never an empty Document;
nothing that a document refers to is ever fetched.
"""

from __future__ import annotations

import hashlib
import importlib
import re
import sys
from pathlib import Path

from tocsin.model.errors import DocumentError, LimitError
from tocsin.model.report import Document
from tocsin.reading import particulars
from tocsin.reading.document_formats import FORMATS
from tocsin.reading.document_formats.extracted import DocumentFormat, Extracted, Limits
from tocsin.reading.languages import language
from tocsin.reading.sentences import count_words

DEFAULT = Limits()
_HEAD = 64 * 1024  # bytes that decide about the format
_PLAIN = ("text", "markdown")  # read by a few lines of Python
_MEMORY, _SECONDS = 1 << 30, 60  # what the reader of a document may take

_COMPOUND = b"\xd0\xcf\x11\xe0"  # old Word files, and Outlook messages
# files that are given by mistake, and what to do instead
_NOT_REPORTS: tuple[tuple[bytes, str, str], ...] = (
    (b"\x89PNG", "a picture holds no text", "run text recognition (OCR) over it first"),
    (b"\xff\xd8\xff", "a picture holds no text", "run text recognition (OCR) over it first"),
    (b"GIF8", "a picture holds no text", "run text recognition (OCR) over it first"),
    (b"II*\x00", "a picture holds no text", "run text recognition (OCR) over it first"),
    (b"MM\x00*", "a picture holds no text", "run text recognition (OCR) over it first"),
    (b"{\\rtf", "RTF is not read", "save it as .docx or .pdf"),
    (b"ElfFile\x00", "this is an event log, not a report", "give it as EVIDENCE"),
    (b"\x1f\x8b", "the report is compressed", "unpack it first"),
)


def open_document(source: str | Path, *, stdin: bytes | None = None, limits: Limits = DEFAULT) -> Document:
    """Return the document at a path, or on standard input for `-`.

    Raises `DocumentError` (not there, not readable, no text in it) and `LimitError` (too large).
    """
    name = str(source)
    data = _from_stdin(stdin, limits) if name == "-" else _from_file(Path(source), limits)
    return document_of(data, "standard input" if name == "-" else name, limits=limits)


def document_of(data: bytes, name: str, *, limits: Limits = DEFAULT) -> Document:
    """Return the document in these bytes; `name` serves messages and, last of all, recognition."""
    for magic, why, hint in _NOT_REPORTS:
        if data.startswith(magic):
            raise DocumentError(why, where=name, hint=hint)
    try:
        form = _format_of(data, name)
        if data.startswith(_COMPOUND) and form.name != "msg":
            raise DocumentError("old Word files are not read", where=name, hint="save it as .docx or .pdf")
        extracted = _extracted(form, data, name, limits)
    except DocumentError as error:
        raise error if error.where else DocumentError(error.message, where=name, hint=error.hint) from None
    if len(extracted.text) > limits.characters:
        raise LimitError(
            f"{len(extracted.text)} characters of text, more than {limits.characters}",
            where=name,
            hint="raise it: --limit characters=N",
        )
    if len(extracted.text) > limits.words and (words := count_words(extracted.text)) > limits.words:
        raise LimitError(
            f"{words} words and marks, more than {limits.words}",
            where=name,
            hint="give the part that is the report, or raise it: --limit words=N",
        )
    if not extracted.text.strip("\ufeff \t\r\n\f\v\u200b\xa0"):
        raise DocumentError("the document is empty: no text in it", where=name, hint="give the report itself")
    return _document(extracted, data)


def _extracted(form: DocumentFormat, data: bytes, name: str, limits: Limits) -> Extracted:
    """Return what a format's reader gives: in a process of its own that can do little, unless it is plain text."""
    from tocsin.isolation import pool
    from tocsin.isolation.sandbox import Bounds

    if form.name in _PLAIN or not pool.forks():
        return form.read(data, name, limits)

    def lost(document: bytes, why: str) -> Extracted:
        del document
        raise DocumentError(f"it cannot be read: {why}", where=name, hint="give it as plain text")

    if form.library is not None:
        importlib.import_module(form.library)
    bounds = Bounds(memory=_MEMORY, seconds=_SECONDS)
    plan = pool.Plan(lambda document: form.read(document, name, limits), lost, (Extracted,), bounds, readable=())
    return next(pool.spread(plan, [data], 1))


def _format_of(data: bytes, name: str) -> DocumentFormat:
    head = data[:_HEAD]
    return next(form for form in FORMATS if form.recognise(head, name))


def _document(extracted: Extracted, data: bytes) -> Document:
    text = extracted.text
    title, named = particulars.parted(_one_line(extracted.title) or particulars.title(text) or "")
    return Document(
        title=title or None,
        published=particulars.day(extracted.published) or particulars.published(text),
        publisher=_one_line(extracted.publisher) or named or particulars.publisher(text),
        language=extracted.language or language(text),
        version=_one_line(extracted.version) or particulars.version(text),
        sha256=hashlib.sha256(data).hexdigest(),
        characters=len(text),
        text=text,
        notes=extracted.notes,
    )


def _one_line(text: str | None) -> str | None:
    return re.sub(r"\s+", " ", text[:500]).strip() or None if text else None


def _from_stdin(stdin: bytes | None, limits: Limits) -> bytes:
    data = sys.stdin.buffer.read(limits.bytes + 1) if stdin is None else stdin
    return _within(data, "standard input", limits)


def _from_file(path: Path, limits: Limits) -> bytes:
    if path.is_dir():
        raise DocumentError("this is a folder, not a report", where=str(path), hint="name one document in it")
    try:
        with path.open("rb") as file:
            data = file.read(limits.bytes + 1)
    except FileNotFoundError:
        raise DocumentError("no such file", where=str(path), hint="look whether the path is right") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise DocumentError(
            f"cannot be read: {reason}",
            where=str(path),
            hint="look whether the path is right, and whether you may read it",
        ) from None
    return _within(data, str(path), limits)


def _within(data: bytes, name: str, limits: Limits) -> bytes:
    if len(data) > limits.bytes:
        raise LimitError(f"larger than {limits.bytes} bytes", where=name, hint="raise it: --limit bytes=N")
    if not data:
        raise DocumentError("the document is empty: 0 bytes", where=name, hint="give the report itself")
    return data
