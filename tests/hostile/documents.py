"""Documents: loops and bombs in PDF, entities in XML, mail in mail, objects in objects; each to be read or refused."""

from __future__ import annotations

import base64
import functools
import io
import json
import zipfile
import zlib

from tests.hostile.inputs import Input

CLAIM = "On Monday the U.S. accused China of the Microsoft Exchange hack. hxxp://evil[.]example/a CVE-2021-26855"


def document(name: str, file: str, make: object, *given: object) -> Input:
    """Return an input that is read as a document."""
    return Input("document", f"document-{name}", file, functools.partial(make, *given))  # type: ignore[arg-type]


def pdf(objects: list[bytes], trailer: bytes = b"/Root 1 0 R", before: bytes = b"") -> bytes:
    """Return a PDF of these objects, numbered from 1, with a right table of references."""
    out = bytearray(b"%PDF-1.7\n" + before)
    places: list[int] = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + b"trailer\n<< /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, table))


def stream(content: bytes, more: bytes = b"") -> bytes:
    """Return a stream object."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), more, content)


CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
PAGE = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> %s >> >>"
)
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
KIDS = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
TEXT = b"BT /F 12 Tf 50 700 Td (" + CLAIM.encode() + b") Tj ET"


def page(
    content: bytes = stream(TEXT), pages: bytes = KIDS, resources: bytes = b"", more: tuple[bytes, ...] = ()
) -> bytes:
    """Return a PDF of one page."""
    return pdf([CATALOG, pages, PAGE % resources, content, FONT, *more])


def pdfs() -> list[Input]:
    """Return PDFs."""
    packed = zlib.compress(b"BT (a) Tj ET\n" * 8_000_000, 9)
    twice = zlib.compress(zlib.compress(bytes(200 << 20), 9), 9)
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >>"
    good = page()
    table = good.rfind(b"xref")
    makes = {
        "pages-in-themselves": lambda: page(pages=b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 2 >>"),
        "pages-without-end": lambda: page(pages=b"<< /Type /Pages /Kids [3 0 R] /Count 2147483647 >>"),
        "pages-minus-one": lambda: page(pages=b"<< /Type /Pages /Kids [3 0 R] /Count -1 >>"),
        "kids-million": lambda: page(pages=b"<< /Type /Pages /Kids [" + b"3 0 R " * 1_000_000 + b"] /Count 1000000 >>"),
        "form-in-itself": lambda: page(stream(b"/X Do"), resources=b"/XObject << /X 6 0 R >>", more=(stream(b"/X Do", form),)),
        "bomb": lambda: page(stream(packed, b"/Filter /FlateDecode")),
        "bomb-in-bomb": lambda: page(stream(twice, b"/Filter [/FlateDecode /FlateDecode]")),
        "filters-thousand": lambda: page(stream(b"00>" * 100, b"/Filter [" + b"/ASCIIHexDecode " * 1000 + b"]")),
        "deep-arrays": lambda: page(stream(b"[" * 1_000_000)),
        "deep-dictionaries": lambda: pdf([b"<< /Type /Catalog /Pages 2 0 R /A " + b"<< /A " * 100_000 + b">>" * 100_000 + b">>", KIDS]),
        "length-of-itself": lambda: page(b"<< /Length 4 0 R >>\nstream\nBT ET\nendstream"),
        "length-minus": lambda: page(b"<< /Length -1 >>\nstream\nBT ET\nendstream"),
        "length-huge": lambda: page(b"<< /Length 2147483648 >>\nstream\nBT ET\nendstream"),
        "reference-to-itself": lambda: pdf([CATALOG, KIDS, b"3 0 R", b"4 0 R"]),
        "table-before-itself": lambda: pdf([CATALOG, KIDS, PAGE % b"", stream(TEXT), FONT], b"/Root 1 0 R /Prev %d" % table),
        "table-at-nowhere": lambda: good.replace(b"startxref\n%d" % table, b"startxref\n99999999999"),
        "table-missing": lambda: good[:table],
        "objects-in-a-stream-in-itself": lambda: page(more=(stream(b"6 0 7 20 << >>", b"/Type /ObjStm /N 2 /First 8 /Extends 6 0 R"),)),
        "script": lambda: pdf([CATALOG[:-2] + b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>", KIDS, PAGE % b"", stream(TEXT), FONT]),
        "launch": lambda: pdf([CATALOG[:-2] + b"/OpenAction << /S /Launch /F (/bin/true) >> >>", KIDS, PAGE % b"", stream(TEXT), FONT]),
        "encrypted-odd": lambda: pdf([CATALOG, KIDS, PAGE % b"", stream(TEXT), FONT, b"<< /Filter /Standard /V 99 /R 99 >>"], b"/Root 1 0 R /Encrypt 6 0 R"),
        "names-million": lambda: page(stream(b"/A " * 1_000_000)),
        "text-of-many-glyphs": lambda: page(stream(b"BT /F 1 Tf " + b"(aabbccdd) Tj " * 100_000 + b"ET")),
        "noise": lambda: b"%PDF-1.7\n" + bytes(range(256)) * 20_000,
    }  # fmt: skip
    found = [document(f"pdf-{name}", "a.pdf", make) for name, make in makes.items()]
    for what, end in (
        ("header", 9),
        ("object", 40),
        ("half", len(good) // 2),
        ("table", table + 10),
        ("trailer", len(good) - 20),
    ):
        found.append(document(f"pdf-cut-{what}", "a.pdf", lambda end: good[:end], end))
    return found


WORD = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>%s</w:body></w:document>'


def docx(body: str, before: str = "", core: str | None = None) -> bytes:
    """Return a Word document with this body."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", before + WORD % body)
        if core is not None:
            archive.writestr("docProps/core.xml", core)
    return out.getvalue()


