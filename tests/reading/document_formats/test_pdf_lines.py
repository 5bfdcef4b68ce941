"""Lines of PDF pages: running heads, cut words, wrapped sentences."""

from __future__ import annotations

import pytest

from tocsin.reading.document_formats.pdf_lines import CUT, unwrapped, whole_words, without_running_heads


def test_lines_at_the_edge_of_most_pages_are_left_out() -> None:
    pages = [f"Report\nPage text {word} here.\n{number} of 3" for number, word in enumerate(("one", "two", "six"), 1)]
    assert without_running_heads(pages) == ["Page text one here.", "Page text two here.", "Page text six here."]


def test_two_pages_have_no_running_heads() -> None:
    assert without_running_heads(["A\nb", "A\nc"]) == ["A\nb", "A\nc"]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        (f"on{CUT}premises", "on-premises"),
        (f"exploit{CUT}ation", "exploitation"),
        (f"web{CUT}shell and webshell", "webshell and webshell"),
        (f"third{CUT}party", "third-party"),
        (f"https://a.com/one{CUT}two", "https://a.com/one-two"),
        (f"CVE-2021{CUT}26855", "CVE-2021-26855"),
        (f"{CUT}a{CUT}", "a-"),
        ("plain", "plain"),
    ],
)
def test_cut_words(text: str, whole: str) -> None:
    assert whole_words(text) == whole


def test_a_text_of_cuts_takes_no_time() -> None:
    assert len(whole_words("a" * 100_000 + CUT + ("b" + CUT) * 20_000)) > 100_000


def test_lists_and_hashes_are_not_joined() -> None:
    lines = [
        "A list of web shell hashes has also been provided by the company:",
        "b75f163ca9b9240bf4b37ad92bc7556b",
        "097549cf",
    ]
    assert unwrapped(lines) == "\n".join(lines)
