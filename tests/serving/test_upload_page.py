"""Adding a report in the browser: only where it is allowed, only by its own form, and errors as a sentence."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Iterator

import msgspec
import pytest

from tocsin.model.errors import DocumentError
from tocsin.model.report import Report
from tocsin.serving.reader import BusyError

from tests.library.reports import report
from tests.serving.site import Answer, Site, make, multipart, opened


@pytest.fixture(scope="module")
def taking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site to which reports may be added."""
    with opened(dataclasses.replace(make(tmp_path_factory.mktemp("taking")), allow_upload=True)) as site:
        yield site


@pytest.fixture
def read(taking: Site, monkeypatch: pytest.MonkeyPatch) -> list[tuple[bytes, str]]:
    """What the reader was given; it needs no process here."""
    given: list[tuple[bytes, str]] = []

    def reading(data: bytes, name: str) -> Report:
        given.append((data, name))
        if data == b"bad":
            raise DocumentError("the document is empty", where=name)
        if data == b"busy":
            raise BusyError("several documents are being read already")
        made = report(name, text=data.decode())
        document = msgspec.structs.replace(made.document, sha256=hashlib.sha256(data).hexdigest())
        return msgspec.structs.replace(made, document=document)

    monkeypatch.setattr(taking.service.reader, "read", reading)
    return given


def send(site: Site, file: tuple[str, bytes] | None, **fields: str) -> Answer:
    page = site.ask("/upload")
    (mark,) = re.findall(r'name="mark" value="([0-9a-f]{64})"', page.text)
    body, kind = multipart({"mark": mark} | fields, file)
    return site.ask("/upload", "POST", body, content_type=kind, cookie=f"tocsin_form={page.cookies['tocsin_form']}")


def test_a_document_is_read_added_and_shown(taking: Site, read: list[tuple[bytes, str]]) -> None:
    told = send(taking, ("../../etc/a <b>.txt", b"words of it"))
    assert read == [(b"words of it", "a <b>.txt")]
    assert told.status == 303
    shown = taking.ask(told.headers["location"])
    assert "words of it" in shown.text
    assert "as <bdi>a &lt;b&gt;.txt</bdi>" in shown.text
    assert send(taking, ("again.txt", b"words of it")).headers["location"] == told.headers["location"]
    assert len(read) == 1  # a document that is there is not read again


@pytest.mark.parametrize(
    ("data", "status", "said"),
    [(b"bad", 422, "bad.txt: the document is empty"), (b"busy", 503, "several documents are being read")],
)
def test_what_cannot_be_read_is_said(taking: Site, read: object, data: bytes, status: int, said: str) -> None:
    told = send(taking, ("bad.txt", data))
    assert (told.status, said in told.text) == (status, True)
    assert "Traceback" not in told.text


def test_without_a_document_it_asks_for_one(taking: Site) -> None:
    assert "Choose a document first" in send(taking, None).text


def test_a_form_of_somebody_else_adds_nothing(taking: Site, read: list[tuple[bytes, str]]) -> None:
    assert send(taking, ("a.txt", b"x"), mark="0" * 64).status == 403
    body, kind = multipart({}, ("a.txt", b"x"))
    assert taking.ask("/upload", "POST", body, content_type=kind).status == 403
    assert read == []


def test_where_it_is_not_allowed_nothing_can_be_added(site: Site) -> None:
    assert site.ask("/upload").status == 403
    body, kind = multipart({}, ("a.txt", b"x"))
    assert site.ask("/upload", "POST", body, content_type=kind).status == 403
