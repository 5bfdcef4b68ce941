"""The knowledge base: look-ups by id, the gazetteer, search and cards.

In: nothing but the packed tables. Out: entries. A table is read when first asked for, once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import msgspec

from tocsin.knowledge import tables
from tocsin.knowledge.entries import (
    Advisory,
    Alias,
    Body,
    Campaign,
    Card,
    Countermeasure,
    Country,
    Group,
    Incident,
    KnownVulnerability,
    Location,
    Name,
    Nickname,
    Organisation,
    Person,
    Product,
    Sector,
    Software,
    TableSource,
    Tactic,
    Technique,
)

E = TypeVar("E")


class KnowledgeBase:
    """What tocsin knows, offline. Every look-up returns None for an id it does not have."""

    def __init__(self, folder: Path | None = None) -> None:
        """Read from the packaged tables, and before them from `folder`, where a user's own newer tables lie."""
        self._folder = folder

    # tables, each read when first asked for

    @cached_property
    def _attack(self) -> tables.AttackTable:
        return tables.read("attack", tables.AttackTable, self._folder)

    @cached_property
    def _actors(self) -> tables.ActorsTable:
        return tables.read("actors", tables.ActorsTable, self._folder)

    @cached_property
    def _other_software(self) -> tables.SoftwareTable:
        return tables.read("software", tables.SoftwareTable, self._folder)

    @cached_property
    def _world(self) -> tables.WorldTable:
        return tables.read("world", tables.WorldTable, self._folder)

    @cached_property
    def _vulnerable(self) -> tables.VulnerabilitiesTable:
        return tables.read("vulnerabilities", tables.VulnerabilitiesTable, self._folder)

    @cached_property
    def _cases(self) -> tables.IncidentsTable:
        return tables.read("incidents", tables.IncidentsTable, self._folder)

    @cached_property
    def _texts(self) -> dict[str, str]:
        return tables.read("attack-texts", tables.TextsTable, self._folder).texts

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(tables.read("words", tables.WordsTable, self._folder).words)

    # what it is made of

    @cached_property
    def version(self) -> str:
        """Return the versions of the sources that change what is found: `attack 18.1, kev 2025.08.25, ...`."""
        attack, actors = self._attack.head.sources[0], self._actors.head.sources[0]
        kev, cases = self._vulnerable.head.sources[0], self._cases.head.sources[0]
        return f"attack {attack.version}, misp {actors.version}, kev {kev.version}, incidents {cases.version}"

    def sources(self) -> tuple[TableSource, ...]:
        """Return every source of every table, once, by name."""
        heads = (self._attack, self._actors, self._other_software, self._world, self._vulnerable, self._cases)
        found = {source.name: source for table in heads for source in table.head.sources}
        return tuple(found[name] for name in sorted(found))

    # ATT&CK

    @cached_property
    def _technique(self) -> dict[str, Technique]:
        return _by_id(self._attack.techniques)

    def techniques(self) -> tuple[Technique, ...]:
        """Return all techniques by id, dead ones too."""
        return self._attack.techniques

    def technique(self, technique_id: str) -> Technique | None:
        """Return a technique: current, revoked or deprecated."""
        return self._technique.get(technique_id)

    def tactics(self) -> tuple[Tactic, ...]:
        """Return the tactics in the order of an attack."""
        return self._attack.tactics

    def tactic(self, name: str) -> Tactic | None:
        """Return a tactic by id, short name or name."""
        return next((one for one in self._attack.tactics if name in (one.id, one.shortname, one.name)), None)

    @cached_property
    def _group(self) -> dict[str, Group]:
        more = _by_id(self._actors.additions)
        merged = {group.id: _with_additions(group, more.get(group.id)) for group in self._attack.groups}
        return merged | _by_id(self._actors.groups)

    def groups(self) -> tuple[Group, ...]:
        """Return all groups: ATT&CK's with the names that MISP adds, then MISP's other actors."""
        return tuple(self._group.values())

    def group(self, group_id: str) -> Group | None:
        """Return a group by its id (`G0065`, `misp:<uuid>`)."""
        return self._group.get(group_id)

    @cached_property
    def _software(self) -> dict[str, Software]:
        more = _by_id(self._other_software.additions)
        merged = {one.id: _with_names(one, more.get(one.id)) for one in self._attack.software}
        return merged | _by_id(self._other_software.software)

    def software(self, software_id: str) -> Software | None:
        """Return malware or a tool by its id (`S0154`, `malpedia:win.name`)."""
        return self._software.get(software_id)

    def campaigns(self) -> tuple[Campaign, ...]:
        """Return ATT&CK's campaigns."""
        return self._attack.campaigns

    def campaign(self, campaign_id: str) -> Campaign | None:
        """Return a campaign (`C0049`)."""
        return next((one for one in self._attack.campaigns if one.id == campaign_id), None)

    def text(self, attack_id: str) -> str | None:
        """Return one sentence on an ATT&CK entry."""
        return self._texts.get(attack_id)

    @cached_property
    def _countermeasure(self) -> dict[str, Countermeasure]:
        return _by_id(tables.read("d3fend", tables.DefencesTable, self._folder).countermeasures)

    def countermeasure(self, d3fend_id: str) -> Countermeasure | None:
        """Return a D3FEND technique (`D3-PSA`)."""
        return self._countermeasure.get(d3fend_id)

    # the world

    @cached_property
    def _country(self) -> dict[str, Country]:
        return {country.code: country for country in self._world.countries}

    def countries(self) -> tuple[Country, ...]:
        """Return all countries by code."""
        return self._world.countries

    def country(self, code: str) -> Country | None:
        """Return a country by its ISO 3166-1 alpha-2 code."""
        return self._country.get(code)

    def locations(self) -> tuple[Location, ...]:
        """Return places that are no countries."""
        return self._world.locations

    @cached_property
    def _sector(self) -> dict[str, Sector]:
        return _by_id(self._world.sectors)

    def sectors(self) -> tuple[Sector, ...]:
        """Return the values of STIX 2.1 `industry-sector-ov`."""
        return self._world.sectors

    def sector(self, sector_id: str) -> Sector | None:
        """Return a sector by its STIX value."""
        return self._sector.get(sector_id)

    @cached_property
    def _body(self) -> dict[str, Body]:
        return _by_id(self._world.bodies)

    def bodies(self) -> tuple[Body, ...]:
        """Return all government bodies."""
        return self._world.bodies

    def body(self, body_id: str) -> Body | None:
        """Return a government body (`body:US-CISA`)."""
        return self._body.get(body_id)

    @cached_property
    def _person(self) -> dict[str, Person]:
        return _by_id(self._world.persons)

    def persons(self) -> tuple[Person, ...]:
        """Return the persons known by an office, or as publicly accused."""
        return self._world.persons

    def person(self, person_id: str) -> Person | None:
        """Return a person (`person:antony-blinken`)."""
        return self._person.get(person_id)

    @cached_property
    def _organisation(self) -> dict[str, Organisation]:
        return _by_id(self._world.organisations)

    def organisations(self) -> tuple[Organisation, ...]:
        """Return companies, papers and others that belong to no government."""
        return self._world.organisations

    def organisation(self, organisation_id: str) -> Organisation | None:
        """Return an organisation (`org:microsoft`)."""
        return self._organisation.get(organisation_id)

    def country_of(self, entry_id: str | None) -> str | None:
        """Return the country that an id belongs to: a body's, a person's by the office, a group's as said, or itself.

        A group's country is what a source says of it, never a finding.
        """
        if entry_id is None:
            return None
        if entry_id in self._country:
            return entry_id
        person = self.person(entry_id)
        if person:
            return next((office.country for office in person.offices if office.country), None)
        entry = self.body(entry_id) or self.organisation(entry_id) or self.group(entry_id)
        return entry.country if entry else None

    # vulnerabilities and incidents

    @cached_property
    def _vulnerability(self) -> dict[str, KnownVulnerability]:
        found = _by_id(self._vulnerable.vulnerabilities)
        nicknames: dict[str, list[str]] = {}
        for nickname in self._vulnerable.nicknames:
            for cve in nickname.vulnerabilities:
                nicknames.setdefault(cve, []).append(nickname.name)
        incidents: dict[str, list[str]] = {}
        for incident in self._cases.incidents:
            for cve in incident.vulnerabilities:
                incidents.setdefault(cve, []).append(incident.id)
        for cve in sorted({*nicknames, *incidents}):
            found[cve] = msgspec.structs.replace(
                found.get(cve, KnownVulnerability(id=cve)),
                nicknames=tuple(nicknames.get(cve, ())),
                incidents=tuple(incidents.get(cve, ())),
            )
        return found

    def vulnerabilities(self) -> tuple[KnownVulnerability, ...]:
        """Return all vulnerabilities that are known here."""
        return tuple(self._vulnerability.values())

    def vulnerability(self, cve: str) -> KnownVulnerability | None:
        """Return a vulnerability that is in CISA's catalogue, has a nickname, or belongs to an incident."""
        return self._vulnerability.get(cve.upper())

    def nicknames(self) -> tuple[Nickname, ...]:
        """Return names that people gave to vulnerabilities."""
        return self._vulnerable.nicknames

    def products(self) -> tuple[Product, ...]:
        """Return products by which incidents are known."""
        return self._vulnerable.products

    @cached_property
    def _incident(self) -> dict[str, Incident]:
        return _by_id(self._cases.incidents)

    def incidents(self) -> tuple[Incident, ...]:
        """Return all incidents."""
        return self._cases.incidents

    def incident(self, incident_id: str) -> Incident | None:
        """Return an incident (`incident:exchange-2021`)."""
        return self._incident.get(incident_id)

    def advisories(self) -> tuple[Advisory, ...]:
        """Return the advisories whose content is known."""
        return self._cases.advisories

    def advisory(self, advisory_id: str) -> Advisory | None:
        """Return an advisory by its number (`AA21-200B`)."""
        return next((one for one in self._cases.advisories if one.id.lower() == advisory_id.lower()), None)

    # names

    @cached_property
    def _names(self) -> tuple[Name, ...]:
        from tocsin.knowledge.names import derive

        return derive(
            self._attack,
            self._actors,
            self._other_software,
            self._world,
            self._vulnerable,
            self._cases.incidents,
            self._words,
        )

    def gazetteer(self) -> tuple[Name, ...]:
        """Return every written name of every entry; a name of two entries comes twice."""
        return self._names

    @cached_property
    def _by_text(self) -> dict[str, list[Name]]:
        found: dict[str, list[Name]] = {}
        for name in self._names:
            found.setdefault(plain(name.text), []).append(name)
        return found

    def named(self, text: str) -> tuple[Name, ...]:
        """Return the names that are written like `text`; case, blanks and punctuation do not count."""
        return tuple(self._by_text.get(plain(text), ()))

    def search(self, text: str) -> tuple[Name, ...]:
        """Return the names that contain `text`, whole names first, one for each entry; also ids and technique names."""
        from tocsin.knowledge.cards import search

        return search(self, text)

    def card(self, name: str) -> Card | None:
        """Return the card of an id or a name; None if it names nothing, or several entries: then `cards`."""
        from tocsin.knowledge.cards import card

        return card(self, name)

    def cards(self, name: str) -> tuple[Card, ...]:
        """Return the cards of everything that an id or a name means."""
        from tocsin.knowledge.cards import cards

        return cards(self, name)


def plain(name: str) -> str:
    """Return a name as compared: letters and digits only, small."""
    return re.sub(r"[\W_]+", "", name).lower()


def _by_id(entries: Iterable[E]) -> dict[str, E]:
    return {entry.id: entry for entry in entries}  # type: ignore[attr-defined]


def _with_additions(group: Group, more: Group | None) -> Group:
    if more is None:
        return group
    return msgspec.structs.replace(
        group,
        aliases=(*group.aliases, *(Alias(name=alias.name, origin=alias.origin or "MISP") for alias in more.aliases)),
        country=more.country,
        country_said_by=more.country_said_by,
        sectors=more.sectors,
        victims=more.victims,
        misp=more.misp,
    )


def _with_names(one: Software, more: Software | None) -> Software:
    return one if more is None else msgspec.structs.replace(one, aliases=(*one.aliases, *more.aliases))
