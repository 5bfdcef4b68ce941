"""The cost model: constants come back out of runs that were made with them, and what is off is told."""

from __future__ import annotations

import pytest

from benchmarks.cost_model import Cost, Sample, World, checked, fitted, tell, told

TRUE = Cost(2.0, 0.5, 8.0, 3.0)


def runs(way: str, *places: tuple[float, float], held: bool = False) -> list[Sample]:
    return [Sample(way, events, rules, TRUE.seconds(events, rules), held) for events, rules in places]


FOUR = runs("raw", (0.5, 0.1), (0.5, 3.1), (1.0, 0.1), (1.0, 3.1))


def test_constants_come_back() -> None:
    found = fitted(FOUR)
    assert found.seconds(100, 3) == pytest.approx(TRUE.seconds(100, 3))
    with pytest.raises(ValueError, match="four runs"):
        fitted(FOUR[:3])


def test_nothing_costs_less_than_nothing() -> None:
    noisy = [Sample("raw", one.events, one.rules, one.seconds + (0.9 if one.events < 1 else -0.9)) for one in FOUR]
    found = fitted(noisy)
    assert min(found.start, found.by_rules, found.by_events, found.by_both) >= 0


def test_a_prediction_that_is_off_fails(capsys: pytest.CaptureFixture[str]) -> None:
    good = runs("raw", (4.0, 3.1), held=True)
    assert [round(predicted, 6) for _, predicted in checked([*FOUR, *good])] == [round(good[0].seconds, 6)]
    assert tell([*FOUR, *good]) == 0
    assert tell([*FOUR, Sample("raw", 4.0, 3.1, 2 * good[0].seconds, True)]) == 1
    assert "-50%" in capsys.readouterr().out


def test_a_world_in_a_table() -> None:
    text = told(World(100, 10, 1000, 2e9, 2e7), {"raw": TRUE}, 1.0, (10,))
    assert "1 million events" in text
    assert "| raw |" in text
