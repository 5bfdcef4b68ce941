"""Documents: every format opens, text files stay unchanged, and what cannot be read is one clear line."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.model.errors import DocumentError, LimitError, TocsinError
from tocsin.reading.document_formats.extracted import Limits
from tocsin.reading.documents import document_of, open_document

from tests.material import DATA, needs_data


def test_a_text_file_is_unchanged_so_that_spans_are_its_own(tmp_path: Path) -> None:
    raw = "\ufeffTitle of it\r\n\r\nOne – two\r\n".encode()
    path = tmp_path / "report.txt"
    path.write_bytes(raw)
    read = open_document(path)
    assert read.text == raw.decode("utf-8")
    assert (read.title, read.characters, read.sha256) == ("Title of it", 27, hashlib.sha256(raw).hexdigest())


def test_the_files_name_is_not_believed_about_the_date(tmp_path: Path) -> None:
    path = tmp_path / "accusation-2021-07-19.txt"
    path.write_text("On Monday, the U.S. accused somebody of something.")
    assert open_document(path).published is None


def test_standard_input() -> None:
    assert open_document("-", stdin=b"Hello there").text == "Hello there"


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        (b"", "a.txt", "empty"),
        (b" \r\n\t ", "a.txt", "empty"),
        (b"\x89PNG\r\n", "a.png", "picture"),
        (b"\xff\xd8\xff\xe0", "a.jpg", "picture"),
        (b"ElfFile\0", "a.evtx", "event log"),
        (b"\xd0\xcf\x11\xe0\xa1", "a.doc", "old Word"),
        (b"{\\rtf1", "a.rtf", "RTF"),
        (b"\x1f\x8b\x08", "a.gz", "compressed"),
        (b"PK\x03\x04rest", "a.docx", "broken"),
        (b"%PDF-1.7 broken", "a.pdf", "broken"),
        (b"\x00\x01\x02\x03" * 400, "a.bin", "not text"),
        (b'{"type": "bundle", "objects": [', "a.json", "JSON"),
        (b'{"Event": {', "a.json", "JSON"),
    ],
)
def test_what_cannot_be_read_is_one_line_with_its_place(data: bytes, name: str, message: str) -> None:
    with pytest.raises(DocumentError, match=message) as caught:
        document_of(data, name)
    assert str(caught.value).startswith(f"{name}: ")
    assert "\n" not in str(caught.value)


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="no such file"):
        open_document(tmp_path / "none.txt")
    with pytest.raises(DocumentError, match="folder"):
        open_document(tmp_path)
    with pytest.raises(DocumentError, match="empty"):
        open_document("-", stdin=b"")


def test_limits_are_errors_never_a_silent_cut(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("word " * 100)
    with pytest.raises(LimitError, match="--limit bytes"):
        open_document(path, limits=Limits(bytes=100))
    with pytest.raises(LimitError, match="--limit characters"):
        open_document(path, limits=Limits(characters=100))
    with pytest.raises(LimitError, match="--limit words"):
        open_document(path, limits=Limits(words=20))


@settings(derandomize=True, max_examples=40, deadline=None)
@given(
    st.sampled_from(
        [
            b"",
            b"%PDF-",
            b"PK\x03\x04",
            b"<html>",
            b'{"type": "bundle"',
            b'{"Event": ',
            b"From: a\nTo: b\nSubject: c\n\n",
        ]
    ),
    st.binary(max_size=200),
    st.sampled_from(["a.txt", "a.html", "a.md", "a.eml", "a.json", "-"]),
)
def test_no_bytes_break_it(head: bytes, rest: bytes, name: str) -> None:
    try:
        read = document_of(head + rest, name)
    except TocsinError:
        return
    assert read.characters == len(read.text) > 0


@needs_data
@pytest.mark.parametrize(
    ("name", "title", "published", "publisher", "version"),
    [
        ("accusation-2021-07.txt", "U.S. and Allies Accuse Chinese Government of Microsoft Hack", None, None, None),
        (
            "AA21-200B.txt",
            "AA21-200B: Chinese State-Sponsored Cyber Operations: Observed TTPs",
            "2021-07-19",
            "CISA",
            "2021-08-20",
        ),
        ("AA21-062A.pdf", "Mitigate Microsoft Exchange Server Vulnerabilities", "2021-03-03", "CISA", "2021-04-14"),
    ],
)
def test_published_documents(
    name: str, title: str, published: str | None, publisher: str | None, version: str | None
) -> None:
    read = open_document(DATA / "documents" / name)
    assert (read.title, read.published, read.publisher, read.version) == (title, published, publisher, version)
    assert (read.language, read.notes) == ("en", ())


@needs_data
def test_the_pdf_reads_like_its_pages() -> None:
    text = open_document(DATA / "documents" / "AA21-062A.pdf").text
    assert "Note: the United States Government does not endorse" in text
    assert "NNoottee" not in text
    assert "on-premises Exchange security update" in text
    assert "webshell access" in text
    assert "https://www.microsoft.com/security/blog/2021/03/02/hafnium-targeting-exchange-servers/" in text
    assert "4/15/21, 9:57 AM" not in text
    assert text.count("TLP:WHITE") == 0
