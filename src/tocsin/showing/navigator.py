"""An ATT&CK Navigator layer (format 4.5): the techniques of a verdict, coloured and scored by outcome.

Colours are Okabe and Ito's, which the colour-blind tell apart; the comment says in words what the colour means. Besides
the techniques that the report names, those are marked that the tags of the rules with hits name.
Source: the layer format of mitre-attack/attack-navigator, layers/spec/v4.5.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from tocsin.model.json_form import json_bytes
from tocsin.model.report import BehaviourKind
from tocsin.model.verdict import Finding, Outcome, Verdict
from tocsin.showing.arrange import host_name
from tocsin.showing.escape import terminal
from tocsin.showing.outcomes import LOOKS, rank

ATTACK_VERSION = "18"
_TECHNIQUE = re.compile(r"T\d{4}(?:\.\d{3})?")
_TAG = re.compile(r"attack\.(t\d{4}(?:\.\d{3})?)", re.IGNORECASE)
COMMENT = 4_000


def layer(verdict: Verdict) -> dict[str, Any]:
    """Return the layer; a technique on several hosts takes the outcome people want to know first."""
    document = verdict.report.document
    return {
        "name": terminal(f"tocsin: {document.title or 'report'}", 200),
        "versions": {"attack": ATTACK_VERSION, "navigator": "5.1.0", "layer": "4.5"},
        "domain": "enterprise-attack",
        "description": terminal(verdict.statement, COMMENT),
        "sorting": 3,
        "layout": {"layout": "side", "showID": True, "showName": True, "expandedSubtechniques": "annotated"},
        "hideDisabled": False,
        "techniques": [_technique(id_, findings) for id_, findings in sorted(_by_technique(verdict).items())],
        "gradient": {"colors": ["#cccccc", "#0072b2", "#d55e00"], "minValue": 0, "maxValue": 100},
        "legendItems": [
            {"label": f"{look.symbol} {outcome.value}: {look.meaning}", "color": look.hex}
            for outcome, look in LOOKS.items()
        ],
        "metadata": [
            {"name": "outcome", "value": verdict.outcome.value},
            {"name": "report sha256", "value": terminal(document.sha256, 64) or "none"},
            {"name": "tocsin", "value": terminal(verdict.versions.tocsin, 40) or "none"},
        ],
        "selectTechniquesAcrossTactics": True,
        "selectSubtechniquesWithParent": False,
    }


def to_json(layer: dict[str, Any]) -> bytes:
    """Return the layer as JSON."""
    return msgspec.json.format(json_bytes(layer), indent=1) + b"\n"


def _technique(id_: str, findings: list[Finding]) -> dict[str, Any]:
    worst = min(findings, key=lambda finding: rank(finding.outcome))
    look = LOOKS[worst.outcome]
    comments = dict.fromkeys(f"{finding.outcome.value}: {finding.explanation}" for finding in findings)
    return {
        "techniqueID": id_,
        "score": look.score,
        "color": look.hex,
        "comment": terminal(" | ".join(comments), COMMENT),
        "enabled": True,
        "showSubtechniques": "." in id_,
        "metadata": [
            {"name": terminal(host_name(finding.host), 100) or "host", "value": finding.outcome.value}
            for finding in findings[:50]
        ],
    }


def _by_technique(verdict: Verdict) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for finding in verdict.findings:
        named = {finding.behaviour.ref} if finding.behaviour.kind is BehaviourKind.TECHNIQUE else set[str]()
        if finding.outcome in (Outcome.SEEN, Outcome.ATTEMPTED):
            named |= {tag.upper() for hit in finding.hits for text in hit.rule.tags for tag in _TAG.findall(text)}
        for id_ in sorted(named):
            if _TECHNIQUE.fullmatch(id_):
                found.setdefault(id_, []).append(finding)
    return found
