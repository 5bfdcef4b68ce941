"""The counts that come with the packs, and the interval that counts bear."""

from __future__ import annotations

import pytest

from tocsin.knowledge.sensitivity import PACKS, measured, sensitivities, share


@pytest.mark.parametrize(
    ("seen", "of", "low", "high"),
    [(0, 10, 0.0, 0.278), (2, 3, 0.208, 0.939), (10, 10, 0.722, 1.0), (50, 100, 0.404, 0.596)],
)
def test_an_interval_is_wilsons(seen: int, of: int, low: float, high: float) -> None:
    assert (share(seen, of).low, share(seen, of).high) == (low, high)


def test_the_counts_of_the_packs_add_up() -> None:
    known = measured()
    packs = next(one for one in known.sets if one.name == PACKS)

    assert sum(one.seen[PACKS].seen for one in known.techniques) == packs.seen.seen
    assert sum(one.runs for one in known.techniques) == packs.seen.of
    assert packs.seen.seen + packs.missed + packs.without_rule == packs.seen.of


def test_judging_gets_the_counts_of_the_packs_with_their_source() -> None:
    known = measured()
    found = sensitivities()

    assert set(found) == {one.id for one in known.techniques}
    assert all(one.source == known.source and one.seen <= one.of for one in found.values())
