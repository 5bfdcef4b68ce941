"""OCSF findings: valid by the framework's own schema; hits are detections, silence is a control that holds or fails."""

from __future__ import annotations

import json
from functools import cache

import jsonschema
import pytest
from ocsf_json_schema import OcsfJsonSchemaEmbedded, get_ocsf_schema

from tocsin.model.verdict import Outcome, Verdict
from tocsin.showing.ocsf import VERSION, lines

from tests.showing.verdicts import EMPTY, FINDINGS, FS01, VERDICT, hostile, odd_times

NAMES = {2004: "detection_finding", 2003: "compliance_finding"}


@cache
def validator(class_: int) -> jsonschema.Draft202012Validator:
    schema = OcsfJsonSchemaEmbedded(get_ocsf_schema(VERSION))
    return jsonschema.Draft202012Validator(schema.get_class_schema(class_name=NAMES[class_]))


def findings(verdict: Verdict) -> list[dict]:
    return [json.loads(line) for line in lines(verdict)]


@pytest.mark.parametrize(
    "verdict", [VERDICT, EMPTY, odd_times(), hostile()[0]], ids=["rich", "empty", "odd", "hostile"]
)
def test_every_line_is_valid(verdict: Verdict) -> None:
    found = findings(verdict)

    assert [error.message for one in found for error in validator(one["class_uid"]).iter_errors(one)] == []
    assert len(found) == sum(one.outcome is not Outcome.NOT_CHECKABLE for one in verdict.findings)


def test_the_schema_would_complain() -> None:
    made = findings(VERDICT)[0]

    assert list(validator(2004).iter_errors({**made, "severity_id": "high"}))


def test_outcomes_are_told_apart() -> None:
    by_outcome = {one["unmapped"]["outcome"]: one for one in findings(VERDICT)}

    assert by_outcome["seen"]["is_alert"] is True
    assert by_outcome["attempted"]["is_alert"] is False
    assert {name: by_outcome[name]["compliance"]["status"] for name in ("not seen", "partly blind", "blind")} == {
        "not seen": "Pass",
        "partly blind": "Warning",
        "blind": "Fail",
    }
    assert "sysmon64.exe" in by_outcome["blind"]["remediation"]["desc"]


def test_severity_follows_stage_and_strength() -> None:
    found = {one["metadata"]["uid"]: one["severity"] for one in findings(VERDICT) if one["class_uid"] == 2004}

    assert found[FINDINGS[1].id] == "Critical", "specific foothold"
    assert found[FINDINGS[3].id] == "Medium", "a foothold that is merely consistent"


def test_a_detection_carries_its_records_and_names_technique_or_weakness() -> None:
    found = {one["metadata"]["uid"]: one for one in findings(VERDICT)}

    assert found[FINDINGS[1].id]["evidences"][0]["data"]["places"][0]["path"] == "logs.zip/sysmon.evtx"
    assert found[FINDINGS[2].id]["vulnerabilities"] == [{"cve": {"uid": "CVE-2021-26855"}}]
    assert found[FINDINGS[3].id]["finding_info"]["attacks"][0]["technique"]["uid"] == "T1505.003"
    assert all(one["resources"][0]["name"] for one in found.values())
    assert FS01 in {one["resources"][0]["name"] for one in found.values()}
