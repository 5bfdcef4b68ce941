"""Descriptions that take somebody up by his state."""

import pytest

from benchmarks.read_claims import read


@pytest.mark.parametrize(
    ("text", "speakers", "accused"),
    [
        ("ESET found the worm. The Slovak firm blamed the GRU for the hack.", "ESET", "GRU"),
        ("The GRU has a group, Sandworm. Ukraine said the Russian group had hacked a bank.", "Ukraine", "Sandworm"),
        ("ESET found the worm. The American firm blamed the GRU for the hack.", "American firm", "GRU"),
        ("ESET found the worm. A Slovak firm blamed the GRU for the hack.", "Slovak firm", "GRU"),
    ],
)
def test_the_last_of_that_state_is_meant(text: str, speakers: str, accused: str) -> None:
    claim = read(text)[-1]
    assert (claim.speakers, claim.accused) == ((speakers,), (accused,)), claim
