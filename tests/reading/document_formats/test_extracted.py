"""The limits have defaults that a normal report never meets."""

from __future__ import annotations

from tocsin.reading.document_formats.extracted import Extracted, Limits


def test_defaults() -> None:
    assert Limits().characters == 50 * 2**20
    assert Extracted("x").title is None
