"""The Word document: what its readers read back, the same bytes each time."""

from __future__ import annotations

import io
import zipfile

import docx

from tocsin.showing.letter_docx import to_docx
from tocsin.showing.prose import Bullets, Heading, Paragraph, code, runs, strong

BLOCKS = (
    Heading(1, "Title"),
    Paragraph(runs("plain ", strong("strong"), " ", code("C:\\x.log"))),
    Bullets((runs("one"), runs("two")), numbered=True),
    Bullets((runs("three"),), numbered=True),
    Heading(2, "Annex", apart=True),
    Bullets((runs("<b>&"),)),
)


def test_it_holds_the_blocks_with_their_looks() -> None:
    written = docx.Document(io.BytesIO(to_docx("Title", BLOCKS)))
    lines = written.paragraphs

    assert [line.text for line in lines] == [
        "Title", "plain strong C:\\x.log", "1. one", "2. two", "1. three", "Annex", "<b>&",
    ]  # fmt: skip
    assert [run.text for run in lines[1].runs if run.bold] == ["strong"]
    assert lines[5].paragraph_format.page_break_before
    assert written.core_properties.author == "tocsin"


def test_the_same_blocks_give_the_same_bytes_and_no_clock_is_in_them() -> None:
    made = to_docx("Title", BLOCKS)

    assert made == to_docx("Title", BLOCKS)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert {member.date_time[0] for member in archive.infolist()} == {1980}
