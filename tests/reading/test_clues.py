"""Culprits by clues."""

import pytest

from benchmarks.read_claims import read


@pytest.mark.parametrize(
    ("text", "accused"),
    [
        ("The tradecraft fits Turla, ESET said of the hack.", "Turla"),
        ("The tooling is consistent with an operation by Iran, ESET said of the hack.", "Iran"),
    ],
)
def test_a_clue_leads_to_somebody(text: str, accused: str) -> None:
    assert any(accused in claim.accused for claim in read(text)), read(text)
