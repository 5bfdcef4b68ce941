"""Values of the user's: what a file of them may say."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.hunting.values import load_values
from tocsin.model.errors import RuleError


def test_names_with_one_value_or_several(tmp_path: Path) -> None:
    path = tmp_path / "values.yml"
    path.write_text("Admins: [alice, 'svc_*', alice]\n'%Port%': 4444\n---\nHosts:\n  - a\n")

    assert load_values(path) == {"Admins": ("alice", "svc_*"), "Port": ("4444",), "Hosts": ("a",)}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("- a\n", "no mapping"),
        ("A: {b: c}\n", "A: its values"),
        ("A: []\n", "A: its values"),
        ("A: [null]\n", "A: its values"),
        ("A: [true]\n", "A: its values"),
        ("A: [\n", "not YAML"),
        ("A: &a [*a]\n", "values"),
    ],
)
def test_what_is_no_list_of_values_is_refused(tmp_path: Path, text: str, why: str) -> None:
    path = tmp_path / "values.yml"
    path.write_text(text)

    with pytest.raises(RuleError, match=why):
        load_values(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="cannot be read"):
        load_values(tmp_path / "absent.yml")
