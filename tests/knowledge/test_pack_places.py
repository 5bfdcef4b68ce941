"""Places: the line at which something stands, looked for word by word."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.knowledge.pack_places import Places

TEXT = "steps:\n  - id: one\n    rules: [two]\n  - id: two\n    rules: [one, two-more]\n"


@pytest.mark.parametrize(
    ("words", "line"),
    [((), 1), (("id: two",), 4), (("id: two", "one"), 5), (("two",), 3), (("two-more",), 5), (("id: one", "nine"), 2)],
)
def test_the_last_word_is_looked_for_from_the_one_before(words: tuple[str, ...], line: int) -> None:
    error = Places(Path("steps.yaml"), TEXT).refuse("is wrong", *words, hint="mend it")

    assert (error.where, error.message, error.hint) == (f"steps.yaml:{line}", "is wrong", "mend it")
