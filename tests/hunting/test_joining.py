"""Pieces from anywhere come end to end, row by row, as a plain function and compiled."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tocsin.hunting import joining
from tocsin.hunting.joining import Pieces, end_to_end

from tests.collecting.formats.coded_files import needs_kernels

words = st.text("aé\x00\U0001f600", max_size=40)


@pytest.fixture(params=[pytest.param("compiled", marks=needs_kernels), "plain"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Whether the loop is compiled."""
    if request.param == "plain":
        monkeypatch.setattr(joining, "joined", joining.joined.function)
    return str(request.param)


@settings(derandomize=True, max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    columns=st.lists(st.lists(words, min_size=1, max_size=6), min_size=1, max_size=4),
    rows=st.lists(st.integers(0, 99), max_size=9),
    cut=st.integers(0, 2),
)
def test_rows_of_columns_come_end_to_end(way: str, columns: list[list[str]], rows: list[int], cut: int) -> None:
    texts = [pa.array(["before"] * cut + column, pa.string()).slice(cut) for column in columns]
    chosen = [np.array([row % len(column) for row in rows], np.int64) for column in columns]

    found = end_to_end([Pieces.of(text, which) for text, which in zip(texts, chosen, strict=True)])

    expected = "".join(columns[at][chosen[at][row]] for row in range(len(rows)) for at in range(len(columns)))
    assert bytes(found).decode() == expected
