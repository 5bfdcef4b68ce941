"""Blocks of prose: the same words in each form, inert."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tocsin.showing.prose import Bullets, Heading, Paragraph, code, html, markdown, runs, said, strong

from tests.showing.html_tree import Page

BLOCKS = (
    Heading(1, "A"),
    Paragraph(runs("one ", strong("two"), " ", code("three"))),
    Bullets((runs("four"), runs("five"))),
    Bullets((runs("six"), runs("seven")), numbered=True),
    Heading(2, "B", apart=True),
)


def test_markdown_reads_as_it_stands() -> None:
    assert markdown(BLOCKS) == "# A\n\none **two** `three`\n\n- four\n- five\n\n1. six\n2. seven\n\n## B\n"


def test_html_has_the_same_words_and_says_where_paper_ends() -> None:
    page = Page(html("A", BLOCKS))

    assert page.wrong == []
    assert page.text.endswith("A one two three four five six seven B")
    assert page.all("h2") == [{"class": "apart"}]


@given(st.text(max_size=60))
def test_text_of_strangers_becomes_no_markup(text: str) -> None:
    blocks = (Paragraph(runs(said(text))), Bullets((runs(strong(said(text)), code(said(text))),)))

    assert {tag for tag, _ in Page(html("A", blocks)).elements} <= {
        "html", "head", "meta", "title", "style", "body", "main", "p", "bdi", "ul", "li", "strong", "code", "script",
    }  # fmt: skip
    assert markdown(blocks).count("\n") == 3, "no line of its own"
