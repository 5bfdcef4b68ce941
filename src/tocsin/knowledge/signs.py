"""What events say of the log they stand in: signs of tampering, and the audit policy they could only come from.

In: `signs.yaml` and `audit-policy.yaml`. Out: `SignRule` and `AuditKind` nouns, and the look-ups that coverage uses.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from tocsin.knowledge.strict import read_yaml
from tocsin.model.logs import AuditKind, SignRule

_HERE = Path(__file__).parent


@cache
def _signs() -> tuple[SignRule, ...]:
    return read_yaml(_HERE / "signs.yaml", tuple[SignRule, ...])


@cache
def sign_rules(family: str) -> tuple[SignRule, ...]:
    """Return the signs that events of a family can be."""
    return tuple(rule for rule in _signs() if rule.family == family)


@cache
def sign_families() -> frozenset[str]:
    """Return the families of which some events are signs."""
    return frozenset(rule.family for rule in _signs())


@cache
def audit_kinds() -> tuple[AuditKind, ...]:
    """Return the sub-categories of the Windows audit policy."""
    return read_yaml(_HERE / "audit-policy.yaml", tuple[AuditKind, ...])


def audit_kind(guid: str) -> AuditKind | None:
    """Return the sub-category of an identifier, with or without braces.

    >>> audit_kind("{0CCE922B-69AE-11D9-BED3-505054503030}").name
    'Process Creation'
    """
    plain = guid.strip("{} ").lower()
    return next((kind for kind in audit_kinds() if plain and kind.guid == plain), None)


def remedy_of(kind: AuditKind) -> str:
    """Return how to switch a sub-category on."""
    return kind.remedy or f'auditpol /set /subcategory:"{kind.name.split(" (")[0]}" /success:enable /failure:enable'
