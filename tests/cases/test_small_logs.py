"""Rules fire on the logs that their logsource means, whatever form they were exported in, and on no other line of them.

Logs of Linux, of network sensors, of clouds and appliances, each in a folder of its own, are hunted in one run.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

import pytest

from tocsin.collecting import collect
from tocsin.hunting import load_rules
from tocsin.hunting.run import hunt
from tocsin.model.evidence import Coverage
from tocsin.model.hits import Hit

from tests.cases.appliance_cases import APPLIANCE_CASES
from tests.cases.cloud_cases import CLOUD_CASES
from tests.cases.sensor_cases import CASES as SENSOR_CASES
from tests.hunting.rulebook import text_of

CASES = [*SENSOR_CASES, *CLOUD_CASES, *APPLIANCE_CASES]


@dataclass
class Found:
    """What one case's folder holds, and the hits of its own rule there."""

    hits: list[Hit] = field(default_factory=list)
    coverage: list[Coverage] = field(default_factory=list)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> list[Found]:
    """Every case's rule on every case's log, in one run."""
    folder = tmp_path_factory.mktemp("cases")
    ids = [str(uuid.UUID(int=number + 1)) for number in range(len(CASES))]
    for number, case in enumerate(CASES):
        rule = folder / "rules" / f"{number:03}.yml"
        rule.parent.mkdir(exist_ok=True)
        rule.write_text(text_of(case.detection, case.logsource, id=ids[number]), encoding="utf-8")
        log = folder / "evidence" / f"{number:03}" / case.path
        log.parent.mkdir(parents=True)
        log.write_bytes(case.log)
    rules = load_rules([folder / "rules"], packs=False)
    assert not rules.unusable
    hits = hunt(collect([folder / "evidence"]), rules, workers=1)
    result = [Found() for _ in CASES]
    for hit in hits:
        assert hit.source is not None
        number = int(hit.source.path.partition("/")[0])
        if hit.rule.id == ids[number]:
            result[number].hits.append(hit)
    for one in hits.coverage:
        result[int(one.path.partition("/")[0])].coverage.append(one)
    return result


@pytest.mark.parametrize(
    "number", range(len(CASES)), ids=[f"{number}-{case.name}" for number, case in enumerate(CASES)]
)
def test_a_rule_of_the_logsource_fires(found: list[Found], number: int) -> None:
    case, (hits, coverage) = CASES[number], (found[number].hits, found[number].coverage)

    assert sorted(hit.source.record for hit in hits if hit.source) == list(case.records)
    assert all(hit.event for hit in hits)
    assert any(one.log_id for one in coverage)
    assert case in SENSOR_CASES or all(one.log_id for one in coverage)
