"""A server on loopback that answers with what a test lays out, and remembers what it was asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

Answer = tuple[int, str, bytes]  # status, media type, body; of a redirection the media type is the new address


@dataclass
class Site:
    """What lies where; a callable is asked with the query."""

    pages: dict[str, Answer | Callable[[dict[str, list[str]]], Answer]]
    port: int = 0
    asked: list[tuple[str, str | None]] = field(default_factory=list)  # path, Authorization
    posted: list[tuple[str, bytes]] = field(default_factory=list)

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"


@contextmanager
def site(pages: dict[str, Answer | Callable[[dict[str, list[str]]], Answer]] | None = None) -> Iterator[Site]:
    """Serve pages by path; more can be laid out while it runs."""
    served = Site(dict(pages or {}))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            served.asked.append((self.path, self.headers.get("Authorization")))
            found = served.pages.get(parts.path, (404, "text/plain", b"no"))
            status, kind, body = found(parse_qs(parts.query)) if callable(found) else found
            self.send_response(status)
            self.send_header("Location" if status in (301, 302) else "Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            served.posted.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
            self.do_GET()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def as_json(content: object, kind: str = "application/json") -> Answer:
    return 200, kind, json.dumps(content).encode()
