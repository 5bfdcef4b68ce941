"""Linear search: spans in characters whatever the text holds."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.reading.linear import pattern, spans


@settings(derandomize=True, max_examples=200)
@given(st.text(alphabet="ab é火🦠\ud800“\n", max_size=60))
def test_spans_are_in_characters(text: str) -> None:
    found = spans(pattern("[ab]+"), text)
    assert "".join(text[start:end] for start, end in found) == "".join(c for c in text if c in "ab")


def test_lines_and_case() -> None:
    assert spans(pattern("^b$", any_case=True, lines=True), "a\nB\nab") == [(2, 3)]
