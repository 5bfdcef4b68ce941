"""Fetching a release, from a server on this machine: addresses, redirections, proxies, what a server can do wrong."""

from __future__ import annotations

import threading
from collections.abc import Generator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tocsin.hunting import release
from tocsin.hunting.release import fetch
from tocsin.model.errors import LimitError, RuleError


class Server(BaseHTTPRequestHandler):
    """Answers each path in its way, and notes what was asked for."""

    asked: list[str] = []  # noqa: RUF012 (shared on purpose: one list for a test's server)

    def do_GET(self) -> None:
        self.asked.append(self.path)
        path = self.path.removeprefix(f"http://{self.headers['Host']}")
        if path == "/missing":
            self.send_error(404)
        elif path.startswith("/to/"):
            self.send_response(302)
            self.send_header("Location", path.removeprefix("/to/"))
            self.end_headers()
        else:
            self.send_response(200)
            self.send_header("Content-Length", "999" if path == "/short" else "8")
            self.end_headers()
            self.wfile.write(b"the file")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class's name)
        """Say nothing."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Generator[str]:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    Server.asked = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Server) as serving:
        thread = threading.Thread(target=serving.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{serving.server_port}"
        serving.shutdown()
        thread.join()


def test_what_is_there_is_written(server: str, tmp_path: Path) -> None:
    told: list[int] = []

    assert fetch(f"{server}/a.zip", tmp_path / "a.zip", progress=told.append) == f"{server}/a.zip"
    assert (tmp_path / "a.zip").read_bytes() == b"the file"
    assert sum(told) == 8


def test_a_redirection_is_followed(server: str, tmp_path: Path) -> None:
    assert fetch(f"{server}/to//b.zip", tmp_path / "a.zip") == f"{server}/b.zip"


def test_a_proxy_is_asked_for_the_whole_address(server: str, tmp_path: Path) -> None:
    fetch("http://localhost:9/c.zip", tmp_path / "a.zip", proxy=server)

    assert Server.asked == ["http://localhost:9/c.zip"]


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/missing", "answers 404"),
        ("/short", "only 8 of 999 bytes"),
        ("/to/http://192.0.2.1/x", "is not fetched"),
        ("/to/file:///etc/passwd", "is not allowed"),
    ],
)
def test_what_a_server_does_wrong_is_one_error(path: str, why: str, server: str, tmp_path: Path) -> None:
    with pytest.raises(RuleError, match=why):
        fetch(f"{server}{path}", tmp_path / "a.zip")


@pytest.mark.parametrize(
    "address",
    ["http://192.0.2.1/a.zip", "ftp://example.org/a", "file:///etc/passwd", "a.zip", "https://", "http://[::"],
)
def test_other_addresses_are_not_fetched(address: str, tmp_path: Path) -> None:
    with pytest.raises(RuleError):
        fetch(address, tmp_path / "a.zip")

    assert not (tmp_path / "a.zip").exists()


def test_a_server_that_is_not_there_says_what_else_to_do(tmp_path: Path) -> None:
    with pytest.raises(RuleError) as caught:
        fetch("http://127.0.0.1:9/a.zip", tmp_path / "a.zip")

    assert "tocsin rules update FILE" in str(caught.value.hint)


def test_a_server_that_never_ends_is_left(server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(release, "MOST_BYTES", 4)
    with pytest.raises(LimitError, match="sends more"):
        fetch(f"{server}/a.zip", tmp_path / "a.zip")
