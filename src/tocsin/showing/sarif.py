"""A verdict as SARIF 2.1.0, for viewers and pipelines that read it: each finding a result, its records the locations.

SARIF tells apart what tocsin tells apart: a result *fails* (seen, attempted), *passes* (not seen), is *open* where the
logs do not suffice (blind, partly blind), or is *not applicable* (not checkable). Source: OASIS SARIF 2.1.0, §3.27.9.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import msgspec

from tocsin.model.hits import Hit
from tocsin.model.json_form import json_bytes
from tocsin.model.report import Behaviour
from tocsin.model.verdict import Finding, Outcome, Verdict
from tocsin.showing.arrange import host_name, label
from tocsin.showing.escape import terminal

NAME, TEXT = 250, 5_000
LOCATIONS = 20
SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_KINDS = {
    Outcome.SEEN: ("fail", "error"),
    Outcome.ATTEMPTED: ("fail", "warning"),
    Outcome.NOT_SEEN: ("pass", "none"),
    Outcome.PARTLY_BLIND: ("open", "none"),
    Outcome.BLIND: ("open", "none"),
    Outcome.NOT_CHECKABLE: ("notApplicable", "none"),
}


def log(verdict: Verdict) -> dict[str, Any]:
    """Return the log, of one run."""
    behaviours = {finding.behaviour.id: finding.behaviour for finding in verdict.findings}
    places = {id_: place for place, id_ in enumerate(behaviours)}
    driver = {
        "name": "tocsin",
        "version": terminal(verdict.versions.tocsin, NAME),
        "rules": [_rule(behaviour) for behaviour in behaviours.values()],
    }
    results = [_result(finding, places[finding.behaviour.id]) for finding in verdict.findings]
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "results": results,
                "properties": {"outcome": verdict.outcome.value, "statement": terminal(verdict.statement, TEXT)},
            }
        ],
    }


def to_json(log: dict[str, Any]) -> bytes:
    """Return the log as JSON."""
    return msgspec.json.format(json_bytes(log), indent=1) + b"\n"


def _rule(behaviour: Behaviour) -> dict[str, Any]:
    words = terminal(label(behaviour), NAME) or "unnamed"
    return {"id": terminal(behaviour.id, NAME) or "unnamed", "shortDescription": {"text": words}}


def _result(finding: Finding, rule: int) -> dict[str, Any]:
    kind, level = _KINDS[finding.outcome]
    shown = [place for hit in finding.hits for place in _locations(hit)][:LOCATIONS]
    return {
        "ruleId": terminal(finding.behaviour.id, NAME) or "unnamed",
        "ruleIndex": rule,
        "kind": kind,
        "level": level,
        "message": {"text": terminal(f"{host_name(finding.host)}: {finding.explanation}", TEXT)},
        "fingerprints": {"tocsin/v1": terminal(finding.id, NAME)},
        "properties": {
            "outcome": finding.outcome.value,
            "host": terminal(host_name(finding.host), NAME),
            "stage": finding.stage.value if finding.stage else None,
            "share": finding.share,
            "hits": finding.hit_count,
        },
        **({"locations": shown} if shown else {}),
    }


def _locations(hit: Hit) -> list[dict[str, Any]]:
    # paths are relative to the evidence; what is not allowed in an address is written in per cent
    return [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": quote(place.path[:NAME].encode("utf-8", "replace"), safe="/")},
                "region": {"byteOffset": max(place.offset, 0)},
            },
            "message": {"text": terminal(hit.rule.title, NAME) or "unnamed"},
        }
        for place in ((hit.source,) if hit.source else hit.events)
    ]
