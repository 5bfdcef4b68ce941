"""Documents for the tests of reading: made of a text, without a file."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tocsin.model.report import Document
from tocsin.reading.documents import document_of


@pytest.fixture
def document() -> Callable[..., Document]:
    """Return a maker of plain text documents."""

    def make(text: str, **particulars: str | None) -> Document:
        from msgspec.structs import replace

        return replace(document_of(text.encode("utf-8", "surrogatepass"), "report.txt"), **particulars)

    return make
