"""MISP's actors: joined to an ATT&CK group only where one is said to be the other; origins kept."""

from __future__ import annotations

from typing import Any

from tocsin.knowledge.building.actors import build_actors
from tocsin.knowledge.entries import Alias, Group, TableSource

SOURCE = TableSource(name="x", version="1", date=None, sha256="0", licence="CC0-1.0")
ATTACK = (
    Group(id="G0065", name="Leviathan", aliases=(Alias(name="APT40"), Alias(name="Shared"))),
    Group(id="G0016", name="APT29", aliases=(Alias(name="NOBELIUM"), Alias(name="Shared"))),
)


def actor(name: str, *synonyms: str, **meta: Any) -> dict[str, Any]:
    return {"value": name, "uuid": f"uuid-{name}", "meta": {"synonyms": list(synonyms), **meta}}


def test_an_actor_is_joined_by_the_groups_id() -> None:
    made = build_actors(
        [actor("Other", "G0065", "ISLANDDREAMS", **{"origin:ISLANDDREAMS": "Google"})], SOURCE, ATTACK, frozenset()
    )

    (added,) = made.additions
    assert added.id == "G0065"
    assert added.aliases == (Alias(name="ISLANDDREAMS", origin="Google"), Alias(name="Other"))
    assert made.groups == ()


def test_an_actor_is_joined_by_its_own_name() -> None:
    made = build_actors([actor("APT 40", "TA423", country="CN")], SOURCE, ATTACK, frozenset({"CN"}))

    assert [(one.id, one.country, one.country_said_by) for one in made.additions] == [("G0065", "CN", "MISP")]


def test_a_shared_alias_joins_nothing() -> None:
    made = build_actors([actor("Shared"), actor("New Actor", "Shared")], SOURCE, ATTACK, frozenset())

    assert made.additions == ()
    assert [one.name for one in made.groups] == ["New Actor", "Shared"]


def test_an_unknown_country_is_left_out() -> None:
    (one,) = build_actors([actor("New", country="XX")], SOURCE, ATTACK, frozenset({"CN"})).groups

    assert one.country is None
