"""MISP's threat actors and `data/groups.yaml` into the table `actors`: names for ATT&CK's groups, and those it lacks.

An actor is taken for an ATT&CK group only where MISP says so by the group's id, or where the name of one is among the
names of the other and of no second group. Everything else stays apart: a shared alias makes two names, never one actor.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from tocsin.knowledge.building.sources import DataHead, own_source, plain, read_own
from tocsin.knowledge.entries import Alias, Entry, Group, TableHead, TableSource
from tocsin.knowledge.tables import ActorsTable
from tocsin.model.errors import UsageError

_GROUP_ID = re.compile(r"G\d{4}")
_OWN_ORIGIN = "tocsin"
OWN = Path(__file__).parents[1] / "data" / "groups.yaml"


class OwnGroup(Entry, frozen=True, kw_only=True):
    """A group of `data/groups.yaml`; one with an id of ATT&CK or MISP gives that group further names."""

    id: str
    name: str
    names: tuple[str, ...] = ()
    country: str | None = None
    said_by: str | None = None


class GroupsFile(Entry, frozen=True, kw_only=True):
    """`data/groups.yaml`."""

    head: DataHead
    groups: tuple[OwnGroup, ...]


def build_actors(
    values: Iterable[Mapping[str, Any]],
    source: TableSource,
    attack: Iterable[Group],
    country_codes: frozenset[str],
    own: Path = OWN,
) -> ActorsTable:
    """Build the table from a galaxy's values, the project's own file and ATT&CK's groups."""
    more = read_own(own, GroupsFile)
    groups = {group.id: group for group in attack if group.status == "current"}
    named: dict[str, set[str]] = defaultdict(set)
    for group in groups.values():
        for name in (group.name, *(alias.name for alias in group.aliases)):
            named[plain(name)].add(group.id)
    additions: dict[str, list[Group]] = defaultdict(list)
    apart: dict[str, Group] = {}
    for value in values:
        actor = _actor(value, country_codes)
        group_id = _same(actor, value, groups, named)
        if group_id:
            additions[group_id].append(actor)
        else:
            apart[actor.id] = actor
    for mine in map(_own, more.groups):
        if mine.id in groups:
            additions[mine.id].append(mine)
        elif mine.id in apart:
            known = apart[mine.id]
            apart[mine.id] = replace(known, aliases=(*known.aliases, *mine.aliases))
        elif mine.id.startswith("group:"):
            apart[mine.id] = mine
        else:
            raise UsageError(f"gives names to {mine.id}, which no group has", where=str(own))
    return ActorsTable(
        head=TableHead(table="actors", sources=(source, own_source(own, more.head))),
        additions=tuple(_added(groups[key], additions[key]) for key in sorted(additions)),
        groups=tuple(apart[key] for key in sorted(apart)),
    )


def _actor(value: Mapping[str, Any], country_codes: frozenset[str]) -> Group:
    meta: Mapping[str, Any] = value.get("meta", {})
    names = [name for name in meta.get("synonyms", ()) if not _GROUP_ID.fullmatch(name)]
    origins = {key.partition(":")[2]: str(origin) for key, origin in meta.items() if key.startswith("origin:")}
    sponsor = meta.get("country") if meta.get("country") in country_codes else None
    aliases = tuple(
        Alias(name=name, origin=origins.get(name)) for name in dict.fromkeys(names) if name != value["value"]
    )
    return Group(
        id=f"misp:{value['uuid']}",
        name=value["value"],
        aliases=aliases,
        country=sponsor,
        country_said_by="MISP" if sponsor else None,
        sectors=tuple(sorted(set(meta.get("targeted-sector", ())))),
        victims=tuple(sorted(set(meta.get("cfr-suspected-victims", ())))),
    )


def _own(group: OwnGroup) -> Group:
    return Group(
        id=group.id,
        name=group.name,
        aliases=tuple(Alias(name=name, origin=_OWN_ORIGIN) for name in group.names),
        country=group.country,
        country_said_by=group.said_by,
    )


def _same(
    actor: Group, value: Mapping[str, Any], groups: Mapping[str, Group], named: Mapping[str, set[str]]
) -> str | None:
    """Return the one ATT&CK group that this actor is said to be, or None."""
    given = {name for name in value.get("meta", {}).get("synonyms", ()) if name in groups}
    if len(given) == 1:
        return given.pop()
    by_name = named.get(plain(actor.name), set())
    if len(by_name) == 1:
        return next(iter(by_name))
    main = {
        key
        for alias in actor.aliases
        for key in named.get(plain(alias.name), ())
        if plain(groups[key].name) == plain(alias.name)
    }
    return main.pop() if len(main) == 1 else None


def _added(group: Group, actors: Iterable[Group]) -> Group:
    """Return what MISP adds to an ATT&CK group: names it lacks, with their origin, and the country said."""
    known = {plain(name) for name in (group.name, *(alias.name for alias in group.aliases))}
    found: dict[str, Alias] = {}
    actors = sorted(actors, key=lambda actor: actor.id)
    for actor in actors:
        for alias in (Alias(name=actor.name), *actor.aliases):
            if plain(alias.name) not in known and (alias.name not in found or alias.origin):
                found[alias.name] = alias
    countries = sorted({actor.country for actor in actors if actor.country})
    said_by = next((actor.country_said_by for actor in actors if actor.country), None)
    return Group(
        id=group.id,
        name=group.name,
        aliases=tuple(found[name] for name in sorted(found)),
        country=countries[0] if len(countries) == 1 else None,
        country_said_by=said_by if len(countries) == 1 else None,
        sectors=tuple(sorted({sector for actor in actors for sector in actor.sectors})),
        victims=tuple(sorted({victim for actor in actors for victim in actor.victims})),
        misp=tuple(actor.id.removeprefix("misp:") for actor in actors if actor.id.startswith("misp:")),
    )
