"""YAML of the project: what does not fit the type is refused, by line."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.knowledge.entries import Incident, Revision
from tocsin.knowledge.strict import parse_yaml, read_yaml
from tocsin.model.errors import RuleError, UsageError

GOOD = "date: 2021-03-02\nnote: first\n"


def test_dates_stay_text() -> None:
    assert parse_yaml(GOOD, Revision) == Revision(date="2021-03-02", note="first")


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("date: x\n\nnotes: y\n", 3, "unknown field `notes`"),
        ("note: y\n", 1, "missing required field `date`"),
        ("date: x\nnote: [a]\n", 2, "Expected `str | null`"),
        ("date: x\nnote: y\nnote: z\n", 3, "given twice"),
        ("date: x\nnote: *a\n", 2, "alias"),
        ("date: &a x\nnote: *a\n", 1, "alias"),
        ("date: !!python/object:os.system x\n", 1, "tag"),
        ("date: [x\n", 2, "not YAML"),
        ("", 1, "is empty"),
        ("date: " + "[" * 60 + "]" * 60 + "\n", 1, "nested deeper than 40"),
        ("a: " + "[" * 5000 + "]" * 5000 + "\n", 1, ""),
    ],
)
def test_what_does_not_fit_is_refused_with_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_yaml(text, Revision, where="file.yaml")

    assert caught.value.where == f"file.yaml:{line}"
    assert words in str(caught.value)


def test_the_line_is_that_of_the_inner_key() -> None:
    head = "id: incident:x\nname: x\nsummary: x\nsources: [x]\n"
    text = head + "cues:\n  - text: a\n    near: [b]\n  - text: a\n    nera: [b]\n"

    with pytest.raises(UsageError) as caught:
        parse_yaml(text, Incident, where="x.yaml")

    assert caught.value.where in {"x.yaml:8", "x.yaml:9"}


def test_a_file_that_cannot_be_read_is_the_callers_error(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="cannot be read"):
        read_yaml(tmp_path / "missing.yaml", Revision, error=RuleError)


@settings(derandomize=True, max_examples=100)
@given(st.text(max_size=60))
def test_any_text_gives_a_value_or_one_error(text: str) -> None:
    with contextlib.suppress(UsageError):
        assert isinstance(parse_yaml(text, Revision), Revision)
