"""Whose conduct somebody objects to."""

import pytest

from benchmarks.read_claims import read


@pytest.mark.parametrize(
    ("text", "accused"),
    [
        ("Britain is calling out the activity of the GRU in a new report on hacking.", "GRU"),
        ("Britain blamed the recklessness of the GRU for the attack on the port.", "GRU"),
        ("The British government observed aggressive targeting of the industry by Iran with attacks on banks.", "Iran"),
        ("Britain provided a new warning to banks about the targeting of traders by Iran.", "Iran"),
    ],
)
def test_whose_conduct_it_is_is_accused(text: str, accused: str) -> None:
    assert any(accused in name for claim in read(text) for name in claim.accused), read(text)


def test_whose_outage_it_was_is_not() -> None:
    (found,) = read("The outage of the bank was blamed on hackers, but an old certificate was at fault.")

    assert (found.speakers, found.accused) == ((), ("hackers",))
