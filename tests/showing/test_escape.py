"""Text that strangers wrote comes out inert in every medium, and nothing of it hides."""

from __future__ import annotations

import csv
import io
import sys
import time
import unicodedata
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.showing import escape

NASTY = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("\x00\x07\x1b\x9b\r\n\t\u202e\u2066\u200b\ufeff\u2028<>&\"'=+-@,;|`*_[]()#\\\ud800\U000e0041"),
    ),
    max_size=60,
)
prove = settings(derandomize=True, max_examples=300, deadline=None)

CSI = "\x1b[2J\x1b]0;owned\x07\x9b31m"


def unseen(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def test_every_character_that_never_shows_is_made_visible() -> None:
    left = [
        point for point in range(sys.maxunicode + 1) if unseen(chr(point)) and escape.terminal(chr(point))[0] != "\\"
    ]

    assert left == []


def test_letters_of_all_scripts_stay_as_they_are() -> None:
    for text in ("Zażółć gęślą jaźń", "中华人民共和国", "Кремль", "بكين", "עברית", "🚨 日本", r"C:\inetpub\wwwroot"):
        assert escape.terminal(text) == text
        assert escape.html(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (CSI, r"\x1b[2J\x1b]0;owned\x07\x9b31m"),
        ("a\r\nb\tc", r"a\r\nb\tc"),
        ("invoice\u202efdp.exe", r"invoice\u202efdp.exe"),
        ("\u2066x\u2069\u200b\ufeff", r"\u2066x\u2069\u200b\ufeff"),
        ("\U000e0041", r"\U000e0041"),
        ("\ud800", r"\ud800"),
    ],
)
def test_what_steers_a_terminal_is_shown_instead(text: str, shown: str) -> None:
    assert escape.terminal(text) == shown


@prove
@given(NASTY)
def test_a_terminal_line_is_one_line_without_controls_and_can_be_written(text: str) -> None:
    shown = escape.terminal(text)

    assert not any(unseen(character) for character in shown)
    assert len(shown.splitlines()) <= 1
    shown.encode("utf-8")
    assert escape.terminal(shown) == shown


@prove
@given(NASTY, st.integers(0, 20))
def test_a_limit_holds_and_a_cut_shows(text: str, limit: int) -> None:
    shown = escape.terminal(text, limit)

    assert len(shown) <= limit
    assert shown == escape.terminal(text) or shown.endswith(escape.ELLIPSIS) or limit == 0


class Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes = attrs

    def handle_data(self, data: str) -> None:
        self.text += data


@prove
@given(NASTY)
def test_html_is_text_as_content_and_as_attribute(text: str) -> None:
    page = Elements()
    page.feed(f'<i title="{escape.html(text)}">{escape.html(text)}</i>')
    page.close()

    assert page.tags == ["i"]
    assert [name for name, _ in page.attributes] == ["title"]
    assert page.text == page.attributes[0][1] or text == ""
    assert not any(unseen(character) for character in page.text if character not in "\n\t")


@pytest.mark.parametrize("mark", ["=", "+", "-", "@", "\t", "\r", " =", "＝", "\n="])
def test_a_spreadsheet_never_sees_a_formula(mark: str) -> None:
    ((cell,),) = csv.reader([escape.csv_cell(f"{mark}cmd|' /C calc'!A0")])

    assert cell.startswith("'")


@prove
@given(st.lists(NASTY, min_size=1, max_size=4))
def test_csv_cells_come_back_as_they_went_in(texts: list[str]) -> None:
    line = ",".join(escape.csv_cell(text) for text in texts)
    cells = next(csv.reader(io.StringIO(line + "\n")), [""]) or [""]

    assert len(cells) == len(texts)
    for cell, text in zip(cells, texts, strict=True):
        assert cell in (escape.terminal(text), "'" + escape.terminal(text))
        assert not cell.strip().startswith(("=", "+", "-", "@"))


def test_numbers_stay_numbers() -> None:
    assert [escape.csv_cell(value) for value in (-1, 2.5, None, True)] == ["-1", "2.5", "", "True"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("# heading", r"\# heading"),
        ("- item", r"\- item"),
        ("1. item", r"1\. item"),
        ("a_b*c*", r"a\_b\*c\*"),
        ("<script>&amp;", "&lt;script&gt;&amp;amp;"),
        ("![x](http://e/x.png)", r"!\[x\](http:\//e/x.png)"),
        ("www.example.org", r"www\.example.org"),
        ("a\n\n# b", r"a\\n\\n\# b"),
        ("| cell |", r"\| cell \|"),
    ],
)
def test_markdown_reads_as_it_stands(text: str, shown: str) -> None:
    assert escape.markdown(text) == shown


@prove
@given(NASTY)
def test_markdown_holds_no_raw_html_and_no_line_end(text: str) -> None:
    for shown in (escape.markdown(text),):
        assert "<" not in shown
        assert "\n" not in shown


@prove
@given(NASTY)
def test_code_cannot_be_left_from_inside(text: str) -> None:
    shown = escape.markdown_code(text)
    fence = shown[: len(shown) - len(shown.lstrip("`"))]

    assert shown.endswith(fence)
    assert fence not in shown[len(fence) : -len(fence)].strip(" ")


@pytest.mark.parametrize("show", [escape.terminal, escape.html, escape.csv_cell, escape.markdown, escape.markdown_code])
def test_a_megabyte_takes_no_time_and_a_limit_makes_it_short(show) -> None:
    text = "<\x1b[31m=\u202e" * 200_000
    begin = time.process_time()

    assert len(show(text, 100)) < 800
    assert show(text)
    assert time.process_time() - begin < 5
