"""`tocsin check` from beginning to end on real material: the recorded Exchange run, whole and with logs taken away."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tocsin.cli.main import run
from tocsin.model.json_form import from_json, schema
from tocsin.model.verdict import Verdict

from tests.material import DATA, needs_data

WINDOWS = DATA / "recordings" / "atomic" / "windows"
PROXYLOGON = WINDOWS / "persistence" / "host" / "proxylogon_ssrf_rce_poc.zip"
ARTICLE = DATA / "documents" / "accusation-2021-07.txt"
HOST = "MXS01.azsentinel.local"

pytestmark = needs_data

OTHERS = (
    "defense_evasion/host/cmd_netsh_fw_mod_open_ports.zip",
    "privilege_escalation/host/cmd_service_mod_fax.zip",
    "lateral_movement/host/empire_psexec_dcerpc_tcp_svcctl.zip",
    "credential_access/host/psh_lsass_memory_dump_comsvcs.zip",
    "execution/host/empire_launcher_vbs.zip",
)


def check(report: Path, evidence: Path, out: Path) -> tuple[int, dict[str, Any]]:
    """Run the command; the verdict it wrote must satisfy its schema and its books must balance."""
    code = run(["check", str(report), str(evidence), "--out", str(out), "--quiet"])
    raw = (out / "verdict.json").read_bytes()
    verdict = json.loads(raw)
    jsonschema.validate(verdict, schema(Verdict))
    assert from_json(raw, Verdict).outcome == verdict["outcome"]
    books = verdict["books"]
    assert books["records"] == books["events"] + books["rejected"]
    return code, verdict


def recorded(keep: Callable[[dict[str, Any]], bool], path: Path) -> Path:
    """Write the part of the recorded Exchange run that is to be kept."""
    with zipfile.ZipFile(PROXYLOGON) as archive, archive.open(archive.namelist()[0]) as lines, path.open("wb") as kept:
        kept.writelines(line for line in lines if keep(json.loads(line)))
    return path


def outcomes(verdict: dict[str, Any]) -> dict[str, str]:
    """Outcome of each behaviour on the host."""
    return {finding["behaviour"]["id"]: finding["outcome"] for finding in verdict["findings"]}


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> tuple[int, dict[str, Any]]:
    """Exit code and verdict of the article against the whole recording."""
    return check(ARTICLE, PROXYLOGON, tmp_path_factory.mktemp("recording") / "out")


def test_the_article_finds_the_recorded_attack(recording: tuple[int, dict[str, Any]]) -> None:
    code, verdict = recording

    assert code == 1
    assert verdict["outcome"] == "seen"
    assert verdict["stage"] in ("foothold", "post-exploitation")
    assert [host["name"] for host in verdict["hosts"]] == [HOST]
    assert [incident["id"] for incident in verdict["report"]["incidents"]][:1] == ["incident:exchange-2021"]
    assert {"CVE-2021-26855", "CVE-2021-26857", "CVE-2021-26858", "CVE-2021-27065"} <= {
        vulnerability["id"] for vulnerability in verdict["report"]["vulnerabilities"]
    }
    assert "CVE" not in verdict["report"]["document"]["text"]
    assert verdict["books"]["events"] == 10_487

    cited = [hit for finding in verdict["findings"] for hit in finding["hits"]]
    assert all(hit["source"]["record"] is not None and hit["source"]["offset"] >= 0 for hit in cited if hit["source"])
    shown = {(hit["event"].get("Channel"), hit["event"].get("EventID")) for hit in cited}
    assert ("MSExchange Management", 1) in shown
    assert ("Microsoft-Windows-Sysmon/Operational", 11) in shown
    assert ("Microsoft-Windows-Sysmon/Operational", 1) in shown
    assert any("FrontEnd\\HttpProxy" in str(hit["event"].get("TargetFilename")) for hit in cited)
    assert any(str(hit["event"].get("ParentImage")).endswith("w3wp.exe") for hit in cited)


def test_eighty_seven_seconds_of_a_window_of_months_never_read_as_clean(
    recording: tuple[int, dict[str, Any]],
) -> None:
    _, verdict = recording

    assert set(outcomes(verdict).values()) <= {"seen", "attempted", "partly blind", "blind", "not checkable"}
    assert "blind" in outcomes(verdict).values()


def test_coverage_tells_that_the_clock_of_the_channel_is_five_hours_behind(
    recording: tuple[int, dict[str, Any]],
) -> None:
    _, verdict = recording

    notes = [note for source in verdict["coverage"] for note in source["notes"]]
    tampering = [sign["detail"] for source in verdict["coverage"] for sign in source["tampering"]]
    assert any("5 h" in note and "UtcTime" in note for note in notes + tampering)


def test_the_pdf_of_the_advisory_finds_it_too(tmp_path: Path) -> None:
    code, verdict = check(DATA / "documents" / "AA21-062A.pdf", PROXYLOGON, tmp_path / "out")

    assert (code, verdict["outcome"]) == (1, "seen")
    assert verdict["stage"] in ("foothold", "post-exploitation")
    assert "not seen" not in outcomes(verdict).values()


def test_an_advisory_without_indicator_or_cve_is_checkable_by_its_techniques(tmp_path: Path) -> None:
    code, verdict = check(DATA / "documents" / "AA21-200B.txt", PROXYLOGON, tmp_path / "out")

    assert (code, verdict["outcome"]) == (1, "seen")
    assert outcomes(verdict)["technique:T1505.003"] == "seen"
    assert "not seen" not in outcomes(verdict).values()


def test_without_sysmon_its_steps_are_blind_and_say_what_to_switch_on(tmp_path: Path) -> None:
    evidence = recorded(lambda event: "Sysmon" not in event["Channel"], tmp_path / "nosysmon.json")
    code, verdict = check(ARTICLE, evidence, tmp_path / "out")

    assert (code, verdict["outcome"]) == (1, "seen")
    remedies = [
        blind["remedy"]
        for finding in verdict["findings"]
        if finding["outcome"] in ("blind", "partly blind")
        for blind in finding["blind"]
    ]
    assert any(remedy and "Sysmon" in remedy for remedy in remedies)
    assert not any("Sysmon" in str(hit["event"]) for finding in verdict["findings"] for hit in finding["hits"])


def test_application_and_system_alone_never_read_as_clean(tmp_path: Path) -> None:
    evidence = recorded(lambda event: event["Channel"] in ("Application", "System"), tmp_path / "appsys.json")
    code, verdict = check(ARTICLE, evidence, tmp_path / "out")

    assert code in (1, 3, 4)
    assert verdict["outcome"] not in ("not seen", "not checkable")
    # what these two logs alone prove, they prove together: the forged request, the control panel's answer, the restart
    seen = [finding for finding in verdict["findings"] if finding["outcome"] == "seen"]
    assert all(len({hit["rule"]["id"] for hit in finding["hits"]}) > 1 for finding in seen)
    assert any(finding["outcome"] in ("blind", "partly blind") for finding in verdict["findings"])


@pytest.mark.parametrize("name", OTHERS)
def test_other_attacks_show_no_exchange_step(name: str, tmp_path: Path) -> None:
    code, verdict = check(ARTICLE, WINDOWS / name, tmp_path / "out")

    assert code != 0
    steps = {key: outcome for key, outcome in outcomes(verdict).items() if key.startswith(("step:", "vulnerability:"))}
    assert steps
    assert "seen" not in steps.values()
