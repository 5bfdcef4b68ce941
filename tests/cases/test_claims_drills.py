"""Drills of claims: a fourth of the constructions, read and scored."""

from __future__ import annotations

from benchmarks.read_claims import match, read
from benchmarks.read_drills import OWN, gold_of, groups


def test_most_constructions_are_read() -> None:
    right = found = wanted = 0
    every = [drill for _, drills in groups(sorted(OWN.glob("*.yaml"))) for drill in drills]
    for drill in every[::4]:
        need, claims, hits = match(gold_of(drill), read(drill["text"]), drill["text"])
        right, found, wanted = right + len(hits), found + len(claims), wanted + len(need)

    assert len(every) >= 600
    assert 2 * right / (found + wanted) >= 0.8
