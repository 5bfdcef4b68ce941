"""A verdict as a MISP event: the report's indicators with sightings from the logs, techniques and outcomes as tags.

In: a verdict. Out: the event as MISP's core format has it. A sighting is a hit of the indicator, by the host it was on;
that an indicator was *not* seen becomes no sighting, since MISP knows only "seen" and "false positive". What else was
found stands in the event as text. Nobody is named as the doer. Ids are UUIDv5, times come from the material.
Source: MISP core format (draft-dulaunoy-misp-core-format), attribute categories and types as PyMISP 2.5 has them.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

import msgspec

from tocsin.model.hits import Hit
from tocsin.model.json_form import json_bytes
from tocsin.model.report import BehaviourKind, Indicator
from tocsin.model.verdict import Finding, Outcome, Verdict
from tocsin.showing.arrange import host_name, label, newest_time
from tocsin.showing.escape import terminal
from tocsin.showing.times import moment

_OWN = uuid.UUID("0f6a2c53-8f0b-5b5d-9c1f-5d1c4a7c0b11")
EPOCH = 0
NAME, TEXT = 250, 5_000
SIGHTINGS = 100
"""Sightings of one attribute; the comment has the number of all hits."""

TYPES: dict[str, tuple[str, str]] = {
    "ipv4-addr": ("Network activity", "ip-dst"),
    "ipv6-addr": ("Network activity", "ip-dst"),
    "domain-name": ("Network activity", "domain"),
    "url": ("Network activity", "url"),
    "user-agent": ("Network activity", "user-agent"),
    "autonomous-system": ("Network activity", "AS"),
    "email-addr": ("Payload delivery", "email-src"),
    "file:md5": ("Payload delivery", "md5"),
    "file:sha1": ("Payload delivery", "sha1"),
    "file:sha256": ("Payload delivery", "sha256"),
    "file:sha512": ("Payload delivery", "sha512"),
    "file:name": ("Payload delivery", "filename"),
    "file:path": ("Artifacts dropped", "filename"),
    "windows-registry-key": ("Persistence mechanism", "regkey"),
    "mutex": ("Artifacts dropped", "mutex"),
}
_OTHER = ("Other", "text")
_HITS = (Outcome.SEEN, Outcome.ATTEMPTED)


def event(verdict: Verdict) -> dict[str, Any]:
    """Return the event."""
    document, stamp = verdict.report.document, _seconds(newest_time(verdict))
    by_ref = {
        finding.behaviour.ref: [one for one in verdict.findings if one.behaviour.id == finding.behaviour.id]
        for finding in verdict.findings
    }
    attributes = [_indicator(one, by_ref, stamp) for one in verdict.report.indicators]
    attributes += [
        _attribute("External analysis", "vulnerability", one.id, stamp, ids=False)
        for one in verdict.report.vulnerabilities
    ]
    attributes += [_found(finding, stamp) for finding in verdict.findings if finding.outcome in _HITS]
    attributes.append(_attribute("Internal reference", "text", verdict.statement, stamp, ids=False, comment="verdict"))
    unique = {one["uuid"]: one for one in attributes}
    published = moment(document.published)
    return {
        "Event": {
            "uuid": _id("event", document.sha256, verdict.versions.rules, verdict.statement),
            "info": terminal(f"tocsin: {document.title or 'a report without a title'}", NAME),
            "date": f"{published:%Y-%m-%d}" if published and published.year >= 1000 else "1970-01-01",
            "timestamp": str(stamp),
            "threat_level_id": "4",  # undefined: the logs do not tell
            "analysis": "2",  # completed
            "distribution": "0",  # this organisation only
            "published": False,
            "Attribute": list(unique.values()),
            "Tag": _tags(verdict),
        }
    }


def to_json(event: dict[str, Any]) -> bytes:
    """Return the event as JSON."""
    return msgspec.json.format(json_bytes(event), indent=1) + b"\n"


def _tags(verdict: Verdict) -> list[dict[str, str]]:
    names = [f'tocsin:outcome="{verdict.outcome.value}"']
    if verdict.stage:
        names.append(f'tocsin:stage="{verdict.stage.value}"')
    for finding in verdict.findings:
        if finding.behaviour.kind is BehaviourKind.TECHNIQUE:
            name = terminal(finding.behaviour.name, NAME).replace('"', "'")
            ref = terminal(finding.behaviour.ref, 20).replace('"', "'")
            names.append(f'misp-galaxy:mitre-attack-pattern="{name.removeprefix(ref).strip()} - {ref}"')
    return [{"name": name} for name in dict.fromkeys(names)]


def _indicator(given: Indicator, findings: dict[str, list[Finding]], stamp: int) -> dict[str, Any]:
    category, type_ = TYPES.get(given.type, _OTHER)
    ref = f"{given.type}:{given.value}"
    own = findings.get(ref, [])
    outcomes = dict.fromkeys(f"{host_name(one.host)}: {one.outcome.value}" for one in own)
    guard = [f"guard: {given.guard}"] if given.guard else []
    # a guarded indicator is no ground for a detection by itself
    made = _attribute(
        category, type_, given.value, stamp, ids=given.guard is None and type_ != "text", about=ref,
        comment="; ".join([*list(outcomes)[:20], *guard]),
    )  # fmt: skip
    sightings = [
        _sighting(hit, one.host, time, made["uuid"])
        for one in own
        for hit in one.hits
        if (time := moment(hit.time)) is not None and time.year >= 1970
    ]
    if sightings:
        made["Sighting"] = list({one["uuid"]: one for one in sightings}.values())[:SIGHTINGS]
    return made


def _sighting(hit: Hit, host: str | None, time: datetime, of: str) -> dict[str, str]:
    places = (hit.source,) if hit.source else hit.events
    where = "; ".join(f"{place.path} record {place.record} byte {place.offset}" for place in places[:5])
    return {
        "uuid": _id("sighting", of, hit.time, host, where),
        "attribute_uuid": of,
        "type": "0",
        "date_sighting": str(_seconds(time)),
        "source": terminal(f"tocsin on {host_name(host)}: {where}", NAME),
    }


def _found(finding: Finding, stamp: int) -> dict[str, Any]:
    words = f"{label(finding.behaviour)} on {host_name(finding.host)}: {finding.explanation}"
    about = f"{finding.behaviour.id}\n{finding.host}"
    return _attribute("Internal reference", "text", words, stamp, ids=False, about=about, comment=finding.outcome.value)


def _attribute(
    category: str, type_: str, value: str, stamp: int, *, ids: bool, about: str | None = None, comment: str = ""
) -> dict[str, Any]:
    return {
        "uuid": _id("attribute", type_, about or value),
        "category": category,
        "type": type_,
        "value": terminal(value, TEXT) or "(empty)",
        "to_ids": ids,
        "distribution": "5",  # as the event
        "timestamp": str(stamp),
        "comment": terminal(comment, TEXT),
    }


def _id(*about: object) -> str:
    return str(uuid.uuid5(_OWN, "\x1f".join(map(str, about)).encode("utf-8", "replace").decode()))


def _seconds(time: datetime | None) -> int:
    return EPOCH if time is None else max(int(time.timestamp()), EPOCH)
