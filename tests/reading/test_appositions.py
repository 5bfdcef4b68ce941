"""Appositions that a parser takes for lists."""

from __future__ import annotations

import pytest

from benchmarks.read_claims import read


@pytest.mark.parametrize(
    ("text", "speakers", "accused"),
    [
        ("Microsoft said the group, APT28, is affiliated with Russia.", ("Microsoft",), ("APT28",)),
        ("Glassnote and TRM Labs, two tracing companies, attributed the heist to APT28.", ("Glassnote", "TRM Labs"),
         ("APT28",)),
    ],
)  # fmt: skip
def test_what_stands_between_commas_is_nobody_else(
    text: str, speakers: tuple[str, ...], accused: tuple[str, ...]
) -> None:
    (claim,) = read(text)

    assert (claim.speakers, claim.accused) == (speakers, accused)


def test_a_list_stays_one() -> None:
    (claim,) = read("The FBI, the NSA and CISA attributed the hack to APT28.")

    assert claim.speakers == ("FBI", "NSA", "CISA")
