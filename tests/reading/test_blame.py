"""Who can be accused by a word."""

import pytest

from benchmarks.read_claims import read


@pytest.mark.parametrize(
    ("text", "accused"),
    [
        ("Norway said Iran and Russia were behind the hack.", {"Iran", "Russia"}),
        ("Norway said Iranian hackers were behind the hack.", {"Iranian hackers"}),
        ("Norway said it was clear the outage was behind the hack.", set[str]()),
    ],
)
def test_states_and_intruders_can_be_accused_things_cannot(text: str, accused: set[str]) -> None:
    assert {one for claim in read(text) for one in claim.accused} == accused
