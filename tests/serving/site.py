"""A small server for tests: a library, results, and a way to ask it without a network."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tocsin.library import Library
from tocsin.model.evidence import Inventory
from tocsin.model.json_form import to_json
from tocsin.serving.application import application
from tocsin.serving.running import server_of
from tocsin.serving.service import Service
from tocsin.serving.settings import Settings

from tests.library.reports import claim, report
from tests.showing.verdicts import REPORT, VERDICT

NOW = "2026-11-27T12:00:00Z"
TOKEN = "a token of more than sixteen characters"  # noqa: S105 - of a test
REPORTS = (
    report("The state speaks", claim(1, "State", "attribute", "Ministry"), text="The state names the ministry. "),
    report(
        "A paper repeats",
        claim(1, "State", "attribute", "Ministry", origin="relay", via=("Paper",), date="2021-07-20"),
        claim(2, "Embassy", "deny", "China"),
        text="A paper quotes the state; an embassy denies. ",
    ),
)


def make(folder: Path, *more: Any) -> Settings:
    """Return settings of a server over a library of three reports, one verdict and one file of coverage."""
    with Library(folder / "library.sqlite") as library:
        for number, one in enumerate((*REPORTS, REPORT, *more)):
            library.add(one, f"report{number}.txt", now=NOW)
    (folder / "results" / "case").mkdir(parents=True)
    (folder / "results" / "case" / "verdict.json").write_bytes(to_json(VERDICT))
    told = Inventory(coverage=VERDICT.coverage, files=VERDICT.files, not_read=VERDICT.not_read)
    (folder / "results" / "estate-coverage.json").write_bytes(to_json(told))
    return Settings(library=folder / "library.sqlite", results=(folder / "results",), port=0)


@dataclass
class Answer:
    """What came back."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def text(self) -> str:
        return self.body.decode()

    def json(self) -> Any:
        return json.loads(self.body)


class Site:
    """An application that is asked in this process."""

    def __init__(self, settings: Settings) -> None:
        self.service = Service.of(settings)
        self.app = application(self.service)

    def ask(self, path: str, method: str = "GET", body: bytes = b"", chunk: int = 1 << 16, **headers: str) -> Answer:
        """Ask for a path; names of headers with `_` for `-`."""
        bare, _, query = path.partition("?")
        given = {"host": "127.0.0.1", "accept": "text/html, */*"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": bare,
            "raw_path": bare.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(name.encode(), value.encode("latin-1")) for name, value in given.items()],
            "server": ("127.0.0.1", 80),
            "client": ("127.0.0.1", 9),
        }
        parts = [body[at : at + chunk] for at in range(0, len(body), chunk)] or [b""]
        answer = Answer()

        async def receive() -> dict[str, Any]:
            if not parts:
                return {"type": "http.disconnect"}
            part = parts.pop(0)
            return {"type": "http.request", "body": part, "more_body": bool(parts)}

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                answer.status = message["status"]
                for name, value in message["headers"]:
                    if name == b"set-cookie":
                        key, _, rest = value.decode().partition("=")
                        answer.cookies[key] = rest.partition(";")[0]
                    answer.headers[name.decode().lower()] = value.decode("latin-1")
            else:
                answer.body += message.get("body", b"")

        asyncio.run(self.app(scope, receive, send))
        return answer

    def close(self) -> None:
        self.service.close()


@contextmanager
def opened(settings: Settings) -> Iterator[Site]:
    """Open an application for a test."""
    site = Site(settings)
    try:
        yield site
    finally:
        site.close()


@contextmanager
def running(settings: Settings) -> Iterator[str]:
    """Run a server in a thread, and hand out its address, without a slash at the end."""
    server = server_of(Service.of(settings))
    server.config.port = 0
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        ends = time.monotonic() + 60
        while not server.started:
            assert thread.is_alive(), "the server ended at once"
            assert time.monotonic() < ends, "the server did not start"
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(60)
        assert not thread.is_alive()


def multipart(fields: dict[str, str], file: tuple[str, bytes] | None = None) -> tuple[bytes, str]:
    """Return a form's body and its content type."""
    parts = [
        f'--edge\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    if file is not None:
        head = f'--edge\r\nContent-Disposition: form-data; name="document"; filename="{file[0]}"\r\n'
        parts.append(head.encode() + b"Content-Type: application/octet-stream\r\n\r\n" + file[1] + b"\r\n")
    return b"".join(parts) + b"--edge--\r\n", "multipart/form-data; boundary=edge"
