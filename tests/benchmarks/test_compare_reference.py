"""Engine against reference: a difference is found and named, processes change nothing, time that is over is said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tocsin.collecting.batches import EventBatch
from tocsin.hunting import RuleSet, load_rules
from tocsin.hunting.match import Matcher

from benchmarks.compare_reference import compare
from tests.hunting.recordings import case


@pytest.fixture
def given(tmp_path: Path) -> tuple[RuleSet, Path]:
    evidence, rules = case(tmp_path)
    return load_rules([rules], packs=False), evidence


def test_two_processes_compare_what_one_does(given: tuple[RuleSet, Path]) -> None:
    rules, evidence = given
    one, two = compare(rules, [evidence]), compare(rules, [evidence], workers=2)

    assert one == two
    assert (one.events, one.hits, one.differences, one.not_reached) == (22, 17, [], 0)


def test_a_hit_that_only_one_finds_is_a_difference_with_its_place(
    given: tuple[RuleSet, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Matcher.match

    def blind(self: Matcher, batch: EventBatch, **more: Any) -> Iterator[tuple[int, Any]]:
        for number, rows in real(self, batch, **more):
            yield number, np.asarray(rows)[1:] if batch.path.endswith("a.evtx") else rows

    monkeypatch.setattr(Matcher, "match", blind)
    found = compare(given[0], [given[1]]).differences

    assert len(found) == 4
    assert sum("a.evtx, record" in line and line.endswith("only the reference") for line in found) == 2
    assert sum("a.evtx, offset" in line and line.endswith("only the reference, not the hunt") for line in found) == 2


def test_what_there_was_no_time_for_is_counted(given: tuple[RuleSet, Path]) -> None:
    none = compare(given[0], [given[1]], seconds=0)
    all_of_it = compare(given[0], [given[1]], seconds=600)

    assert (none.events, none.not_reached) == (0, 3)
    assert (all_of_it.events, all_of_it.not_reached) == (22, 0)
