"""The library for many at once, which cannot be changed by who only asks."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tocsin.serving.shelves import Shelves

from tests.library.reports import report
from tests.serving.site import NOW


def test_many_ask_at_once_and_what_is_added_is_seen(tmp_path: Path) -> None:
    shelves = Shelves(tmp_path / "new" / "library.sqlite", most=2)

    def count(_: int) -> int:
        with shelves.library() as library:
            return len(list(library.shelved()))

    with ThreadPoolExecutor(6) as pool:
        before = shelves.mark()
        assert set(pool.map(count, range(30))) == {0}
        assert shelves.mark() == before
        with shelves.writing() as library:
            library.add(report("a"), "a.txt", now=NOW)
        assert shelves.mark() != before
        assert set(pool.map(count, range(30))) == {1}
    shelves.close()


def test_who_asks_cannot_write(tmp_path: Path) -> None:
    shelves = Shelves(tmp_path / "library.sqlite")
    with shelves.library() as library, pytest.raises(sqlite3.OperationalError, match="readonly"):
        library.add(report("a"), "a.txt", now=NOW)
    with shelves.library() as library:
        assert list(library.shelved()) == []
    shelves.close()
