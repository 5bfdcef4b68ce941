"""HTML: the article, not the menus; nothing executed, nothing fetched."""

from __future__ import annotations

import time

import pytest

from tocsin.reading.document_formats import html
from tocsin.reading.document_formats.extracted import Limits

PAGE = b"""<!DOCTYPE html><html lang="en-US"><head><title>Site | T</title><meta charset="utf-8">
<meta property="og:title" content="The  title"><meta property="article:published_time" content="2021-07-19T10:00:00Z">
<meta property="og:site_name" content="CISA"><script>var x = "evil.com";</script><style>p {}</style></head><body>
<nav><ul><li>Home<li>About</ul></nav><header><h1>The title</h1></header>
<article><h1>The title</h1><p>First   <b>par</b>agraph<br>with a break.</p><ul><li>one</li><li>two</li></ul>
<table><tr><th>Type</th><th>Value</th></tr><tr><td>ip</td><td>1.2.3[.]4</td></tr></table>
<pre>a  b
c</pre><script>bad()</script><img src="http://evil.com/x.png" alt="x"><p hidden>unseen</p></article>
<aside>Related</aside><footer>Contact</footer></body></html>"""


def read(page: bytes) -> html.Extracted:
    return html.read(page, "a.html", Limits())


def test_the_article_alone_is_read() -> None:
    text = read(PAGE).text
    assert text.startswith("The title\n")
    assert "First paragraph\nwith a break." in text
    assert "Type\tValue\nip\t1.2.3[.]4" in text
    assert "a  b\nc" in text
    assert not any(word in text for word in ("Home", "Related", "Contact", "bad()", "evil.com", "unseen", "p {}"))


def test_particulars_come_from_the_metadata() -> None:
    page = read(PAGE)
    assert (page.title, page.published, page.publisher, page.language) == (
        "The title",
        "2021-07-19T10:00:00Z",
        "CISA",
        "en",
    )


def test_a_page_without_an_article_is_read_whole() -> None:
    assert read(b"<html><body><div>One</div><div>Two</div></body></html>").text == "One\nTwo"


def test_a_teaser_is_not_the_article() -> None:
    page = (
        b"<html><body><article>Short</article><div>"
        + b"<p>The long text of the page.</p>" * 30
        + b"</div></body></html>"
    )
    assert "The long text" in read(page).text


def test_a_declared_encoding_is_used() -> None:
    page = '<html><head><meta charset="windows-1251"></head><body>Привет</body></html>'.encode("cp1251")
    assert read(page).text == "Привет"


def test_a_page_nested_without_end_is_bounded() -> None:
    assert read(b"<html><body>" + b"<div>" * 100_000 + b"deep").text in ("", "deep")


def test_recognition_is_by_content() -> None:
    assert html.recognise(b"  <!doctype HTML>", "x.txt")
    assert html.recognise(b"<html><body>", "-")
    assert not html.recognise(b"a < b", "x.html.txt")


@pytest.mark.parametrize("value", ["", "=1", '="a b"', "='a b'"])
def test_a_tag_with_very_many_attributes_is_read_without_them(value: str) -> None:
    crowd = " ".join(f"a{number}{value}" for number in range(50_000))
    begun = time.process_time()
    found = html.read(f"<html><body><p {crowd}>On Monday</p></body></html>".encode(), "x.html", Limits())

    assert found.text.strip() == "On Monday"
    assert time.process_time() - begun < 2  # the parser alone: more than ten seconds for four times as many
