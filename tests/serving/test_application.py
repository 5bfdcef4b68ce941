"""An error of tocsin's own tells nobody anything, and the server goes on; a method that is none is refused."""

from __future__ import annotations

import http.client
from pathlib import Path

import pytest

from tocsin.serving.results import Results

from tests.serving.site import Site, make, running


@pytest.mark.parametrize(("path", "kind"), [("/verdicts", "text/html"), ("/api/v1/verdicts", "application/json")])
def test_an_error_of_our_own_is_told_without_its_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], path: str, kind: str
) -> None:
    def fail(results: Results, of: str) -> None:
        raise RuntimeError("a secret in /a/path")

    monkeypatch.setattr(Results, "listed", fail)
    with running(make(tmp_path)) as address:
        connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=60)
        connection.request("GET", path, headers={"accept": kind})
        told = connection.getresponse()
        body = told.read().decode()
        assert told.status == 500
        assert "an error of tocsin" in body.replace("&#x27;", "'")
        assert "secret" not in body
        connection.close()
        other = http.client.HTTPConnection(address.removeprefix("http://"), timeout=60)
        other.request("GET", "/")
        assert other.getresponse().status == 200
        other.close()
    assert "a secret" in capfd.readouterr().err  # the server's log has it


def test_methods_that_are_none_are_refused(site: Site) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert site.ask("/reports/1", method).status == 405
