"""Whose intruders are, without what they are accused of."""

import pytest

from benchmarks.read_claims import read


@pytest.mark.parametrize(
    ("accused", "deed"),
    [
        ("hackers working for North Korea", "of the theft"),
        ("hackers linked to China", "of stealing data"),
        ("hackers sponsored by the Iranian government", "for an attempted cyber attack"),
        ("hackers with ties to Chinese intelligence", "of the breach"),
    ],
)
def test_the_deed_is_no_part_of_whose_they_are(accused: str, deed: str) -> None:
    (claim,) = read(f"The FBI blamed {accused} {deed}.")

    assert claim.accused == (accused,)
