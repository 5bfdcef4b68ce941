"""Feeds come apart into items, the same bytes for the same item; what is broken or hostile is told."""

from __future__ import annotations

import pytest

from tocsin.library.feeds import items_of_feed, looks_like_feed
from tocsin.model.errors import DocumentError

ITEM = (
    "<item><title>{0}</title><link>https://paper.example/{0}</link><guid>{0}</guid>"
    "<description>Text {0}</description></item>"
)


def rss(*titles: str) -> bytes:
    inside = "".join(map(ITEM.format, titles))
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>Paper</title>{inside}</channel></rss>".encode()


def test_items_stand_alone_and_stay_the_same() -> None:
    first, second = items_of_feed(rss("one", "two")), items_of_feed(rss("new", "two"))
    assert [(title, key, link) for title, _, key, link in first] == [
        (name, name, f"https://paper.example/{name}") for name in ("one", "two")
    ]
    assert first[1] == second[1]
    assert b"<title>Paper</title>" in first[0][1]
    assert looks_like_feed(first[0][1][:200])


def test_atom() -> None:
    feed = (
        b"<feed xmlns='http://www.w3.org/2005/Atom'><title>Blog</title><entry><id>urn:1</id><title>A</title>"
        b"<link rel='self' href='https://x.example/self'/><link href='https://x.example/a'/></entry></feed>"
    )
    ((title, document, key, link),) = items_of_feed(feed)
    assert (title, key, link) == ("A", "urn:1", "https://x.example/a")
    assert b"Blog" in document


def test_entities_are_not_resolved() -> None:
    evil = b"<!DOCTYPE rss [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><rss><channel><item><title>&x;</title></item></channel></rss>"
    assert b"root:" not in items_of_feed(evil)[0][1]


@pytest.mark.parametrize("feed", [b"<rss><channel></channel></rss>", b"<rss"])
def test_nothing_in_it_is_told(feed: bytes) -> None:
    with pytest.raises(DocumentError):
        items_of_feed(feed)
