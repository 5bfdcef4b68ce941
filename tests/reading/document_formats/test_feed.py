"""Feeds: items in order, markup as an article; entities are never resolved."""

from __future__ import annotations

import pytest

from tocsin.model.errors import DocumentError
from tocsin.reading.document_formats import feed
from tocsin.reading.document_formats.extracted import Limits
from tocsin.reading.documents import document_of

RSS = b"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>CERT alerts</title><language>en-gb</language>
<item><title>One</title><pubDate>Mon, 19 Jul 2021 10:00:00 GMT</pubDate><description>short</description>
<content:encoded><![CDATA[<p>The group used <b>198.51.100.7</b>.</p><script>x()</script>]]></content:encoded></item>
<item><title>Two</title><description>&lt;p&gt;CVE-2021-26855&lt;/p&gt;</description></item>
</channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Blog</title>
<entry><title>Only</title><updated>2021-07-19T10:00:00Z</updated><summary>A text.</summary></entry></feed>"""


def test_rss() -> None:
    read = feed.read(RSS, "a.rss", Limits())
    assert (read.title, read.publisher, read.language) == ("CERT alerts", "CERT alerts", "en")
    assert read.notes == ("2 items of a feed are read as one document",)
    assert read.text.split("\n\n") == [
        "One", "Mon, 19 Jul 2021 10:00:00 GMT", "The group used 198.51.100.7.", "Two", "CVE-2021-26855"
    ]  # fmt: skip


def test_atom_with_one_entry() -> None:
    read = document_of(ATOM, "feed.xml")
    assert (read.title, read.published, read.publisher) == ("Only", "2021-07-19T10:00:00Z", "Blog")
    assert read.text == "Only\n\n2021-07-19T10:00:00Z\n\nA text."


def test_entities_are_not_resolved() -> None:
    hostile = (
        b'<!DOCTYPE rss [<!ENTITY f SYSTEM "file:///etc/passwd"><!ENTITY a "aaaa">]>'
        b"<rss><channel><title>x</title><item><title>t &f; &a;</title></item></channel></rss>"
    )
    assert "root:" not in feed.read(hostile, "a.rss", Limits()).text


@pytest.mark.parametrize("content", [b"<rss><channel></channel></rss>", b"<rss>", b"<rss"])
def test_no_items(content: bytes) -> None:
    with pytest.raises(DocumentError):
        feed.read(content, "a.rss", Limits())


def test_recognition() -> None:
    assert feed.recognise(RSS, "x")
    assert feed.recognise(ATOM, "x")
    assert not feed.recognise(b"<html><body><p>an <rss> tag</p></body></html>", "x.html")
