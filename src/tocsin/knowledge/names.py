"""The gazetteer: every written name of every entry, with what a finder must know about it.

In: the tables. Out: `Name`s in a stable order. Two entries with one name give two names. Only what is written here is
decided here: whether case counts, and whether the name is usually something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tocsin.knowledge.entries import Body, Group, Incident, Name, Software
from tocsin.knowledge.tables import ActorsTable, AttackTable, SoftwareTable, VulnerabilitiesTable, WorldTable
from tocsin.model.report import MentionKind as Kind

_NUMBERED = re.compile(r"(APT-C|APT|FIN|TA|UNC|UAC|ATK|DEV|TAG|ITG|CTA|MIVD)[- ]?(\d{1,5})")
_STORM = re.compile(r"Storm[- ]?(\d{3,5})", re.IGNORECASE)


def variants(name: str) -> tuple[str, ...]:
    """Return other spellings of a numbered name.

    >>> variants("APT40")
    ('APT-40', 'APT 40', 'Advanced Persistent Threat 40', 'Advanced Persistent Threat Group 40')
    >>> variants("HAFNIUM"), variants("Turla")
    (('Hafnium',), ())
    """
    if name.isalpha():
        return (name.capitalize(),) if len(name) > 4 and name.isupper() and name.isascii() else ()
    if not name[-1:].isdigit():
        return ()
    numbered = _NUMBERED.fullmatch(name)
    if numbered:
        letters, number = numbered.groups()
        spellings = [f"{letters}{number}", f"{letters}-{number}", f"{letters} {number}"]
        if letters == "APT":
            spellings += [f"Advanced Persistent Threat {number}", f"Advanced Persistent Threat Group {number}"]
        return tuple(spelling for spelling in spellings if spelling != name)
    storm = _STORM.fullmatch(name)
    if storm:
        return tuple(text for text in (f"Storm-{storm.group(1)}", f"Storm {storm.group(1)}") if text != name)
    return ()


def derive(
    attack: AttackTable,
    actors: ActorsTable,
    software: SoftwareTable,
    world: WorldTable,
    vulnerabilities: VulnerabilitiesTable,
    incidents: Iterable[Incident],
    words: frozenset[str],
) -> tuple[Name, ...]:
    """Return the gazetteer of these tables; `words` are ordinary words, in small letters."""
    marker = _Marker(words, frozenset(world.common))
    found: dict[tuple[str, Kind, str | None], Name] = {}
    for name in (
        *_of_world(world, marker),
        *_of_incidents(incidents),
        *_of_vulnerabilities(vulnerabilities, marker),
        *_of_groups((*attack.groups, *actors.additions, *actors.groups), marker),
        *_of_software((*attack.software, *software.additions, *software.software), marker),
    ):
        key = (name.text, name.kind, name.id)
        if key not in found:
            found[key] = name
    return tuple(found.values())


class _Marker:
    """Judges a name: does its case count, is it usually something else."""

    def __init__(self, words: frozenset[str], common: frozenset[str]) -> None:
        self.words = words
        self.listed = common

    def __call__(self, text: str) -> tuple[bool, bool]:
        """Return (cased, common)."""
        if text in self.listed:
            return True, True
        if text.isalnum():
            if text.lower() in self.words:
                return True, True
            if len(text) <= 3 or (len(text) == 4 and text.isalpha()):
                return True, len(text) <= 3 and text.isalpha()
            # "GIMMICK" and "Maple" are also words that no list of words need hold; "WannaCry" and "gh0st" are not
            return text.isalpha() and (text.isupper() or text.istitle()), False
        if len(text) <= 4:
            return True, False
        words = self.words
        return all(part.lower() in words or not part.isalpha() for part in text.replace("-", " ").split()), False


def _of_world(world: WorldTable, marker: _Marker) -> Iterator[Name]:
    yield from _of_places(world, marker.listed)
    for sector in world.sectors:
        for text in dict.fromkeys((*sector.words, sector.name)):
            yield Name(
                text, Kind.SECTOR, sector.id, sector.name, "tocsin sectors", text.isupper(), text in marker.listed
            )
    for body in world.bodies:
        yield from _of_body(body, marker)
    for person in world.persons:
        for role, texts in (("name", (person.name,)), ("alias", person.names), ("misspelling", person.misspellings)):
            for text in texts:
                surname = role == "alias" and " " not in text and text.isascii()
                role_shown = "surname" if surname else role
                yield Name(text, Kind.PERSON, person.id, person.name, "tocsin persons", True, surname, role_shown)
    for one in world.organisations:
        for role, texts in (("name", (one.name,)), ("alias", one.names)):
            for text in texts:
                yield Name(text, Kind.ORGANISATION, one.id, one.name, "tocsin organisations", True, one.common, role)


def _of_places(world: WorldTable, common: frozenset[str]) -> Iterator[Name]:
    for country in world.countries:
        listed: tuple[tuple[str, tuple[str, ...]], ...] = (
            ("name", (country.name,)),
            ("alias", country.names),
            ("adjective", country.adjectives),
            ("capital", country.capitals),
            ("metonym", country.metonyms),
        )
        for role, texts in listed:
            for text in texts:
                yield Name(
                    text, Kind.COUNTRY, country.code, country.name, "tocsin countries", True, text in common, role
                )
    for place in world.locations:
        for role, texts in (("name", (place.name, *place.names)), ("adjective", place.adjectives)):
            for text in texts:
                yield Name(text, Kind.LOCATION, None, place.name, "tocsin locations", True, False, role)


def _of_body(body: Body, marker: _Marker) -> Iterator[Name]:
    origin = body.origin or "tocsin bodies"
    for role, texts in (("name", (body.name,)), ("alias", body.names), ("acronym", body.acronyms)):
        for text in texts:
            cased = role == "acronym" or text in marker.listed or text.islower() or " " not in text
            # three letters of a service that only a list of services knows are usually something else
            common = text in marker.listed or (body.origin is not None and (marker(text)[1] or len(text) <= 3))
            yield Name(text, Kind.GOVERNMENT_BODY, body.id, body.name, origin, cased, common, role)


def _of_incidents(incidents: Iterable[Incident]) -> Iterator[Name]:
    for incident in incidents:
        for position, text in enumerate((incident.name, *incident.names)):
            role = "alias" if position else "name"
            yield Name(text, Kind.INCIDENT, incident.id, incident.name, "tocsin incidents", False, False, role)


def _of_vulnerabilities(table: VulnerabilitiesTable, marker: _Marker) -> Iterator[Name]:
    for nickname in table.nicknames:
        for text in (nickname.name, *nickname.names):
            cased, common = marker(text)
            for cve in nickname.vulnerabilities:
                yield Name(
                    text,
                    Kind.VULNERABILITY,
                    cve,
                    nickname.name,
                    "tocsin vulnerability-names",
                    cased,
                    common or nickname.common,
                )
    for product in table.products:
        for text in (product.name, *product.names):
            _, common = marker(text)
            yield Name(text, Kind.PRODUCT, product.id, product.name, "tocsin products", True, common)


def _of_groups(groups: Iterable[Group], marker: _Marker) -> Iterator[Name]:
    for group in groups:
        if group.status != "current":
            if group.replaced_by:
                yield Name(
                    group.name,
                    Kind.INTRUSION_SET,
                    group.replaced_by,
                    group.name,
                    f"ATT&CK {group.id}",
                    *marker(group.name),
                    "former",
                )
            continue
        origin_of_name = origin_of(group.id)
        listed = (
            [("name", group.name, origin_of_name)]
            if origin_of_name != "ATT&CK" or group.uses_said_by or not group.misp
            else []
        )
        listed += [("alias", alias.name, alias.origin or "MISP") for alias in group.aliases]
        for role, text, origin in listed:
            if len(text) < 2:
                continue
            yield Name(text, Kind.INTRUSION_SET, group.id, group.name, origin, *marker(text), role)
            for other in variants(text):
                yield Name(other, Kind.INTRUSION_SET, group.id, group.name, origin, *marker(other), "variant")


def origin_of(group_id: str) -> str:
    """Return whose name a group has."""
    return {"misp": "MISP", "group": "tocsin"}.get(group_id.partition(":")[0], "ATT&CK")


def _of_software(software: Iterable[Software], marker: _Marker) -> Iterator[Name]:
    names = {}
    for one in software:
        if one.status != "current":
            continue
        kind, main = names.setdefault(one.id, (Kind.MALWARE if one.kind == "malware" else Kind.TOOL, one.name))
        listed = [("name", one.name, one.origin)] if one.name else []
        listed += [("alias", alias.name, alias.origin or one.origin) for alias in one.aliases]
        for role, text, origin in listed:
            if len(text) < 2:
                continue
            yield Name(text, kind, one.id, main, origin, *marker(text), role)
            for other in variants(text):
                yield Name(other, kind, one.id, main, origin, *marker(other), "variant")


def name_words(
    *tables: AttackTable | ActorsTable | SoftwareTable | VulnerabilitiesTable | WorldTable,
) -> frozenset[str]:
    """Return, in small letters, every word in a name of these tables: the words worth knowing as ordinary."""
    texts: list[str] = []
    for table in tables:
        if isinstance(table, AttackTable | ActorsTable):
            texts += [text for group in table.groups for text in (group.name, *(alias.name for alias in group.aliases))]
        if isinstance(table, ActorsTable):
            texts += [alias.name for group in table.additions for alias in group.aliases]
        if isinstance(table, AttackTable | SoftwareTable):
            texts += [text for one in table.software for text in (one.name, *(alias.name for alias in one.aliases))]
        if isinstance(table, SoftwareTable):
            texts += [alias.name for one in table.additions for alias in one.aliases]
        if isinstance(table, VulnerabilitiesTable):
            texts += [text for one in (*table.nicknames, *table.products) for text in (one.name, *one.names)]
        if isinstance(table, WorldTable):
            texts += [text for body in table.bodies for text in (body.name, *body.acronyms)]
    return frozenset(word.lower() for text in texts for word in re.findall(r"[^\W\d_]+", text))
