"""The letter as a Word document, for those who put it onto their own paper.

In: blocks of prose. Out: the bytes of a .docx, the same for the same blocks: the archive's members carry one date.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from tocsin.showing.prose import Block, Bullets, Heading, Run

if TYPE_CHECKING:
    from docx.text.paragraph import Paragraph as Line

UNDATED = datetime(1980, 1, 1)  # noqa: DTZ001 - the date that an archive's members begin with, in no zone
FONT, SIZE = "Calibri", 10.5


def to_docx(title: str, blocks: Sequence[Block]) -> bytes:
    """Return the document."""
    from docx import Document
    from docx.shared import Cm, Pt

    document = Document()
    document.styles["Normal"].font.name, document.styles["Normal"].font.size = FONT, Pt(SIZE)  # type: ignore[attr-defined]
    for section in document.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.3)
        section.top_margin = section.bottom_margin = Cm(2)
    for block in blocks:
        if isinstance(block, Heading):
            line = document.add_heading(block.text, block.level)
            line.paragraph_format.page_break_before = block.apart
        elif isinstance(block, Bullets):
            for number, item in enumerate(block.items, 1):
                line = document.add_paragraph(style="List Paragraph" if block.numbered else "List Bullet")
                line.paragraph_format.space_after = Pt(2)
                # Word's own numbers would go on counting from one list to the next
                _fill(line, (Run(f"{number}. "), *item) if block.numbered else item)
        else:
            line = document.add_paragraph()
            line.paragraph_format.space_after = Pt(4)
            _fill(line, block.runs)
    about = document.core_properties
    about.title, about.author, about.comments = title[:200], "tocsin", ""
    about.created = about.modified = UNDATED
    made = io.BytesIO()
    document.save(made)
    return _dated(made)


def _fill(line: Line, runs: Sequence[Run]) -> None:
    for run in runs:
        words = line.add_run(run.text)
        words.bold = run.look == "strong" or None
        if run.look == "code":
            words.font.name = "Consolas"


def _dated(made: io.BytesIO) -> bytes:
    """Return the archive with the same date at every member, instead of the clock's."""
    again = io.BytesIO()
    with zipfile.ZipFile(made) as given, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as out:
        for name in given.namelist():
            out.writestr(zipfile.ZipInfo(name, UNDATED.timetuple()[:6]), given.read(name), zipfile.ZIP_DEFLATED)
    return again.getvalue()
