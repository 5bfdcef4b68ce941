"""Makes small ATT&CK bundles for tests."""

from __future__ import annotations

from typing import Any


def thing(kind: str, external_id: str, name: str, **more: Any) -> dict[str, Any]:
    """Return an ATT&CK object whose STIX id follows from its ATT&CK id."""
    reference = {"source_name": "mitre-attack", "external_id": external_id}
    return {"type": kind, "id": f"{kind}--{external_id}", "name": name, "external_references": [reference], **more}


def technique(external_id: str, name: str, **more: Any) -> dict[str, Any]:
    """Return a technique of the tactic initial-access."""
    phases = [{"kill_chain_name": "mitre-attack", "phase_name": "initial-access"}]
    return thing("attack-pattern", external_id, name, kill_chain_phases=phases, **more)


def link(source: str, relation: str, target: str, **more: Any) -> dict[str, Any]:
    """Return a relationship."""
    return {
        "type": "relationship", "id": f"relationship--{source}{relation}{target}", "source_ref": source,
        "relationship_type": relation, "target_ref": target, **more,
    }  # fmt: skip


def bundle(*things: dict[str, Any]) -> dict[str, Any]:
    """Return a bundle of these and one tactic."""
    tactic = thing("x-mitre-tactic", "TA0001", "Initial Access", x_mitre_shortname="initial-access")
    return {"type": "bundle", "id": "bundle--1", "objects": [tactic, *things]}
