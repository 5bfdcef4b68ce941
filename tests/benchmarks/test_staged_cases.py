"""The confusion matrix over made-up servers: a few of its cases, and that something false would be told."""

from __future__ import annotations

from collections import Counter

import pytest

from tocsin.demo.attack import STAGES
from tocsin.model.verdict import Outcome

from benchmarks.staged_cases import SOURCES, Result, case_of, false_because, run_cases, tables


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """Small servers: with all logs no attack, and all of one; and one of which web logs with a gap are left."""
    return run_cases((32, 303, 277), 1, tmp_path_factory.mktemp("cases"))


def test_what_is_said_is_true(result: Result) -> None:
    assert result.wrong == []
    assert result.cases == 3
    assert set(result.stages) <= {(one, one) for one, _ in result.stages}


def test_the_cases_are_not_all_alike(result: Result) -> None:
    assert result.stages["nothing", "nothing"] >= 1
    assert result.stages["post-exploitation", "post-exploitation"] >= 1
    assert sum(count for (true, _), count in result.steps.items() if true == "shown") > 10


def test_cases_cover_stages_sources_and_look_alikes() -> None:
    cases = [case_of(1, number) for number in range(200)]

    assert {case.server.stage for case in cases} == {None, *STAGES}
    assert {case.sources for case in cases} == set(SOURCES)
    assert min(Counter(case.server.stage for case in cases).values()) == 25
    assert {case.server.lookalikes for case in cases} == {True, False}
    assert any(case.server.keeping.gaps for case in cases)
    assert case_of(1, 3) == case_of(1, 3) != case_of(2, 3)


@pytest.mark.parametrize(
    ("shown", "true", "outcome", "false"),
    [
        ("foothold", "shown", Outcome.SEEN, False),
        ("foothold", "shown", Outcome.PARTLY_BLIND, True),
        ("scanned", "shown", Outcome.ATTEMPTED, False),
        ("scanned", "shown", Outcome.SEEN, True),
        (None, "not done", Outcome.SEEN, True),
        (None, "not done", Outcome.ATTEMPTED, True),
        (None, "not done", Outcome.NOT_SEEN, False),
        (None, "done, no record left", Outcome.NOT_SEEN, True),
        (None, "done, no record left", Outcome.BLIND, False),
    ],
)
def test_what_is_false_is_called_so(shown: str | None, true: str, outcome: Outcome, false: bool) -> None:
    assert (false_because(true, shown, outcome) is not None) is false


def test_the_tables_have_every_count() -> None:
    made = Result(cases=2)
    made.stages["exploited", "nothing"] += 2
    made.steps["shown", "blind"] += 3
    made.wrong.append("case 1: x")
    text = tables(made)

    assert "2 cases, 0 records, 1 false statements" in text
    assert any(line.startswith("exploited") and line.split() == ["exploited", "2"] for line in text.splitlines())
