"""How often rules saw recorded runs of techniques: the counts that come with the packs, and the interval they bear.

In: `data/sensitivity.json`, as `tocsin rules test --recordings DIR --format json` writes it. Out: `Sensitivities`, and
for judging the counts of the packs' rules by technique. Source of the interval: E. B. Wilson, 1927.
"""

from __future__ import annotations

from functools import cache
from math import sqrt
from pathlib import Path

from tocsin.model.json_form import from_json
from tocsin.model.sensitivity import Sensitivities, Share
from tocsin.model.verdict import Sensitivity

PACKS = "packs"
"""The name of the set of rules that come with tocsin."""
_DATA = Path(__file__).resolve().parent / "data" / "sensitivity.json"
_Z = 1.959963984540054
"""Quantile of the normal distribution for a 95 % interval."""


@cache
def measured() -> Sensitivities:
    """Return what was measured of the rules that come with tocsin."""
    return from_json(_DATA.read_bytes(), Sensitivities)


@cache
def sensitivities() -> dict[str, Sensitivity]:
    """Return by technique how many of its recorded runs the packs' rules saw; more rules see at least as many."""
    known = measured()
    return {
        one.id: Sensitivity(seen=one.seen[PACKS].seen, of=one.seen[PACKS].of, source=known.source)
        for one in known.techniques
        if PACKS in one.seen
    }


def share(seen: int, of: int) -> Share:
    """Return a share with its 95 % interval (Wilson's score); of nothing, nothing is known.

    >>> share(2, 3)
    Share(seen=2, of=3, low=0.208, high=0.939)
    >>> share(0, 0)
    Share(seen=0, of=0, low=0.0, high=1.0)
    """
    if of == 0:
        return Share(seen=0, of=0, low=0.0, high=1.0)
    rate, spread = seen / of, _Z * _Z / of
    middle = (rate + spread / 2) / (1 + spread)
    half = _Z * sqrt(rate * (1 - rate) / of + spread / (4 * of)) / (1 + spread)
    return Share(seen=seen, of=of, low=round(max(0.0, middle - half), 3), high=round(min(1.0, middle + half), 3))
