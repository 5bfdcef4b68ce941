"""The local engine: the same outcome for each unit, however many processes there are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest

from tocsin.collecting import collect
from tocsin.collecting.batches import ALL_FIELDS, Unit
from tocsin.collecting.compiled import Kernel
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


@dataclass(frozen=True)
class Sized:
    """A unit of which only the size matters here."""

    size: int


@pytest.mark.parametrize(
    ("size", "due"), [(1 << 20, None), (local.COMPILED_FROM // 2, False), (local.COMPILED_FROM, True)]
)
def test_loops_are_loaded_for_much_evidence_and_compiled_for_more(
    size: int, due: bool | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[list[str], bool]] = []

    def ready(kernels: Iterable[Kernel], *, compile_them: bool) -> bool:
        asked.append(([one.function.__name__ for one in kernels], compile_them))
        return True

    monkeypatch.setattr(local, "ready", ready)
    local.make_loops_ready([cast(Unit, Sized(size - 1)), cast(Unit, Sized(1))])

    assert asked == ([] if due is None else [(["search", "look_up", "write", "measured", "written"], due)])
