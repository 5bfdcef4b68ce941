"""The cache of compiled plans: whole entries of this version or none."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tocsin.knowledge import kept


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of the test's own."""
    monkeypatch.setenv("TOCSIN_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def only_entry(folder: Path) -> Path:
    (entry,) = folder.iterdir()
    return entry


def test_an_entry_comes_back_as_it_was_stored() -> None:
    kept.store("literals", "key", b"\x00content")

    assert kept.load("literals", "key") == b"\x00content"
    assert kept.load("literals", "other") is None
    assert kept.load("other", "key") is None


@pytest.mark.parametrize(
    "damage", [lambda b: b[:-1], lambda b: b"", lambda b: b + b"x", lambda b: b[:40] + b"?" + b[41:]]
)
def test_a_damaged_entry_is_as_good_as_none(damage: object, folder: Path) -> None:
    kept.store("literals", "key", b"0123456789")
    entry = only_entry(folder)
    entry.write_bytes(damage(entry.read_bytes()))  # type: ignore[operator]

    assert kept.load("literals", "key") is None


@pytest.mark.parametrize("damage", [lambda b: b, lambda b: b[:-1]])
def test_an_entry_read_ahead_is_what_it_would_be_else(damage: object, folder: Path) -> None:
    kept.store("literals", "key", b"0123456789")
    entry = only_entry(folder)
    entry.write_bytes(damage(entry.read_bytes()))  # type: ignore[operator]
    expected = kept.load("literals", "key")

    kept.load_ahead("literals", "key")
    kept.load_ahead("literals", "other")

    assert kept.load("literals", "key") == expected
    assert kept.load("literals", "other") is None


def test_what_was_read_ahead_is_given_out_once() -> None:
    kept.store("literals", "key", b"1")
    kept.load_ahead("literals", "key")
    assert kept.load("literals", "key") == b"1"

    kept.store("literals", "key", b"2")

    assert kept.load("literals", "key") == b"2"


def test_an_entry_of_another_key_put_under_this_name_is_refused(folder: Path) -> None:
    kept.store("literals", "a" * 40 + "1", b"of one")

    assert kept.load("literals", "a" * 40 + "2") is None


def test_nothing_but_the_entry_is_left_behind(folder: Path) -> None:
    kept.store("literals", "key", b"1")
    kept.store("literals", "key", b"2")

    assert only_entry(folder).name.startswith("literals-")
    assert kept.load("literals", "key") == b"2"


def test_a_forgotten_entry_is_gone() -> None:
    kept.store("literals", "key", b"1")
    kept.forget("literals", "key")
    kept.forget("literals", "key")

    assert kept.load("literals", "key") is None


def test_a_folder_that_cannot_be_made_stops_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("TOCSIN_CACHE", str(tmp_path / "file" / "cache"))

    kept.store("literals", "key", b"1")

    assert kept.load("literals", "key") is None


@pytest.mark.skipif(sys.platform == "win32", reason="the folder's name is another there")
def test_without_a_word_of_the_user_it_lies_in_the_users_cache_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TOCSIN_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))

    assert kept.folder() == tmp_path / "tocsin"


def test_what_is_too_much_is_removed_the_oldest_first(folder: Path) -> None:
    for number in range(8):
        kept.store("found", f"{number}" * 40, bytes(1000))
        os.utime(next(folder.glob(f"found-*-{number}*")), ns=(number, number))
    kept.store("literals", "key", bytes(9000))

    kept.prune("found", 9000)
    assert len(list(folder.glob("found-*"))) == 8
    kept.prune("found", 8000)

    assert [number for number in range(8) if kept.load("found", f"{number}" * 40) is not None] == [3, 4, 5, 6, 7]
    assert kept.load("literals", "key") is not None
    kept.prune("found", 0)
    assert not list(folder.glob("found-*"))


def test_nothing_is_pruned_where_there_is_no_folder() -> None:
    kept.prune("found", 0)
