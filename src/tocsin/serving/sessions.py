"""Who a caller is: the token, the cookie that stands for it in a browser, and the marks of forms.

In: what a request says. Out: yes or no. A cookie holds when it ends and a signature (HMAC-SHA256 with a key made of the
token and of chance, so that cookies end with the server). A form carries the signature of a cookie that only this
site can set, so that no other site can send it.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
from dataclasses import dataclass, field

SESSION_S = 12 * 3600
"""How long a browser stays signed in."""


@dataclass(frozen=True, slots=True)
class Keeper:
    """Knows the token; without one, everybody is known."""

    token: str | None
    _chance: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    def knows(self, given: str) -> bool:
        """Say whether this is the token; takes as long for a wrong one."""
        return self.token is None or hmac.compare_digest(given.encode("utf-8", "replace"), self.token.encode())

    def knows_header(self, authorization: str) -> bool:
        """Say whether a header `Authorization` holds the token: `Bearer`, `Token`, or as password of `Basic`."""
        if self.token is None:
            return True
        scheme, _, value = authorization.partition(" ")
        if scheme.lower() in ("bearer", "token"):
            return self.knows(value.strip())
        if scheme.lower() == "basic":
            try:
                told = base64.b64decode(value.strip(), validate=True).decode("utf-8", "replace")
            except (binascii.Error, ValueError):
                return False
            return self.knows(told.partition(":")[2])
        return False

    def session(self, now: float) -> str:
        """Return a cookie that stands for the token from now on."""
        ends = str(int(now) + SESSION_S)
        return f"{ends}.{self._signed('session', ends)}"

    def knows_session(self, cookie: str, now: float) -> bool:
        """Say whether a cookie was made here and has not ended."""
        ends, _, signature = cookie.partition(".")
        if not hmac.compare_digest(signature.encode("utf-8", "replace"), self._signed("session", ends).encode()):
            return False
        return now < int(ends)

    def form_mark(self, cookie: str) -> str:
        """Return what a form carries for a browser with this cookie."""
        return self._signed("form", cookie)

    def knows_form(self, cookie: str, mark: str) -> bool:
        """Say whether a form was made here for this browser."""
        return bool(cookie) and hmac.compare_digest(
            mark.encode("utf-8", "replace"), self._signed("form", cookie).encode()
        )

    def _signed(self, purpose: str, text: str) -> str:
        key = self._chance + (self.token or "").encode()
        return hmac.digest(key, f"{purpose}:{text}".encode("utf-8", "replace"), "sha256").hex()


def fresh_cookie() -> str:
    """Return a cookie for a browser that has none."""
    return secrets.token_hex(16)
