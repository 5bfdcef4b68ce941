"""Fetching a release of rules from a public address: the one place where tocsin's rules come over a network.

In: an address, a file to write, a proxy if one is needed. Only https, or http on the machine itself; the same for every
address that the server sends on to. Certificates are checked. `RuleError` says what went wrong and what else to do.
"""

from __future__ import annotations

import ipaddress
import urllib.error
import urllib.request
from collections.abc import Callable
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from tocsin.model.errors import LimitError, RuleError

SIGMAHQ = "https://github.com/SigmaHQ/sigma/releases/latest/download/sigma_all_rules.zip"
"""SigmaHQ's latest release, all its rules; Detection Rule License 1.1."""

MOST_BYTES = 256 << 20
TIMEOUT = 60
"""Seconds without an answer."""
_BLOCK = 1 << 16
_OTHERWISE = "fetch the file by other means, and give it: tocsin rules update FILE"


def fetch(address: str, into: Path, *, proxy: str | None = None, progress: Callable[[int], None] | None = None) -> str:
    """Write what is at `address` into a file; returns the address that it came from in the end.

    Without `proxy`, the environment's (`https_proxy`, `no_proxy`) is used. `progress` is told the bytes as they come.
    """
    _allowed(address, address)
    handlers: list[urllib.request.BaseHandler] = [_SendingOn()]
    if proxy is not None:
        handlers.append(urllib.request.ProxyHandler({"http": proxy, "https": proxy}))
    request = urllib.request.Request(address, headers={"User-Agent": "tocsin", "Accept": "*/*"})  # noqa: S310 (checked)
    try:
        with urllib.request.build_opener(*handlers).open(request, timeout=TIMEOUT) as answer, into.open("wb") as file:
            total = 0
            while block := answer.read(_BLOCK):
                total += len(block)
                if total > MOST_BYTES:
                    raise LimitError(f"sends more than {MOST_BYTES >> 20} MB", where=address)
                file.write(block)
                if progress is not None:
                    progress(len(block))
            expected = answer.headers.get("Content-Length")
            if expected is not None and expected.isdecimal() and total != int(expected):
                raise RuleError(f"only {total:,} of {int(expected):,} bytes came", where=address, hint="try again")
            return str(answer.geturl())
    except urllib.error.HTTPError as error:
        raise RuleError(f"the server answers {error.code} {error.reason}", where=address, hint=_OTHERWISE) from error
    except urllib.error.URLError as error:
        raise RuleError(
            f"cannot be reached: {error.reason}", where=address, hint=f"--proxy URL, or {_OTHERWISE}"
        ) from error
    except (OSError, HTTPException, ValueError) as error:
        raise RuleError(f"cannot be fetched: {error}", where=address, hint=_OTHERWISE) from error


class _SendingOn(urllib.request.HTTPRedirectHandler):
    """Follows only to addresses that could have been given."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> urllib.request.Request | None:
        _allowed(newurl, req.full_url)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _allowed(address: str, where: str) -> None:
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError as error:
        raise RuleError(f"is no address: {error}", where=where) from error
    if parts.scheme == "https" and host:
        return
    if parts.scheme == "http" and is_loopback(host):
        return
    raise RuleError(f"{address!r} is not fetched", where=where, hint="https://..., or http:// on this machine")


def is_loopback(host: str) -> bool:
    """Say whether only this machine can reach an address.

    >>> [is_loopback(host) for host in ("127.0.0.1", "localhost", "::1", "0.0.0.0", "192.0.2.1", "example.org", "")]
    [True, True, True, False, False, False, False]
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
