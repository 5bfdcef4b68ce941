"""DOCX: paragraphs, tables and notes; broken and other archives are refused."""

from __future__ import annotations

import io
import zipfile

import docx as python_docx
import pytest

from tocsin.model.errors import DocumentError, LimitError
from tocsin.reading.document_formats import docx
from tocsin.reading.document_formats.extracted import Limits


def made() -> bytes:
    document = python_docx.Document()
    document.core_properties.title = "A report"
    document.add_heading("Heading", 1)
    document.add_paragraph("First\tparagraph")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "ip", "1.2.3[.]4"
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def archive(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in parts.items():
            out.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return buffer.getvalue()


def test_text_tables_and_title() -> None:
    read = docx.read(made(), "a.docx", Limits())
    assert read.title == "A report"
    assert read.text.splitlines()[:3] == ["Heading", "First\tparagraph", "ip\t1.2.3[.]4\t"]


@pytest.mark.parametrize(
    "data",
    [archive(other_xml=b"x"), archive(word__document_xml=b"<not xml"), b"PK\x03\x04" + b"\0" * 50, made()[:2000]],
    ids=["another archive", "bad xml", "no archive", "cut"],
)
def test_what_is_no_document(data: bytes) -> None:
    with pytest.raises(DocumentError):
        docx.read(data, "a.docx", Limits())


def test_a_bomb_is_a_limit() -> None:
    with pytest.raises(LimitError):
        docx.read(archive(word__document_xml=b"<a>" + b" " * 200_000 + b"</a>"), "a.docx", Limits(characters=1_000))


def test_entities_are_not_resolved() -> None:
    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    xml = f'<!DOCTYPE a [<!ENTITY e "boom">]><w:p xmlns:w="{namespace}"><w:t>x</w:t><w:t>&e;</w:t></w:p>'
    assert "boom" not in docx.read(archive(word__document_xml=xml.encode()), "a.docx", Limits()).text


def test_packed_bytes_that_are_damaged_are_a_broken_document() -> None:
    data = made()
    body = data.index(b"word/document.xml") + len("word/document.xml")
    said: list[str] = []
    for place in range(body, body + 120, 3):
        try:
            docx.read(data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :], "a.docx", Limits())
        except DocumentError as error:
            said.append(error.message)

    assert len(said) > 10
    assert all("broken or locked" in message for message in said)
