"""A report as a MISP event: PyMISP takes it, claims are remarks, and only what stands alone is for detection."""

from __future__ import annotations

import json

import pytest
from pymisp import MISPEvent

from tocsin.reading.documents import document_of
from tocsin.reading.report import STEPS, read_document
from tocsin.showing.report_misp import render

from tests.showing.verdicts import EMPTY, REPORT, hostile

TEXT = """# Advisory

The malware records keystrokes and takes screenshots of the victim's desktop. It uses T1059.001 and Mimikatz.
The implant connects to evil-updates[.]com and 185.220.101[.]4. Hash: d41d8cd98f00b204e9800998ecf8427e
CVE-2021-26855 was exploited. The mutex is not known.
"""


@pytest.fixture(scope="module")
def event() -> dict:
    report = read_document(document_of(TEXT.encode(), "a.md"), steps=STEPS[:5])
    return json.loads(render(report))["Event"]


@pytest.mark.parametrize("report", [REPORT, EMPTY.report, hostile()[0].report], ids=["rich", "empty", "hostile"])
def test_pymisp_takes_it(report) -> None:
    shown = render(report)
    loaded = MISPEvent()
    loaded.load(shown)
    again = json.loads(loaded.to_json())
    assert len(again.get("Attribute", [])) == len(json.loads(shown)["Event"]["Attribute"])
    assert shown == render(report)
    assert "\x1b" not in shown
    assert "\u202e" not in shown


def test_each_claim_is_a_remark_and_no_tag() -> None:
    made = json.loads(render(REPORT))["Event"]
    said = [one for one in made["Attribute"] if one["category"] == "Attribution"]
    assert len(said) == len(REPORT.claims)
    assert any(one["value"].startswith("United States: accuse") for one in said)
    assert not any(one["to_ids"] for one in said)


def test_what_stands_alone_is_for_detection(event: dict) -> None:
    by_value = {one["value"]: one for one in event["Attribute"]}
    assert by_value["evil-updates.com"]["type"] == "domain"
    assert by_value["evil-updates.com"]["to_ids"]
    assert by_value["185.220.101.4"]["to_ids"]
    assert not by_value["d41d8cd98f00b204e9800998ecf8427e"]["to_ids"]
    assert by_value["CVE-2021-26855"]["type"] == "vulnerability"


def test_named_techniques_are_tags_and_described_ones_remarks(event: dict) -> None:
    tags = {one["name"] for one in event["Tag"]}
    assert 'misp-galaxy:mitre-attack-pattern="PowerShell - T1059.001"' in tags
    assert not any("T1056.001" in tag for tag in tags)
    remark = next(one for one in event["Attribute"] if one["value"].startswith("T1056.001"))
    assert "described" in remark["value"]
    assert remark["comment"].startswith("The malware records keystrokes")
