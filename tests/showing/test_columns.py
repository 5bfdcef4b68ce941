"""Columns of a terminal: nothing is wider than asked, and nothing is lost by wrapping."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.showing.columns import clip, pad, width, wrap

TEXTS = st.text(
    st.one_of(st.characters(min_codepoint=32, max_codepoint=0x3FF), st.sampled_from("日本語 é🚨 -/\n")), max_size=80
)
prove = settings(derandomize=True, max_examples=200)


@prove
@given(TEXTS, st.integers(4, 60))
def test_no_line_is_too_wide_and_no_letter_is_lost(text: str, columns: int) -> None:
    lines = wrap(text, columns, first="- ", rest="  ")

    assert all(width(line) <= columns for line in lines)
    assert "".join("".join(line[2:].split(" ")) for line in lines) == "".join(text.replace("\n", " ").split(" "))


@prove
@given(TEXTS, st.integers(0, 40))
def test_clip_and_pad_keep_to_their_columns(text: str, columns: int) -> None:
    line = text.replace("\n", "")

    assert width(clip(line, columns)) <= columns
    assert width(pad(line, columns)) == columns


def test_wide_letters_take_two_columns() -> None:
    assert wrap("日本語 日本語", 8) == ["日本語", "日本語"]
    assert clip("日本語", 5) == "日本…"
