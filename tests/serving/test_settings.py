"""Who may be served: nobody beyond this machine without a token."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.model.errors import UsageError
from tocsin.serving.settings import Settings


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "example.org", ""])  # noqa: S104 - refused
def test_an_address_beyond_loopback_needs_a_token(host: str) -> None:
    with pytest.raises(UsageError, match="needs a token"):
        Settings(library=Path("x"), host=host)
    assert Settings(library=Path("x"), host=host, token="x" * 16).host == host


def test_a_token_that_can_be_guessed_is_refused() -> None:
    with pytest.raises(UsageError, match="shorter than 16"):
        Settings(library=Path("x"), token="secret")  # noqa: S106 - of a test


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.1.2.3"])
def test_loopback_needs_none(host: str) -> None:
    assert Settings(library=Path("x"), host=host).token is None
