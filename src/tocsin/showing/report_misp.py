"""A report as a MISP event: indicators as attributes, techniques and actors as galaxy tags, claims as remarks.

In: a report. Out: JSON in MISP's core format, the same bytes each time (UUIDv5, the document's own date). Only what
stands for itself is marked for detection (`to_ids`): an indicator with a guard is not. A claim is a remark in the
category Attribution with its speaker in front, never a tag: what somebody said is no property of the event.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from tocsin.model.json_form import json_bytes
from tocsin.model.report import Indicator, MentionKind, Report
from tocsin.showing.escape import terminal
from tocsin.showing.misp import TYPES
from tocsin.showing.report_stix import headline
from tocsin.showing.stix_objects import NAME, TEXT, object_id, report_time
from tocsin.showing.technique_basis import DESCRIBED, only_described, sentence

Object = dict[str, Any]
_ANALYSIS, _SAID = "External analysis", "Attribution"
_SOFTWARE = {MentionKind.MALWARE: "mitre-malware", MentionKind.TOOL: "mitre-tool"}


def render(report: Report) -> str:
    """Return the report as a MISP event in JSON."""
    document = report.document
    name = terminal(document.publisher or "tocsin", NAME) or "tocsin"
    event: Object = {
        "uuid": _id("event", document.sha256),
        "info": terminal(document.title or "Report without a title", TEXT) or "unnamed",
        "date": report_time(report).date().isoformat(),
        "threat_level_id": "4",  # undefined
        "analysis": "2",  # completed
        "distribution": "0",  # your organisation only: whoever imports it decides
        "published": False,
        "Orgc": {"name": name, "uuid": object_id("identity", "publisher", name).partition("--")[2]},
        "Tag": [{"name": tag} for tag in dict.fromkeys(_tags(report))],
        "Attribute": list({made["uuid"]: made for made in _attributes(report)}.values()),
    }
    return msgspec.json.format(json_bytes({"Event": event}), indent=2).decode() + "\n"


def _id(*about: object) -> str:
    return object_id("misp", *about).partition("--")[2]


def _tags(report: Report) -> Iterator[str]:
    """Yield tags of MISP's galaxies for what the report names; what it only describes is a remark."""
    described = only_described(report)
    for technique in report.techniques:
        if technique.status == "current" and technique.name and technique.id not in described:
            yield f'misp-galaxy:mitre-attack-pattern="{_quoted(technique.name)} - {technique.id}"'
    for mention in report.mentions:
        number = mention.id or ""
        if mention.kind in _SOFTWARE and number.startswith("S") and not mention.also:
            yield f'misp-galaxy:{_SOFTWARE[mention.kind]}="{_quoted(mention.name)} - {number}"'
        elif mention.kind is MentionKind.INTRUSION_SET and number.startswith("G") and not mention.also:
            yield f'misp-galaxy:mitre-intrusion-set="{_quoted(mention.name)} - {number}"'


def _quoted(name: str) -> str:
    return terminal(name, NAME).replace('"', "'")


def _attributes(report: Report) -> Iterator[Object]:
    for given in report.indicators:
        yield _indicator(report, given)
    for vulnerability in report.vulnerabilities:
        remark = "known to be exploited (CISA KEV)" if vulnerability.known_exploited else ""
        yield _attribute(report, "vulnerability", _ANALYSIS, terminal(vulnerability.id, NAME), remark)
    for claim in report.claims:
        remark = terminal(" ".join(claim.quote.split()), TEXT)
        yield _attribute(report, "text", _SAID, terminal(headline(claim), TEXT), f"claim: {remark}")
    for evidence in only_described(report).values():
        told = f"{evidence.id} {evidence.name or ''} ({DESCRIBED}, score {evidence.score})"
        yield _attribute(report, "text", _ANALYSIS, terminal(told, TEXT), terminal(sentence(report, evidence), TEXT))
    for problem in report.problems:
        told = f"does not fit: {terminal(problem.message, TEXT)}"
        yield _attribute(report, "comment", _ANALYSIS, told, terminal(problem.suggestion or "", TEXT))


def _indicator(report: Report, given: Indicator) -> Object:
    category, kind = TYPES.get(given.type, (_ANALYSIS, "text"))
    made = _attribute(report, kind, category, terminal(given.value, TEXT), terminal(given.guard or "", TEXT))
    made["to_ids"] = kind not in ("text", "AS") and given.guard is None
    if given.window is not None and given.window.begin:
        made["first_seen"] = given.window.begin
        if given.window.end and given.window.end >= given.window.begin:
            made["last_seen"] = given.window.end
    return made


def _attribute(report: Report, kind: str, category: str, value: str, comment: str) -> Object:
    return {
        "uuid": _id(report.document.sha256, kind, category, value),
        "type": kind,
        "category": category,
        "value": value,
        "to_ids": False,
        "distribution": "5",  # as the event
        "comment": comment,
    }
