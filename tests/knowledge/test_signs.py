"""Signs and audit sub-categories: data that is well formed, and look-ups that find it."""

from __future__ import annotations

import re

from tocsin.knowledge.logs import logs
from tocsin.knowledge.signs import audit_kind, audit_kinds, remedy_of, sign_families, sign_rules


def test_every_sign_can_be_found_by_something() -> None:
    families = {entry.family for entry in logs()}
    assert "windows" in families
    assert sign_families() <= families
    for family in sorted(sign_families()):
        rules = sign_rules(family)
        assert rules
        assert all(rule.event_ids and rule.providers if family == "windows" else rule.where for rule in rules)
    assert sign_rules("iis") == ()


def test_no_event_belongs_to_two_sub_categories() -> None:
    numbers = [number for kind in audit_kinds() for number in kind.event_ids]
    assert len(numbers) == len(set(numbers))
    assert all(re.fullmatch(r"([0-9a-f]{8}-69ae-11d9-bed3-505054503030)?", kind.guid) for kind in audit_kinds())
    assert len({kind.guid for kind in audit_kinds() if kind.guid}) == sum(bool(kind.guid) for kind in audit_kinds())


def test_sub_categories_by_identifier_and_their_remedy() -> None:
    kind = audit_kind("0CCE9215-69AE-11D9-BED3-505054503030")
    assert kind is not None
    assert (kind.name, remedy_of(kind)) == (
        "Logon",
        'auditpol /set /subcategory:"Logon" /success:enable /failure:enable',
    )
    assert audit_kind("") is None
