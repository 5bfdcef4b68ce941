"""Comparing hits of two engines."""

from __future__ import annotations

from benchmarks.agreement import agreement


def test_same_hits_are_the_same() -> None:
    compared = agreement({("a", 1), ("b", 2)}, {("b", 2), ("a", 1)})

    assert compared.same
    assert (compared.both, compared.rules_same, compared.rules_differ) == (2, 2, 0)


def test_differences_are_counted_by_pair_and_by_rule_the_largest_first() -> None:
    compared = agreement({("a", 1), ("b", 2), ("c", 1)}, {("a", 1), ("b", 3), ("d", 4), ("d", 5), ("d", 6)})

    assert not compared.same
    assert (compared.both, compared.only_tocsin, compared.only_other) == (1, 2, 4)
    assert (compared.rules_same, compared.rules_differ) == (1, 3)
    assert compared.examples[0] == "d: 0 in both, 0 only tocsin, 3 only the other"
