"""The pack exchange-2021 on material: the recorded run, other recordings, rows shaped like those of a real case."""

from __future__ import annotations

from pathlib import Path

import pytest
from sigma.collection import SigmaCollection

from tocsin.knowledge.logs import log
from tocsin.model.packs import Stage

from tests.material import DATA, needs_data
from tests.packs.found import EXCHANGE, proving_found, steps_found

WINDOWS = DATA / "recordings" / "atomic" / "windows"
RULES = sorted(Path(EXCHANGE.rules_path).glob("*.yml"))
IIS = (
    "#Software: Microsoft Internet Information Services 10.0\n"
    "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status\n"
)
ROUTED = "&CorrelationID=<empty>;&cafeReqId=5b1f0c2e-6f0a-4d6e-9b1d-0d1c5e7a9b00;&encoding=;"


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_every_rule_says_what_a_reader_needs(path: Path) -> None:
    rule = SigmaCollection.from_yaml(path.read_text(encoding="utf-8")).rules[0]

    assert rule.title
    assert rule.description
    assert rule.references
    assert rule.author == "tocsin"
    assert rule.date
    assert rule.falsepositives
    assert any(tag.namespace == "attack" for tag in rule.tags)


def test_every_step_can_be_seen_somewhere_and_the_remedy_is_known() -> None:
    for step in EXCHANGE.steps:
        assert step.visible_in, step.id
        for way in step.visible_in:
            entries = [log(name) for name in way.logs]
            assert all(entry is not None and entry.remedy for entry in entries), step.id


@needs_data
def test_the_recorded_run_shows_every_step_that_it_holds() -> None:
    recording = WINDOWS / "persistence" / "host" / "proxylogon_ssrf_rce_poc.zip"

    assert proving_found([recording]) == {
        "application_ecp_ssrf_error": 1,
        "application_ecp_setobject": 2,
        "management_virtualdirectory_script": 1,
        "management_oab_recreated": 2,
        "application_oab_restarted": 1,
        "file_page_by_system": 1,
        "security_page_over_loopback": 2,
        "file_jscript_page_compiled": 2,
        "process_jscript_page_compiled": 1,
        "process_exchange_worker_shell": 2,
        "security_system_worker_shell": 2,
    }
    assert steps_found([recording]) == {
        "attempted": Stage.ATTEMPTED,
        "wrote": Stage.FOOTHOLD,
        "file-dropped": Stage.FOOTHOLD,
        "shell-reached": Stage.FOOTHOLD,
        "executed": Stage.POST_EXPLOITATION,
    }


@needs_data
def test_other_recorded_attacks_show_nothing_of_it() -> None:
    small = [
        path
        for path in sorted(WINDOWS.rglob("*.zip"))
        if path.stat().st_size < 200_000 and "proxylogon" not in path.name
    ]

    assert len(small) > 20
    assert proving_found(small) == {}


@needs_data
def test_other_recorded_events_show_nothing_of_it() -> None:
    assert proving_found([DATA / "evtx-samples"]) == {}


CASES = [
    line.split("\t")
    for line in (Path(__file__).parent / "requests.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(("row", "steps"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_request_counts_for_what_it_shows(row: str, steps: str, tmp_path: Path) -> None:
    row = row.replace("{ROUTED}", ROUTED)
    (tmp_path / "u_ex210303.log").write_text(f"{IIS}2021-03-03 06:49:42 192.0.2.25 {row}\n")
    expected = dict(one.split("=") for one in steps.split())

    assert steps_found([tmp_path]) == expected
