"""PDF: text by page, losses said, locked and scanned files refused."""

from __future__ import annotations

import contextlib
import hashlib
import struct

import pytest

from tocsin.model.errors import DocumentError, LimitError
from tocsin.reading.document_formats import pdf
from tocsin.reading.document_formats.extracted import Limits


def made(*pages: str, title: str = "") -> bytes:
    """Return a PDF with one line of text a page (none for an empty string)."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    kids = []
    for text in pages:
        content = f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET".encode() if text else b""
        kids.append(len(objects) + 1)
        font = b"<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources %s /Contents %d 0 R >>"
            % (font, len(objects) + 2)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(b"%d 0 R" % kid for kid in kids))
    objects.append(f"<< /Title ({title}) >>".encode())
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    trailer = b"trailer << /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1,
        len(objects),
        len(out),
    )
    return out + head + table + trailer


def test_pages_follow_each_other_and_the_title_is_the_files_own() -> None:
    read = pdf.read(made("First page", "Second page", title="A report"), "a.pdf", Limits())
    assert (read.text, read.title, read.notes) == ("First page\nSecond page", "A report", ())


def test_a_page_without_text_is_said() -> None:
    read = pdf.read(made("First page", ""), "a.pdf", Limits())
    assert read.notes == ("no text on page 2 of 2: a picture, or empty",)


def test_a_scanned_document_is_refused_with_what_to_do() -> None:
    with pytest.raises(DocumentError, match=r"OCR"):
        pdf.read(made("", ""), "a.pdf", Limits())


def test_limits() -> None:
    with pytest.raises(LimitError, match="2 pages"):
        pdf.read(made("a", "b"), "a.pdf", Limits(pages=1))
    with pytest.raises(LimitError, match="characters"):
        pdf.read(made("abcdef"), "a.pdf", Limits(characters=3))


def test_a_cut_file_is_refused_or_read_but_never_breaks() -> None:
    whole = made("First page", "Second page")
    for end in range(10, len(whole), 37):
        with contextlib.suppress(DocumentError):
            assert pdf.read(whole[:end], "a.pdf", Limits()).text


def test_a_worthless_title_is_none() -> None:
    assert pdf.read(made("text", title="Microsoft Word - x.docx"), "a.pdf", Limits()).title is None


def test_recognition() -> None:
    assert pdf.recognise(b"junk\n%PDF-1.4", "x")
    assert not pdf.recognise(b"text", "x.pdf")


def _rc4(key: bytes, data: bytes) -> bytes:
    state, at = list(range(256)), 0
    for step in range(256):
        at = (at + state[step] + key[step % len(key)]) % 256
        state[step], state[at] = state[at], state[step]
    made, one, two = bytearray(), 0, 0
    for byte in data:
        one = (one + 1) % 256
        two = (two + state[one]) % 256
        state[one], state[two] = state[two], state[one]
        made.append(byte ^ state[(state[one] + state[two]) % 256])
    return bytes(made)


def _locked(password: bytes) -> bytes:
    """Return a PDF of one empty page that opens with a password only (PDF 1.7, 7.6.3: revision 2)."""
    pad = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
    user, name, rights = (password + pad)[:32], b"0123456789abcdef", struct.pack("<i", -4)
    owner = _rc4(hashlib.md5(user, usedforsecurity=False).digest()[:5], user)
    key = hashlib.md5(user + owner + rights + name, usedforsecurity=False).digest()[:5]
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
        b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>"
        % (owner.hex().encode(), _rc4(key, pad).hex().encode()),
    ]
    made, places = b"%PDF-1.7\n", list[int]()
    for number, part in enumerate(parts, 1):
        places.append(len(made))
        made += b"%d 0 obj %s endobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return made + (
        b"xref\n0 5\n0000000000 65535 f \n%strailer << /Size 5 /Root 1 0 R /Encrypt 4 0 R /ID [<%s> <%s>] >>\n"
        b"startxref\n%d\n%%%%EOF" % (table, name.hex().encode(), name.hex().encode(), len(made))
    )


def test_a_locked_file_is_refused_with_what_to_do() -> None:
    with pytest.raises(DocumentError, match="encrypted: save it without a password"):
        pdf.read(_locked(b"secret"), "a.pdf", Limits())
    # the same file without a password is only empty: it is the lock that is told
    with pytest.raises(DocumentError, match="no text on any of its 1 pages"):
        pdf.read(_locked(b""), "a.pdf", Limits())
