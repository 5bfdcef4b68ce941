"""Reports are there once and whole, whoever adds them, and are found again."""

from __future__ import annotations

import os
import signal
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.library import Library, store
from tocsin.model.errors import UsageError

from tests.library.reports import claim, report

NOW = "2021-07-20T08:00:00Z"


def test_a_report_comes_back_as_it_was(tmp_path: Path) -> None:
    told = report("A title", claim(1, "us", "accuse", "cn", via=("a paper",)), addresses=("192.0.2.1",))
    with Library(tmp_path / "x.sqlite") as library:
        added = library.add(told, "a.txt", now=NOW)
        assert library.report(added.id) == told
        (shelved,) = library.shelved()
        assert (shelved.title, shelved.claims, shelved.versions) == ("A title", 1, 1)
    with Library(tmp_path / "x.sqlite") as library:  # and it is still there
        again = library.add(told, "b.txt", now=NOW)
        assert (again.id, again.new) == (added.id, False)
        assert len(list(library.shelved())) == 1


def test_versions_know_of_each_other(tmp_path: Path) -> None:
    with Library(tmp_path / "x.sqlite") as library:
        first = library.add(report("Mitigate (AA21-062A)"), "a", now=NOW)
        second = library.add(report("Mitigate, revised (AA21-062A)"), "b", now=NOW)
        assert (first.earlier, second.earlier) == (None, first.id)
        assert [one.id for one in library.of_series("AA21-062A")] == [first.id, second.id]
        assert library.find("AA21-062A") == library.find("aa21-062a") == library.find("b") == second.id
        assert library.find(str(first.id)) == first.id


@pytest.mark.parametrize("words", ["ministry group", '"ministry', "ministry OR", "min* NEAR(", "GROUP x"])
def test_words_are_searched_for_as_they_are(tmp_path: Path, words: str) -> None:
    with Library(tmp_path / "x.sqlite") as library:
        library.add(report("A"), "a", now=NOW)
        library.add(report("B", text="something else"), "b", now=NOW)
        found = library.search(words)
        assert [one.title for one in found] == (["A"] if words in ("ministry group", '"ministry', "GROUP x") else [])


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=20))
def test_no_words_break_the_search(tmp_path_factory: pytest.TempPathFactory, words: str) -> None:
    with Library(tmp_path_factory.mktemp("library") / "x.sqlite") as library:
        library.add(report("A"), "a", now=NOW)
        library.search(words)


def _add_many(path: Path, begin: int, count: int) -> None:
    with Library(path) as library:
        for number in range(begin, begin + count):
            library.add(report(f"Report {number}", claim(1, "us", "accuse", "cn")), "x", now=NOW)


def test_two_writers_lose_and_double_nothing(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite"
    writers = [get_context("fork").Process(target=_add_many, args=(path, begin, 40)) for begin in (0, 20)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with Library(path) as library:
        assert sorted(one.title or "" for one in library.shelved()) == sorted(f"Report {n}" for n in range(60))
        assert library.connection.execute("SELECT count(*) FROM claims").fetchone() == (60,)


def _add_and_die(path: Path) -> None:
    with Library(path) as library:
        library.add(report("first"), "x", now=NOW)

        def die(*_: object) -> None:
            os.kill(os.getpid(), signal.SIGKILL)

        store.write = die  # in the middle of the second report
        library.add(report("second", claim(1, "us", "accuse", "cn")), "x", now=NOW)


def test_a_writer_that_is_killed_leaves_whole_reports(tmp_path: Path) -> None:
    process = get_context("fork").Process(target=_add_and_die, args=(tmp_path / "x.sqlite",))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    with Library(tmp_path / "x.sqlite") as library:
        assert [one.title for one in library.shelved()] == ["first"]
        assert library.add(report("second"), "x", now=NOW).new


def test_a_backup_is_a_library(tmp_path: Path) -> None:
    with Library(tmp_path / "x.sqlite") as library:
        library.add(report("A"), "a", now=NOW)
        library.back_up(tmp_path / "copy.sqlite")
        with pytest.raises(UsageError, match="already"):
            library.back_up(tmp_path / "copy.sqlite")
    with Library(tmp_path / "copy.sqlite") as copy:
        assert [one.title for one in copy.shelved()] == ["A"]


def test_what_is_no_library_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "x.sqlite").write_bytes(b"not a database at all" * 100)
    with pytest.raises(UsageError, match="not a library") as caught:
        Library(tmp_path / "x.sqlite")
    assert "\n" not in str(caught.value)
    with sqlite3.connect(tmp_path / "new.sqlite") as newer:
        newer.execute("PRAGMA user_version = 99")
    with pytest.raises(UsageError, match="newer tocsin"):
        Library(tmp_path / "new.sqlite")


def test_a_name_that_is_none_is_one_line(tmp_path: Path) -> None:
    with Library(tmp_path / "x.sqlite") as library:
        with pytest.raises(UsageError, match="no report"):
            library.find("nothing")
        with pytest.raises(UsageError, match="no report"):
            library.report(7)


def test_one_that_is_only_asked_writes_nothing_and_goes_from_thread_to_thread(tmp_path: Path) -> None:
    with Library(tmp_path / "library.sqlite") as library:
        library.add(report("a"), "a.txt", now=NOW)
    with Library(tmp_path / "library.sqlite", only_asked=True) as library:
        with ThreadPoolExecutor(1) as other:
            assert [one.title for one in other.submit(lambda: list(library.shelved())).result()] == ["a"]
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            library.add(report("b"), "b.txt", now=NOW)
        assert [one.title for one in library.shelved()] == ["a"]
    with pytest.raises(UsageError, match="not a library that can be used"):
        Library(tmp_path / "none.sqlite", only_asked=True)
    assert not (tmp_path / "none.sqlite").exists()


def test_the_last_added_come_first_in_pages(tmp_path: Path) -> None:
    with Library(tmp_path / "library.sqlite") as library:
        for name in "abcde":
            library.add(report(name), f"{name}.txt", now=NOW)
        first = library.recent(2)
        assert [one.title for one in first] == ["e", "d"]
        assert [one.title for one in library.recent(9, before=first[-1].id)] == ["c", "b", "a"]
