"""What is a version of what."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tocsin.library.series import series_of

from tests.library.reports import report


@dataclass
class Pair:
    one: tuple[str, str]
    other: tuple[str, str]
    same: bool


@pytest.mark.parametrize(
    "pair",
    [
        Pair(("Alert (AA21-062A)", "x"), ("Another title", "see AA21-062A, revised"), True),
        Pair(("A title", "x"), ("a  TITLE", "y"), True),
        Pair(("A title", "x"), ("B title", "x"), False),
        Pair(("A (AA21-062A)", "x"), ("A (AA21-062B)", "x"), False),
    ],
    ids=str,
)
def test_versions(pair: Pair) -> None:
    one, other = (series_of(report(title, text=text).document) for title, text in (pair.one, pair.other))
    assert (one == other) is pair.same
