"""ATT&CK's bundle: dead ids kept, revoked links not followed, uses marked as MITRE's saying."""

from __future__ import annotations

import pytest

from tocsin.knowledge.building.attack import build_attack
from tocsin.model.errors import UsageError

from tests.knowledge.bundles import bundle, link, technique, thing


def test_a_revoked_technique_keeps_its_id_and_successor() -> None:
    old, new = technique("T1086", "PowerShell", revoked=True), technique("T1059.001", "PowerShell")

    attack, _ = build_attack(bundle(old, new, link(old["id"], "revoked-by", new["id"])), version="1", sha256="0")

    found = {one.id: one for one in attack.techniques}
    assert (found["T1086"].status, found["T1086"].replaced_by) == ("revoked", "T1059.001")
    assert (found["T1059.001"].status, found["T1059.001"].tactics) == ("current", ("initial-access",))


def test_the_living_object_of_a_doubled_id_is_kept() -> None:
    dead, alive = (
        technique("T1", "Old", x_mitre_deprecated=True),
        technique("T1", "New") | {"id": "attack-pattern--other"},
    )

    for order in ((dead, alive), (alive, dead)):
        attack, _ = build_attack(bundle(*order), version="1", sha256="0")
        assert [one.name for one in attack.techniques] == ["New"]


def test_a_groups_uses_say_who_says_so() -> None:
    group, used, gone = (
        thing("intrusion-set", "G1", "X", aliases=["X", "Y"]),
        technique("T1", "A"),
        technique("T2", "B"),
    )
    links = (link(group["id"], "uses", used["id"]), link(group["id"], "uses", gone["id"], revoked=True))

    attack, _ = build_attack(bundle(group, used, gone, *links), version="18.1", sha256="0")

    (found,) = attack.groups
    assert (found.techniques, found.uses_said_by) == (("T1",), "ATT&CK 18.1")
    assert [(alias.name, alias.origin) for alias in found.aliases] == [("Y", "ATT&CK")]


def test_texts_are_one_sentence_without_citations() -> None:
    told = technique("T1", "A", description="[A](https://x) is bad.(Citation: B) More.")

    _, texts = build_attack(bundle(told), version="1", sha256="0")

    assert texts.texts == {"T1": "A is bad."}


def test_a_bundle_without_techniques_is_refused() -> None:
    with pytest.raises(UsageError, match="no ATT&CK"):
        build_attack({"objects": []}, version="1", sha256="0")
