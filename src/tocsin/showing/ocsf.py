"""A verdict as findings of the Open Cybersecurity Schema Framework, one JSON line each, for data lakes and SIEMs.

What was seen or attempted is a *Detection Finding* (2004). That something could have been seen, or could not, is a
control that holds or fails: a *Compliance Finding* (2003), passed for `not seen`, a warning for `partly blind`, failed
for `blind`. What is not checkable has no line. Times come from the material. Source: schema.ocsf.io, version 1.4.0.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tocsin.model.hits import Hit
from tocsin.model.json_form import json_bytes
from tocsin.model.packs import Stage
from tocsin.model.report import BehaviourKind
from tocsin.model.verdict import Finding, Outcome, Strength, Verdict
from tocsin.showing.arrange import host_name, label, newest_time
from tocsin.showing.escape import terminal
from tocsin.showing.times import moment

VERSION = "1.4.0"
NAME, TEXT = 250, 5_000
EVIDENCES = 20
"""Records that one finding carries; `count` says how many there are."""

_TECHNIQUE = re.compile(r"T\d{4}(?:\.\d{3})?")
_CVE = re.compile(r"CVE-\d{4}-\d{4,}")
_SEVERITY = {Stage.SCANNED: 2, Stage.ATTEMPTED: 3, Stage.EXPLOITED: 4, Stage.FOOTHOLD: 5, Stage.POST_EXPLOITATION: 5}
_WEAK_SEVERITY = 3  # at most, for what is merely consistent with the report
_SEVERITIES = {1: "Informational", 2: "Low", 3: "Medium", 4: "High", 5: "Critical"}
_CONTROL = {Outcome.NOT_SEEN: (1, "Pass"), Outcome.PARTLY_BLIND: (2, "Warning"), Outcome.BLIND: (3, "Fail")}


def lines(verdict: Verdict) -> Iterator[bytes]:
    """Yield one finding a line."""
    newest = newest_time(verdict)
    at = 0 if newest is None else _millis(newest.isoformat()) or 0
    for finding in verdict.findings:
        made = _finding(verdict, finding, at)
        if made is not None:
            yield json_bytes(made) + b"\n"


def _finding(verdict: Verdict, finding: Finding, at: int) -> dict[str, Any] | None:
    if finding.outcome in (Outcome.SEEN, Outcome.ATTEMPTED):
        return _event(verdict, finding, at, 2004, "Detection Finding", _severity(finding)) | _detection(finding)
    if finding.outcome not in _CONTROL:
        return None
    number, word = _CONTROL[finding.outcome]
    control = {
        "control": "what the report describes can be seen in the logs at hand",
        "requirements": [terminal(finding.behaviour.id, NAME)],
        "standards": ["tocsin"],
        "status": word,
        "status_id": number,
    }
    remedies = list(dict.fromkeys(terminal(blind.remedy, TEXT) for blind in finding.blind if blind.remedy))
    made = _event(verdict, finding, at, 2003, "Compliance Finding", 1) | {"compliance": control}
    return made | ({"remediation": {"desc": "\n".join(remedies[:EVIDENCES])}} if remedies else {})


def _event(verdict: Verdict, finding: Finding, at: int, class_: int, class_name: str, severity: int) -> dict[str, Any]:
    return {
        "activity_id": 1,
        "activity_name": "Create",
        "category_uid": 2,
        "category_name": "Findings",
        "class_uid": class_,
        "class_name": class_name,
        "type_uid": class_ * 100 + 1,
        "type_name": f"{class_name}: Create",
        "time": _millis(finding.last) or at,
        "severity_id": severity,
        "severity": _SEVERITIES[severity],
        "status_id": 1,
        "status": "New",
        "message": terminal(finding.explanation, TEXT),
        "metadata": {
            "version": VERSION,
            "product": {"name": "tocsin", "vendor_name": "tocsin", "version": terminal(verdict.versions.tocsin, NAME)},
            "uid": terminal(finding.id, NAME),
        },
        "finding_info": {
            "uid": terminal(finding.id, NAME),
            "title": terminal(f"{label(finding.behaviour)} on {host_name(finding.host)}", NAME),
            "desc": terminal(finding.explanation, TEXT),
            "types": [finding.outcome.value],
            **({"attacks": attacks} if (attacks := _attacks(finding)) else {}),
        },
        "resources": [{"name": terminal(host_name(finding.host), NAME), "type": "host"}],
        "unmapped": {
            "outcome": finding.outcome.value,
            "stage": finding.stage.value if finding.stage else None,
            "strength": finding.strength.value if finding.strength else None,
            "share": finding.share,
            "report_sha256": terminal(verdict.report.document.sha256, 64),
        },
    }


def _detection(finding: Finding) -> dict[str, Any]:
    made: dict[str, Any] = {
        "is_alert": finding.outcome is Outcome.SEEN,
        "count": max(finding.hit_count, 1),
        "evidences": [_evidence(hit) for hit in finding.hits[:EVIDENCES]],
    }
    for name, text in (("start_time", finding.first), ("end_time", finding.last)):
        if (time := _millis(text)) is not None:
            made[name] = time
    if finding.behaviour.kind is BehaviourKind.VULNERABILITY and _CVE.fullmatch(finding.behaviour.ref):
        made["vulnerabilities"] = [{"cve": {"uid": finding.behaviour.ref}}]
    return made


def _evidence(hit: Hit) -> dict[str, Any]:
    places = (hit.source,) if hit.source else hit.events
    fields = {
        terminal(name, NAME): terminal(", ".join(map(str, value)) if isinstance(value, tuple) else str(value), TEXT)
        for name, value in (hit.event or {}).items()
        if value is not None
    }
    where = [{"path": terminal(place.path, NAME), "record": place.record, "byte": place.offset} for place in places[:5]]
    return {"data": {"rule": terminal(hit.rule.title, NAME), "rule_id": terminal(hit.rule.id, NAME), "places": where,
                     "time": terminal(hit.time or "", NAME), "event": fields}}  # fmt: skip


def _attacks(finding: Finding) -> list[dict[str, Any]]:
    ref = finding.behaviour.ref
    if finding.behaviour.kind is not BehaviourKind.TECHNIQUE or not _TECHNIQUE.fullmatch(ref):
        return []
    return [{"technique": {"uid": ref, "name": terminal(finding.behaviour.name, NAME)}, "version": "18"}]


def _severity(finding: Finding) -> int:
    full = _SEVERITY[finding.stage] if finding.stage else _WEAK_SEVERITY
    return full if finding.strength is Strength.SPECIFIC else min(full, _WEAK_SEVERITY)


def _millis(text: str | None) -> int | None:
    time = moment(text)
    return None if time is None else int(time.timestamp() * 1000)
