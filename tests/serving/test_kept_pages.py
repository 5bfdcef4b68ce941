"""Pages are made once for a state, anew for another, and do not fill the memory."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tocsin.serving.kept_pages import Kept, KeptPages


def page(text: str) -> Kept:
    return Kept(text.encode(), (("content-type", "text/plain"),))


def test_a_page_is_made_once_for_a_state() -> None:
    kept, made = KeptPages(), []

    def make() -> Kept:
        made.append(1)
        return page(str(len(made)))

    first = kept.page("a", 1, make)
    assert kept.page("a", 1, make) == first
    assert kept.page("b", 1, make)[0].body == b"2"
    again, tag = kept.page("a", 2, make)
    assert (again.body, tag == first[1]) == (b"3", False)


def test_the_least_asked_for_go_when_there_is_no_room() -> None:
    kept, made = KeptPages(room=100), []

    def ask(key: str) -> None:
        kept.page(key, 0, lambda: (made.append(key), page("x" * 25))[1])

    for key in "abcdaeab":
        ask(key)
    assert "".join(made) == "abcdeb"


def test_a_page_too_large_to_keep_is_sent_all_the_same() -> None:
    kept = KeptPages(room=100)
    assert kept.page("a", 0, lambda: page("x" * 1000))[0].body == b"x" * 1000
    assert kept.page("a", 0, lambda: page("y"))[0].body == b"y"


def test_of_many_who_ask_at_once_one_makes_the_page() -> None:
    kept, made, begun = KeptPages(), [], threading.Event()

    def make() -> Kept:
        made.append(1)
        begun.wait(5)
        return page("x")

    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(kept.page, "a", 0, make) for _ in range(8)]
        begun.set()
        assert {one.result()[0].body for one in asked} == {b"x"}
    assert len(made) == 1


def test_a_page_that_could_not_be_made_is_made_again() -> None:
    kept = KeptPages()

    def fail() -> Kept:
        raise RuntimeError("once")

    with pytest.raises(RuntimeError, match="once"):
        kept.page("a", 0, fail)
    assert kept.page("a", 0, lambda: page("x"))[0].body == b"x"