def office() -> list[Input]:
    """Return Word documents and mail."""
    said = f"<w:p><w:r><w:t>{CLAIM}</w:t></w:r></w:p>"
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    laughs = f'<!DOCTYPE a [<!ENTITY l0 "lol">{entities}]>'
    quadratic = f'<!DOCTYPE a [<!ENTITY q "{"q" * 100_000}">]>'
    outside = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    remote = '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">'
    good = docx(said)

    def mail(body: bytes, head: bytes = b"") -> bytes:
        return b"From: a@b.example\nSubject: s\nMIME-Version: 1.0\n" + head + b"\n" + body

    def parts(depth: int) -> bytes:
        made = b"Content-Type: text/plain\n\n" + CLAIM.encode()
        for number in range(depth):
            made = b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n%s\n--b%d--\n' % (
                number,
                number,
                made,
                number,
            )
        return b"From: a@b.example\nSubject: s\nMIME-Version: 1.0\n" + made

    makes = {
        "docx-laughs": ("a.docx", lambda: docx(f"<w:p><w:r><w:t>&l9;</w:t></w:r></w:p>{said}", laughs)),
        "docx-quadratic": ("a.docx", lambda: docx(f"<w:p><w:r><w:t>{'&q;' * 30_000}</w:t></w:r></w:p>{said}", quadratic)),
        "docx-outside": ("a.docx", lambda: docx(f"<w:p><w:r><w:t>&x;</w:t></w:r></w:p>{said}", outside)),
        "docx-remote": ("a.docx", lambda: docx(said, remote)),
        "docx-deep": ("a.docx", lambda: docx("<w:p>" * 1_000_000 + "</w:p>" * 1_000_000)),
        "docx-deep-tables": ("a.docx", lambda: docx("<w:tbl><w:tr><w:tc>" * 80 + said + "</w:tc></w:tr></w:tbl>" * 80)),
        "docx-bomb": ("a.docx", lambda: docx(f"<w:p><w:r><w:t>{'a' * (300 << 20)}</w:t></w:r></w:p>")),
        "docx-many-paragraphs": ("a.docx", lambda: docx("<w:p/>" * 2_000_000)),
        "docx-core-entities": ("a.docx", lambda: docx(said, core=f"{laughs}<a>&l9;</a>")),
        "docx-cut": ("a.docx", lambda: good[: len(good) // 2]),
        "docx-no-body": ("a.docx", lambda: good.replace(b"word/document", b"word/documenX")),
        "docx-attributes": ("a.docx", lambda: docx("<w:p " + " ".join(f'a{n}="1"' for n in range(200_000)) + "/>" + said)),
        "eml-parts-200-deep": ("a.eml", lambda: parts(200)),
        "eml-parts-3000-deep": ("a.eml", lambda: parts(3000)),
        "eml-mail-in-mail": ("a.eml", lambda: functools.reduce(lambda body, _: mail(body, b"Content-Type: message/rfc822\n"), range(500), CLAIM.encode())),
        "eml-header-long": ("a.eml", lambda: mail(CLAIM.encode(), b"X-A: " + b"a" * (8 << 20) + b"\n")),
        "eml-headers-many": ("a.eml", lambda: mail(CLAIM.encode(), b"X-A: a\n" * 200_000)),
        "eml-words": ("a.eml", lambda: mail(CLAIM.encode(), b"To: " + b"=?utf-8?b?YQ==?= " * 20_000 + b"\n")),
        "eml-addresses": ("a.eml", lambda: mail(CLAIM.encode(), b"Cc: " + b"((((((((((<" * 20_000 + b"\n")),
        "eml-date": ("a.eml", lambda: mail(CLAIM.encode(), b"Date: Mon, 99 Foo 999999999999 99:99:99 +99999999\n")),
        "eml-base64-odd": ("a.eml", lambda: mail(base64.b64encode(b"\xff" * 1_000_001)[:-1], b"Content-Type: text/html\nContent-Transfer-Encoding: base64\n")),
        "eml-boundary-empty": ("a.eml", lambda: mail(b"--\n" * 200_000, b'Content-Type: multipart/mixed; boundary=""\n')),
        "eml-charset": ("a.eml", lambda: mail(CLAIM.encode(), b"Content-Type: text/plain; charset=zip_codec\n")),
    }  # fmt: skip
    return [document(name, file, make) for name, (file, make) in makes.items()]


def marked_up() -> list[Input]:
    """Return HTML, JSON and text."""
    deep = 1_000_000
    bundle = {"type": "bundle", "id": "bundle--0a4c1c0e-6c7f-4b49-9a0e-0a3a9f1f2b3c"}
    report = {"type": "report", "name": "r", "published": "2021-07-19T00:00:00Z", "spec_version": "2.1"}
    page = f"<html><head><title>t</title></head><body><p>{CLAIM}</p>%s</body></html>"
    makes = {
        "html-deep": ("a.html", lambda: (page % ("<div>" * deep)).encode()),
        "html-deep-formatting": ("a.html", lambda: (page % ("<b><i><u>" * 100_000)).encode()),
        "html-tables-in-tables": ("a.html", lambda: (page % ("<table><tr><td>" * 20_000)).encode()),
        "html-attributes": ("a.html", lambda: (page % ("<p " + " ".join(f"a{n}=1" for n in range(200_000)) + ">")).encode()),
        "html-attribute-long": ("a.html", lambda: (page % ('<a href="' + "a" * (16 << 20))).encode()),
        "html-entities": ("a.html", lambda: (page % ("&amp" * deep + "&#9999999999;" * 1000)).encode()),
        "html-comment-open": ("a.html", lambda: (page % ("<!--" * deep)).encode()),
        "html-script-open": ("a.html", lambda: (page % ("<script>" + "</scrip" * deep)).encode()),
        "html-laughs": ("a.html", lambda: b'<!DOCTYPE html [<!ENTITY a "b">]><html><body>&a;' + CLAIM.encode()),
        "html-charset": ("a.html", lambda: b"<html><meta charset=utf-7><body>+ADw-script+AD4-" + CLAIM.encode()),
        "html-tags-many": ("a.html", lambda: (page % ("<br>" * deep)).encode()),
        "json-deep": ("a.json", lambda: b'{"type":"bundle","objects":' + b"[" * deep),
        "stix-deep": ("a.json", lambda: json.dumps(bundle).encode()[:-1] + b',"objects":[' + b'{"a":' * 100_000 + b"1" + b"}" * 100_000 + b"]}"),
        "stix-in-itself": ("a.json", lambda: json.dumps(bundle | {"objects": [report | {"id": "report--a", "object_refs": ["report--a"]}]}).encode()),
        "stix-wrong-types": ("a.json", lambda: json.dumps(bundle | {"objects": [report | {"name": [1], "published": {}, "object_refs": 7}, 5, None]}).encode()),
        "stix-many": ("a.json", lambda: json.dumps(bundle | {"objects": [report | {"id": f"report--{n}"} for n in range(50_000)]}).encode()),
        "misp-wrong-types": ("a.json", lambda: json.dumps({"Event": {"info": {}, "Attribute": [{"type": 1, "value": []}], "Object": "x"}}).encode()),
        "misp-deep": ("a.json", lambda: b'{"Event":{"info":"a","Object":' + b'[{"Object":' * 50_000),
        "json-numbers": ("a.json", lambda: b'{"type":"bundle","id":1' + b"0" * 1_000_000 + b"}"),
        "markdown-brackets": ("a.md", lambda: ("# A\n" + "[" * 200_000 + CLAIM).encode()),
        "markdown-emphasis": ("a.md", lambda: ("# A\n" + "*_" * 200_000 + CLAIM).encode()),
        "text-one-line": ("a.txt", lambda: (CLAIM + " a" * 2_000_000).encode()),
        "text-dots": ("a.txt", lambda: (CLAIM + "." * 2_000_000).encode()),
        "text-defanged": ("a.txt", lambda: (CLAIM + "[.]" * 300_000 + "hxxp" * 100_000).encode()),
        "text-addresses": ("a.txt", lambda: (CLAIM + "1.1" * 400_000 + "::" * 50_000 + "@" * 100_000).encode()),
        "text-hex": ("a.txt", lambda: (CLAIM + " " + "a1" * 1_000_000).encode()),
        "text-paths": ("a.txt", lambda: (CLAIM + r" C:\a" + r"\a" * 200_000 + "/a" * 200_000).encode()),
        "text-identifiers": ("a.txt", lambda: (CLAIM + " CVE-2021-" * 100_000 + "T1190." * 100_000).encode()),
        "text-quotes": ("a.txt", lambda: (CLAIM + ' "' * 200_000 + "(" * 100_000).encode()),
        "text-marks": ("a.txt", lambda: (CLAIM + "e" + "\u0301" * 500_000).encode()),
        "text-utf16-cut": ("a.txt", lambda: CLAIM.encode("utf-16")[:-1]),
        "text-zeros": ("a.txt", lambda: bytes(1 << 20)),
        "text-one-sentence": ("a.txt", lambda: ("The United States and " * 20_000 + CLAIM).encode()),
        "text-words-without-blank": ("a.txt", lambda: (CLAIM + "A" * 1_000_000 + " accused China.").encode()),
    }  # fmt: skip
    return [document(name, file, make) for name, (file, make) in makes.items()]


def inputs() -> list[Input]:
    """Return all of them."""
    return [*pdfs(), *office(), *marked_up()]
