"""A program sends a document, and gets the number of its report."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest

from tocsin.model.errors import DocumentError
from tocsin.serving.reader import BusyError

from tests.library.reports import report
from tests.serving.site import Site, make, opened

PATH = "/api/v1/reports?name=a.txt"
KIND = "application/octet-stream"


@pytest.fixture(scope="module")
def taking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site to which reports may be added."""
    with opened(dataclasses.replace(make(tmp_path_factory.mktemp("taking")), allow_upload=True)) as site:
        yield site


def test_a_document_is_added_once(taking: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking.service.reader, "read", lambda data, name: report(name, text=data.decode()))
    first = taking.ask(PATH, "POST", b"words", content_type=KIND)
    assert (first.status, first.json()["new"]) == (201, True)
    again = taking.ask(PATH, "POST", b"words", content_type=KIND)
    assert (again.status, again.json()) == (200, first.json() | {"new": False})
    assert taking.ask(first.headers["location"]).json()["document"]["text"] == "words"


@pytest.mark.parametrize(
    ("error", "status"), [(DocumentError("it is empty"), 422), (BusyError("wait"), 503)], ids=["bad", "busy"]
)
def test_why_not_is_said(taking: Site, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int) -> None:
    def fail(data: bytes, name: str) -> None:
        raise error

    monkeypatch.setattr(taking.service.reader, "read", fail)
    told = taking.ask(PATH, "POST", b"words", content_type=KIND)
    assert (told.status, told.json()["detail"]) == (status, str(error))


def test_a_page_of_another_site_cannot_send_it(taking: Site) -> None:
    for kind in ("text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", ""):
        assert taking.ask(PATH, "POST", b"words", content_type=kind).status == 415
    assert taking.ask(PATH, "POST", b"words", content_type=KIND, origin="http://evil.example").status == 403
    assert taking.ask("/api/v1/reports", "POST", b"words", content_type=KIND).status == 422


def test_where_it_is_not_allowed_nothing_can_be_added(site: Site) -> None:
    assert site.ask(PATH, "POST", b"words", content_type=KIND).status == 403
