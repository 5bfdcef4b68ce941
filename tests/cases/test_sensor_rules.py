"""Rules fire on the logs of Linux and of network sensors that their logsource means, and on no other line of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.collecting import collect
from tocsin.hunting.run import hunt

from tests.cases.sensor_cases import CASES, Case
from tests.hunting.rulebook import load_text, text_of


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_rule_of_the_logsource_fires(case: Case, tmp_path: Path) -> None:
    rules = load_text(tmp_path, text_of(case.detection, case.logsource))
    assert not rules.unusable
    log = tmp_path / "evidence" / case.path
    log.parent.mkdir(parents=True)
    log.write_bytes(case.log)

    hits = hunt(collect([tmp_path / "evidence"]), rules, workers=1)

    assert sorted(hit.source.record for hit in hits if hit.source) == list(case.records)
    assert [one.log_id for one in hits.coverage if one.log_id] != []
