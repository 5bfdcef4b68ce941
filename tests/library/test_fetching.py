"""Fetching: within limits, by HTTP only, and what authorises goes to the named host alone."""

from __future__ import annotations

import pytest

from tocsin.library.fetching import Fetching, fetch
from tocsin.model.errors import UsageError

from tests.library.servers import site


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")


def test_what_lies_there() -> None:
    with site({"/a.txt": (200, "text/plain; charset=utf-8", b"hello")}) as served:
        answer = fetch(served.url("/a.txt"))
    assert (answer.data, answer.kind) == (b"hello", "text/plain")


def test_what_authorises_stays_with_the_host() -> None:
    with site({"/b": (200, "text/plain", b"b")}) as served:
        served.pages["/same"] = (302, "/b", b"")
        served.pages["/other"] = (302, served.url("/b", "localhost"), b"")
        how = Fetching(authorization="Bearer secret")
        assert fetch(served.url("/same"), how).data == fetch(served.url("/other"), how).data == b"b"
    told = [given for path, given in served.asked if path == "/b"]
    assert told == ["Bearer secret", None]


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://127.0.0.1/x", "http://", "data:,x", "http://a:b@127.0.0.1/"]
)
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(UsageError):
        fetch(url)


def test_a_redirection_leads_to_no_file_and_not_in_circles() -> None:
    with site({"/file": (302, "file:///etc/passwd", b""), "/round": (302, "/round", b"")}) as served:
        for path in ("/file", "/round"):
            with pytest.raises(UsageError) as caught:
                fetch(served.url(path))
            assert "\n" not in str(caught.value)


def test_limits_and_errors_are_one_line() -> None:
    with site({"/big": (200, "text/plain", b"x" * 300_000), "/secret": (401, "text/plain", b"")}) as served:
        with pytest.raises(UsageError, match="larger than"):
            fetch(served.url("/big"), Fetching(largest=1 << 17))
        with pytest.raises(UsageError, match=r"answers 401.*--authorization"):
            fetch(served.url("/secret"))
        with pytest.raises(UsageError, match="answers 404"):
            fetch(served.url("/nothing"))
        gone = served.url("/big")
    with pytest.raises(UsageError, match="cannot be fetched"):
        fetch(gone)


def test_a_proxy_of_the_environment_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    with site({"/x": (200, "text/plain", b"by proxy")}) as served:
        monkeypatch.setenv("http_proxy", served.url(""))
        assert fetch("http://reports.example/x").data == b"by proxy"
    assert [path for path, _ in served.asked] == ["http://reports.example/x"]
