"""MISP's actors: joined to an ATT&CK group only where one is said to be the other; origins kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tocsin.knowledge.building.actors import build_actors
from tocsin.knowledge.entries import Alias, Group, TableSource
from tocsin.knowledge.tables import ActorsTable
from tocsin.model.errors import UsageError

SOURCE = TableSource(name="x", version="1", date=None, sha256="0", licence="CC0-1.0")
ATTACK = (
    Group(id="G0065", name="Leviathan", aliases=(Alias(name="APT40"), Alias(name="Shared"))),
    Group(id="G0016", name="APT29", aliases=(Alias(name="NOBELIUM"), Alias(name="Shared"))),
)


NONE = 'head: {source: made up, version: "1", date: 2026-01-01, licence: CC0-1.0}\ngroups: []\n'
OWN = """\
head: {source: made up, version: "1", date: 2026-01-01, licence: CC0-1.0}
groups:
  - {id: group:own, name: Own Crew, names: [OwnCrew], country: XX, said_by: US DOJ}
  - {id: G0065, name: Leviathan, names: [Red Whale]}
  - {id: "misp:uuid-New", name: New, names: [Newer]}
"""


def built(tmp_path: Path, own: str, *actors: dict[str, Any], codes: frozenset[str] = frozenset()) -> ActorsTable:
    path = tmp_path / "groups.yaml"
    path.write_text(own, encoding="utf-8")
    return build_actors(actors, SOURCE, ATTACK, codes, path)


def actor(name: str, *synonyms: str, **meta: Any) -> dict[str, Any]:
    return {"value": name, "uuid": f"uuid-{name}", "meta": {"synonyms": list(synonyms), **meta}}


def test_an_actor_is_joined_by_the_groups_id(tmp_path: Path) -> None:
    made = built(tmp_path, NONE, actor("Other", "G0065", "ISLANDDREAMS", **{"origin:ISLANDDREAMS": "Google"}))

    (added,) = made.additions
    assert added.id == "G0065"
    assert added.aliases == (Alias(name="ISLANDDREAMS", origin="Google"), Alias(name="Other"))
    assert made.groups == ()


def test_an_actor_is_joined_by_its_own_name(tmp_path: Path) -> None:
    made = built(tmp_path, NONE, actor("APT 40", "TA423", country="CN"), codes=frozenset({"CN"}))

    assert [(one.id, one.country, one.country_said_by) for one in made.additions] == [("G0065", "CN", "MISP")]


def test_a_shared_alias_joins_nothing(tmp_path: Path) -> None:
    made = built(tmp_path, NONE, actor("Shared"), actor("New Actor", "Shared"))

    assert made.additions == ()
    assert [one.name for one in made.groups] == ["New Actor", "Shared"]


def test_an_unknown_country_is_left_out(tmp_path: Path) -> None:
    (one,) = built(tmp_path, NONE, actor("New", country="XX"), codes=frozenset({"CN"})).groups

    assert one.country is None


def test_own_groups_stand_apart_or_give_others_further_names(tmp_path: Path) -> None:
    made = built(tmp_path, OWN, actor("New", "Novel"))

    assert [(one.id, [alias.name for alias in one.aliases]) for one in made.additions] == [("G0065", ["Red Whale"])]
    assert [(one.id, [(alias.name, alias.origin) for alias in one.aliases]) for one in made.groups] == [
        ("group:own", [("OwnCrew", "tocsin")]),
        ("misp:uuid-New", [("Novel", None), ("Newer", "tocsin")]),
    ]
    assert (made.groups[0].country, made.groups[0].country_said_by) == ("XX", "US DOJ")


@pytest.mark.parametrize("wrong", ["misp:uuid-Gone", "G9999"])
def test_names_for_a_group_that_nobody_has_are_an_error(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(UsageError, match=wrong):
        built(tmp_path, OWN.replace("misp:uuid-New", wrong), actor("New"))


def test_a_country_is_said_by_whoever_says_it(tmp_path: Path) -> None:
    own = NONE.replace("groups: []", "groups: [{id: G0065, name: Leviathan, country: CN, said_by: US DOJ}]")

    assert [(one.country, one.country_said_by) for one in built(tmp_path, own).additions] == [("CN", "US DOJ")]
