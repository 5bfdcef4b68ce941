"""DOCX: paragraphs and tables of the body, then the notes; particulars from the core properties.

In: the bytes of an Office Open XML document. Out: one line a paragraph, cells parted by tabs. Deleted text, headers
and footers, macros and linked content are not read. Sizes are limited before anything is unpacked.
Source: ECMA-376 part 1, WordprocessingML.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Any

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

from tocsin.model.errors import DocumentError, LimitError
from tocsin.reading.document_formats.extracted import DocumentFormat, Extracted, Limits

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_TERMS = "{http://purl.org/dc/terms/}"
_BODY = "word/document.xml"
_NOTES = ("word/footnotes.xml", "word/endnotes.xml")
_CORE = "docProps/core.xml"
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    RuntimeError,
    NotImplementedError,
    etree.XMLSyntaxError,
    OSError,
    ValueError,  # offsets and sizes that cannot be
)
_XML_TIMES = 10  # mark-up may be so many times larger than the text allowed


def recognise(head: bytes, name: str) -> bool:
    """Look for a ZIP archive; which one it is shows when it is opened."""
    return head.startswith(b"PK\x03\x04")


def read(data: bytes, name: str, limits: Limits) -> Extracted:
    """Return the document's text; `DocumentError` for another kind of archive, or a broken or locked one."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if _BODY not in archive.namelist():
                raise DocumentError(
                    "this archive is not a Word document", where=name, hint="unpack it, give the report"
                )
            body = _part(archive, _BODY, limits, name)
            notes = [_part(archive, part, limits, name) for part in _NOTES if part in archive.namelist()]
            core = _part(archive, _CORE, limits, name) if _CORE in archive.namelist() else None
    except _DAMAGE as error:
        raise DocumentError(f"the document is broken or locked: {error}", where=name) from None
    text = "\n".join(part for part in (_text(body), *(_text(note) for note in notes)) if part)
    return Extracted(text, title=_core(core, f"{_DC}title"), published=_core(core, f"{_TERMS}issued"))


def _part(archive: zipfile.ZipFile, part: str, limits: Limits, name: str) -> Any:
    most = limits.characters * _XML_TIMES
    with archive.open(part) as stream:
        data = stream.read(most + 1)
    if len(data) > most:
        raise LimitError(f"{part} is larger than {most} bytes", where=name, hint="raise it: --limit characters=N")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(data, parser)


def _text(root: Any) -> str:
    parts: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag
        if event == "end":
            if tag == f"{_W}p":
                parts.append("\n")
            elif tag == f"{_W}tc":
                _end_cell(parts)
            elif tag == f"{_W}tr":
                parts.append("\n")
        elif tag == f"{_W}t":
            parts.append(element.text or "")
        elif tag in (f"{_W}tab", f"{_W}ptab"):
            parts.append("\t")
        elif tag in (f"{_W}br", f"{_W}cr"):
            parts.append("\n")
        elif tag == f"{_W}noBreakHyphen":
            parts.append("-")
    return "".join(parts).strip("\n")


def _end_cell(parts: list[str]) -> None:
    if parts and parts[-1] == "\n":
        parts.pop()
    parts.append("\t")


def _core(core: Any, tag: str) -> str | None:
    text = core.findtext(tag) if core is not None else None
    return text.strip() or None if text else None


FORMAT = DocumentFormat("docx", recognise, read)
