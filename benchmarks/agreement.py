"""What two engines found, before how long they took: rule by rule, record by record."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from benchmarks.engines import Hits

_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far another engine's hits are tocsin's: pairs of rule and record, and rules."""

    both: int
    only_tocsin: int
    only_other: int
    rules_same: int  # rules with hits for which both found exactly the same records
    rules_differ: int
    examples: tuple[str, ...]  # "rule: n in both, n only tocsin, n only the other", the largest differences first

    @property
    def same(self) -> bool:
        """Say whether nothing differs."""
        return not self.only_tocsin and not self.only_other


def agreement(ours: Hits, theirs: Hits) -> Agreement:
    """Compare hits.

    >>> agreement({("a", 1), ("b", 2)}, {("a", 1), ("b", 3)}).examples
    ('b: 0 in both, 1 only tocsin, 1 only the other',)
    """
    mine, other = _by_rule(ours), _by_rule(theirs)
    differing: list[tuple[int, str]] = []
    same = 0
    for rule in sorted(mine.keys() | other.keys()):
        here, there = mine.get(rule, set()), other.get(rule, set())
        if here == there:
            same += 1
            continue
        differing.append(
            (
                -len(here ^ there),
                f"{rule}: {len(here & there):,} in both, {len(here - there):,} only tocsin, "
                f"{len(there - here):,} only the other",
            )
        )
    examples = tuple(text for _, text in sorted(differing)[:_SHOWN])
    return Agreement(
        len(ours & theirs), len(ours - theirs), len(theirs - ours), same, len(differing), examples
    )  # fmt: skip


def _by_rule(hits: Hits) -> dict[str, set[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for rule, record in hits:
        found[rule].add(record)
    return found
