"""What lies at an address the user named: fetched once, within limits of size and time, by HTTP or HTTPS only.

In: a URL. Out: its bytes, what the server calls them, and where they lay in the end. Proxies are those of the
environment (`HTTPS_PROXY`, `NO_PROXY`). What authorises is sent to the host that was named and to no other, also after
a redirection. Nothing that an answer refers to is fetched here. Source: the standard library's urllib, whose openers
for files, FTP and data are left out.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
)

from tocsin import __version__
from tocsin.model.errors import UsageError

LARGEST = 64 << 20
_BLOCK = 1 << 16
_REDIRECTIONS = 5


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer: where it lay in the end, its media type, its bytes, and its headers in small letters."""

    url: str
    kind: str
    data: bytes
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Fetching:
    """How to fetch: what is sent along, and what an answer may take."""

    authorization: str | None = None  # value of the header, for the host that is named
    largest: int = LARGEST  # bytes
    seconds: float = 60.0  # for the whole answer


class _Redirections(HTTPRedirectHandler):
    max_redirections = _REDIRECTIONS

    def redirect_request(self, req: Request, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Request | None:
        check(newurl)
        made = super().redirect_request(req, fp, code, msg, headers, newurl)
        if made is not None and _origin(newurl) != _origin(req.full_url):
            made.headers.pop("Authorization", None)
            made.unredirected_hdrs.pop("Authorization", None)
        return made


def check(url: str) -> None:
    """Refuse what is no address of the web; raises `UsageError`."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError("not an address of the web", where=url[:200], hint="give http:// or https://")
    if parts.username or parts.password:
        raise UsageError(
            "a password does not belong into an address", where=parts.hostname, hint="--authorization FILE"
        )


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port


def post(url: str, data: bytes, how: Fetching | None = None) -> None:
    """Send JSON to an address; raises `UsageError` when it is not taken."""
    _ask(url, how or Fetching(), {"Content-Type": "application/json"}, data)


def fetch(url: str, how: Fetching | None = None, *, accept: str = "*/*") -> Fetched:
    """Return what lies at an address; raises `UsageError` when nothing does, or more than is allowed."""
    return _ask(url, how or Fetching(), {"Accept": accept}, None)


def _ask(url: str, how: Fetching, more: dict[str, str], sent: bytes | None) -> Fetched:
    check(url)
    opener = OpenerDirector()
    for handler in (
        ProxyHandler(),
        HTTPHandler(),
        HTTPSHandler(),
        HTTPDefaultErrorHandler(),
        _Redirections(),
        HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    headers = {"User-Agent": f"tocsin/{__version__}", "Accept-Encoding": "identity"} | more
    if how.authorization is not None:
        headers["Authorization"] = how.authorization
    try:
        until = time.monotonic() + how.seconds
        with opener.open(Request(url, data=sent, headers=headers), timeout=min(how.seconds, 30)) as answer:  # noqa: S310 - checked
            data = _read(answer, url, how, until)
            told = {name.lower(): value for name, value in answer.headers.items()}
            kind = told.get("content-type", "").partition(";")[0].strip().lower()
            return Fetched(answer.geturl(), kind, data, told)
    except HTTPError as error:
        with error:
            hint = "name a file with the header's value: --authorization FILE" if error.code in (401, 403) else None
            why = " ".join(str(error.reason).split())
            raise UsageError(f"the server answers {error.code} {why}", where=url, hint=hint) from None
    except (URLError, HTTPException, OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise UsageError(f"cannot be fetched: {' '.join(str(reason).split())}", where=url) from None


def _read(answer: Any, url: str, how: Fetching, until: float) -> bytes:
    parts: list[bytes] = []
    size = 0
    while block := answer.read(_BLOCK):
        size += len(block)
        if size > how.largest:
            raise UsageError(f"larger than {how.largest >> 20} MiB", where=url)
        if time.monotonic() > until:
            raise UsageError(f"not whole after {how.seconds:.0f} s", where=url)
        parts.append(block)
    return b"".join(parts)
