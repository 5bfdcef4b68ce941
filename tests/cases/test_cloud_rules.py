"""Rules fire on the logs of clouds and appliances that their logsource means, whatever form they were exported in."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.collecting import collect
from tocsin.hunting.run import hunt

from tests.cases.appliance_cases import APPLIANCE_CASES
from tests.cases.cloud_cases import CLOUD_CASES
from tests.cases.sensor_cases import Case
from tests.hunting.rulebook import load_text, text_of


@pytest.mark.parametrize("case", [*CLOUD_CASES, *APPLIANCE_CASES], ids=lambda case: case.name)
def test_a_rule_of_the_logsource_fires(case: Case, tmp_path: Path) -> None:
    rules = load_text(tmp_path, text_of(case.detection, case.logsource))
    assert not rules.unusable
    log = tmp_path / "evidence" / case.path
    log.parent.mkdir(parents=True)
    log.write_bytes(case.log)

    hits = hunt(collect([tmp_path / "evidence"]), rules, workers=1)

    assert sorted(hit.source.record for hit in hits if hit.source) == list(case.records)
    assert all(one.log_id for one in hits.coverage)
    assert all(hit.event for hit in hits)
