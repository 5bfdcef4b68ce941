"""The local engine: the same outcome for each unit, however many processes there are."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.collecting import collect
from tocsin.collecting.batches import ALL_FIELDS
from tocsin.hunting.engines import local
from tocsin.hunting.match import Matcher
from tocsin.hunting.plan import compile_plan
from tocsin.hunting.rules import load_rules
from tocsin.hunting.select import Selection
from tocsin.hunting.sweep import Sweep

from tests.hunting.recordings import case


@pytest.fixture
def work(tmp_path: Path) -> tuple[local.Work, Path]:
    evidence, rules = case(tmp_path)
    matcher = Matcher(compile_plan(load_rules([rules], packs=False)))
    return local.Work(matcher, None, Selection()), evidence


def test_units_come_out_in_their_order_with_one_process_or_two(work: tuple[local.Work, Path]) -> None:
    units = collect([work[1]]).units

    one = list(local.run(work[0], units, 1, None))
    two = list(local.run(work[0], units, 2, None))

    assert any(outcome.hits for outcome in one)
    assert [outcome.hits for outcome in one] == [outcome.hits for outcome in two]


def test_only_fields_that_rules_look_at_are_read_unless_indicators_are_sought(work: tuple[local.Work, Path]) -> None:
    unit = collect([work[1]]).units[0]
    everything = local.Work(work[0].matcher, Sweep([]), Selection())

    assert {"Image", "CommandLine", "NewProcessName"} <= (work[0].wanted(unit).fields or set())
    assert everything.wanted(unit) is ALL_FIELDS


def test_no_units_are_no_error(work: tuple[local.Work, Path]) -> None:
    assert list(local.run(work[0], (), None, None)) == []
