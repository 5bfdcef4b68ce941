"""The statements about the Exchange hack, read once for all tests that ask about them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tocsin.library import Library
from tocsin.reading.documents import document_of
from tocsin.reading.report import read_document

from tests.library.gold import DOCUMENTS


@pytest.fixture(scope="session")
def gold(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with Library(tmp_path_factory.mktemp("gold") / "library.sqlite") as library:
        for name, text in DOCUMENTS:
            library.add(read_document(document_of(text.encode(), name)), name, now="2026-11-27T00:00:00Z")
        yield library
