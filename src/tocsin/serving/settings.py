"""What a server serves, where, and to whom."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tocsin.hunting.release import is_loopback
from tocsin.model.errors import UsageError

SHORTEST = 16
"""Characters of a token, at least."""

LARGEST = 32 << 20
"""Bytes of an uploaded document, at most."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What is served: a library, folders of results and of coverage; where; and what a caller needs.

    Raises `UsageError` for an address beyond loopback without a token, and for a token that is short.
    """

    library: Path
    results: tuple[Path, ...] = ()  # folders in which results of `check` and of `coverage` lie
    host: str = "127.0.0.1"
    port: int = 8765
    token: str | None = None
    names: tuple[str, ...] = ()  # by which it may be called, beside those of loopback
    allow_upload: bool = False

    def __post_init__(self) -> None:
        if self.token is not None and len(self.token) < SHORTEST:
            raise UsageError(f"the token is shorter than {SHORTEST} characters", hint="give a longer one")
        if self.token is None and not is_loopback(self.host):
            hint = "--token-file FILE makes one; or stay on 127.0.0.1 behind a proxy that asks who it is"
            raise UsageError(f"{self.host} can be reached from elsewhere, which needs a token", hint=hint)
