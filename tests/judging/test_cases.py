"""Judged cases, as data: what outcome, which share, which words follow from coverage, gate and hits."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from tocsin.judging.verdict import verdict_of
from tocsin.model.json_form import from_json, to_json
from tocsin.model.verdict import Verdict

from tests.judging.court import CATALOGUE, material_for, report_for, verdict_for

CASES: list[dict[str, Any]] = [
    case
    for path in sorted((Path(__file__).parent / "cases").glob("*.yaml"))
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))
]


def judged(case: dict[str, Any]) -> Verdict:
    if not case.get("timeless"):
        return verdict_for(case)
    material = material_for(case)
    timeless = tuple(msgspec.structs.replace(one, begin=None, end=None) for one in material.coverage)
    return verdict_of(report_for(case, [case["behaviour"]]), replace(material, coverage=timeless))


def test_there_are_at_least_sixty_cases_with_different_names() -> None:
    names = [case["name"] for case in CASES]
    assert len(names) == len(set(names)) >= 60


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case: dict[str, Any]) -> None:
    verdict = judged(case)
    (finding,) = verdict.findings
    expect: dict[str, Any] = case["expect"]

    assert finding.outcome == expect["outcome"], finding.explanation
    for name in ("stage", "strength", "share", "first", "hit_count"):
        if name in expect:
            assert getattr(finding, name) == expect[name], name
    for text in expect.get("says", ()):
        assert text in finding.explanation
    for text in expect.get("never", ()):
        assert text not in finding.explanation
    for text in expect.get("blind", ()):
        assert any(text in blind.why for blind in finding.blind), finding.blind
    for text in expect.get("remedy", ()):
        assert any(text in (blind.remedy or "") for blind in finding.blind), finding.blind


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_verdict_is_whole_and_survives_its_json(case: dict[str, Any]) -> None:
    verdict = judged(case)

    assert from_json(to_json(verdict), Verdict) == verdict
    assert verdict.statement.endswith(".")
    assert verdict.statement in verdict.paragraph
    assert "does not tell who did it" in verdict.paragraph
    for finding in verdict.findings:
        assert finding.explanation[0].isupper()
        assert finding.explanation.endswith((".", ")"))
        assert all(visible.log_id in CATALOGUE and 0 <= visible.share <= 1 for visible in finding.visible)
        assert all(blind.why for blind in finding.blind)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_same_case_gives_the_same_bytes(case: dict[str, Any]) -> None:
    assert to_json(judged(case)) == to_json(judged(case))
