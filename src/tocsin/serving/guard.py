"""What every request passes first, whatever it asks for: how the server is called, who asks, how much is sent.

In: an ASGI application. Out: one that refuses names that are not its own (a page of somebody else's could have a name
of its own lead here), callers without the token, and bodies that are too large; and that adds headers to every answer.
"""

from __future__ import annotations

import time
from http.cookies import CookieError, SimpleCookie
from urllib.parse import quote

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tocsin.hunting.release import is_loopback
from tocsin.serving.sessions import Keeper
from tocsin.serving.settings import Settings

SESSION, FORM = "tocsin_session", "tocsin_form"
SIGN_IN = "/sign-in"
SMALL = 64 << 10
"""Bytes of a body that is no upload."""

HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "private, no-cache",
}
NOTHING = "default-src 'none'; frame-ancestors 'none'"
"""The policy of what is no page."""


class Guard:
    """The first and the last to see a request."""

    def __init__(self, app: ASGIApp, settings: Settings, keeper: Keeper, uploads: dict[str, int]) -> None:
        """Stand before an application; `uploads`: how many bytes may be sent to a path."""
        self.app = app
        self.settings = settings
        self.keeper = keeper
        self.uploads = uploads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        largest = self.uploads.get(scope["path"], SMALL)
        refused = self._refused(scope, headers, largest)
        if refused is not None:
            await refused(scope, receive, _with_headers(send))
            return
        await self.app(scope, _counted(receive, largest), _with_headers(send))

    def _refused(self, scope: Scope, headers: Headers, largest: int) -> Response | None:
        if not self._called_rightly(headers.get("host", "")):
            return problem(421, "this server is not called so; --name allows another name")
        if scope["path"] != SIGN_IN and not self._known(headers):
            wanted = scope["path"] + (f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else "")
            if scope["method"] == "GET" and "text/html" in headers.get("accept", ""):
                return RedirectResponse(f"{SIGN_IN}?next={quote(wanted, safe='')}", 303)
            return problem(401, "a token is needed", {"www-authenticate": 'Bearer, Basic realm="tocsin"'})
        if scope["method"] not in ("GET", "HEAD", "OPTIONS") and not _from_here(headers):
            return problem(403, "sent by a page of another site")
        length = headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit() or int(length) > largest:
            return problem(413, f"more than {largest:,} bytes")
        return None

    def _called_rightly(self, host: str) -> bool:
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
        name = name.removeprefix("[").removesuffix("]").lower().rstrip(".")
        if name in self.settings.names:
            return True
        if not self.settings.names and not is_loopback(self.settings.host):
            return True  # names are not known, but the token is
        return is_loopback(name)

    def _known(self, headers: Headers) -> bool:
        if self.keeper.token is None or self.keeper.knows_header(headers.get("authorization", "")):
            return True
        return self.keeper.knows_session(cookies(headers).get(SESSION, ""), time.time())


class TooLargeError(Exception):
    """More was sent than may be; the application answers it."""


def _counted(receive: Receive, largest: int) -> Receive:
    """Return what counts the bytes that come, for bodies that do not say their length."""
    left = largest

    async def counted() -> Message:
        nonlocal left
        message = await receive()
        left -= len(message.get("body", b""))
        if left < 0:
            raise TooLargeError
        return message

    return counted


def _with_headers(send: Send) -> Send:
    async def extended(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("content-security-policy", NOTHING)
        await send(message)

    return extended


def _from_here(headers: Headers) -> bool:
    """Say whether a request that changes something comes from a page of this site, or from no page at all."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is None or origin.partition("://")[2] == headers.get("host")


def cookies(headers: Headers) -> dict[str, str]:
    """Return the cookies of a request; none if they cannot be read."""
    try:
        return {name: one.value for name, one in SimpleCookie(headers.get("cookie", "")).items()}
    except CookieError:
        return {}


def problem(status: int, detail: str, headers: dict[str, str] | None = None) -> Response:
    """Return an answer that says what is wrong (RFC 9457)."""
    body = {"status": status, "title": _TITLES.get(status, "Error"), "detail": detail}
    return JSONResponse(body, status, headers, media_type="application/problem+json")


_TITLES = {
    400: "Bad request",
    401: "Not known",
    403: "Not allowed",
    404: "Not there",
    405: "Not allowed here",
    406: "Not in this form",
    413: "Too large",
    415: "Not this kind of content",
    421: "Wrong name",
    422: "Not understood",
    500: "Error of the server",
    503: "Busy",
}
