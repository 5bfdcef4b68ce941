"""The hand-made YAML files and MISP's country and agency lists into the tables `world` and `vulnerabilities`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from tocsin.knowledge.building.sources import DataHead, own_source, plain, read_own
from tocsin.knowledge.entries import (
    Body,
    Country,
    Entry,
    KnownVulnerability,
    Location,
    Nickname,
    Organisation,
    Person,
    Product,
    Sector,
    TableHead,
    TableSource,
)
from tocsin.knowledge.tables import VulnerabilitiesTable, WorldTable

DATA = Path(__file__).parents[1] / "data"

_ACRONYM = re.compile(r"\(([A-Z][A-Za-z&/-]{1,9})\)")


class MoreOfCountry(Entry, frozen=True, kw_only=True):
    """What `countries.yaml` adds to a country."""

    name: str | None = None
    names: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    capitals: tuple[str, ...] = ()
    metonyms: tuple[str, ...] = ()
    common: tuple[str, ...] = ()


class CountriesFile(Entry, frozen=True, kw_only=True):
    """`data/countries.yaml`."""

    head: DataHead
    countries: dict[str, MoreOfCountry]


class LocationsFile(Entry, frozen=True, kw_only=True):
    """`data/locations.yaml`."""

    head: DataHead
    locations: tuple[Location, ...]


class SectorsFile(Entry, frozen=True, kw_only=True):
    """`data/sectors.yaml`."""

    head: DataHead
    sectors: tuple[Sector, ...]
    common: tuple[str, ...]


class BodiesFile(Entry, frozen=True, kw_only=True):
    """`data/bodies.yaml`."""

    head: DataHead
    bodies: tuple[Body, ...]
    common: tuple[str, ...]


class PersonsFile(Entry, frozen=True, kw_only=True):
    """`data/persons.yaml`."""

    head: DataHead
    persons: tuple[Person, ...]


class OrganisationsFile(Entry, frozen=True, kw_only=True):
    """`data/organisations.yaml`."""

    head: DataHead
    organisations: tuple[Organisation, ...]


class VulnerabilityNamesFile(Entry, frozen=True, kw_only=True):
    """`data/vulnerability-names.yaml`."""

    head: DataHead
    nicknames: tuple[Nickname, ...]
    products: tuple[Product, ...]


Galaxy = tuple[Iterable[Mapping[str, Any]], TableSource]


def build_world(countries: Galaxy, agencies: Galaxy, data: Path = DATA) -> WorldTable:
    """Build `world` from the YAML files in `data` and two galaxies."""
    more = read_own(data / "countries.yaml", CountriesFile)
    places = read_own(data / "locations.yaml", LocationsFile)
    sectors = read_own(data / "sectors.yaml", SectorsFile)
    bodies = read_own(data / "bodies.yaml", BodiesFile)
    persons = read_own(data / "persons.yaml", PersonsFile)
    organisations = read_own(data / "organisations.yaml", OrganisationsFile)
    files = {
        "countries": more.head,
        "locations": places.head,
        "sectors": sectors.head,
        "bodies": bodies.head,
        "persons": persons.head,
        "organisations": organisations.head,
    }
    sources = (
        countries[1],
        agencies[1],
        *(own_source(data / f"{name}.yaml", head) for name, head in sorted(files.items())),
    )
    states = _countries(countries[0], more.countries)
    return WorldTable(
        head=TableHead(table="world", sources=sources),
        countries=states,
        locations=places.locations,
        sectors=sectors.sectors,
        bodies=_bodies(bodies.bodies, agencies[0], states),
        persons=persons.persons,
        organisations=organisations.organisations,
        common=tuple(
            sorted({*sectors.common, *bodies.common, *(name for one in more.countries.values() for name in one.common)})
        ),
    )


def _countries(values: Iterable[Mapping[str, Any]], more: Mapping[str, MoreOfCountry]) -> tuple[Country, ...]:
    found: dict[str, Country] = {}
    for value in values:
        code, listed = value["meta"]["ISO"], value["description"]
        own = more.get(code, MoreOfCountry())
        name = own.name or listed
        listed_capital = str(value["meta"]["Capital"] or name)
        capitals = dict.fromkeys((listed_capital, *own.capitals))
        found[code] = Country(
            code=code,
            name=name,
            names=tuple(dict.fromkeys([*([listed] if listed != name else []), *own.names, *own.elsewhere])),
            adjectives=own.adjectives,
            capitals=tuple(capital for capital in capitals if capital != name),
            metonyms=own.metonyms,
        )
    return tuple(found[code] for code in sorted(found))


def _bodies(
    own: Iterable[Body], agencies: Iterable[Mapping[str, Any]], countries: Iterable[Country]
) -> tuple[Body, ...]:
    """Return our own bodies, the agencies of MISP's list that they lack, and what every state has."""
    found = {body.id: body for body in own}
    known = {plain(name) for body in found.values() for name in (body.name, *body.names, *body.acronyms)}
    for value in agencies:
        country = value["meta"].get("country")
        name = re.sub(r"\s*\([^)]*\)$", "", value["value"]).strip()
        if not country or plain(name) in known or len(name) < 4:
            continue
        acronyms = [
            short
            for short in _ACRONYM.findall(value.get("description", ""))
            if short.isupper() and plain(short) not in known
        ]
        key = acronyms[0] if acronyms else re.sub(r"[^A-Z]", "", name) or plain(name)[:8].upper()
        body_id = f"body:{country}-{key}"
        if body_id not in found:
            found[body_id] = Body(
                id=body_id,
                name=name,
                acronyms=tuple(acronyms[:1]),
                country=country,
                role="intelligence",
                origin="MISP intelligence-agencies",
            )
    owner = {plain(name): body.id for body in found.values() for name in (body.name, *body.names)}
    for body in _everywhere(countries):
        # a state's own name for its ministry goes before the one that is made here
        key = body.id if body.id in found else owner.get(plain(body.name), body.id)
        kept = found.get(key, body)
        known = {plain(name) for name in (kept.name, *kept.names)}
        more = tuple(name for name in (body.name, *body.names) if plain(name) not in known)
        found[key] = msgspec.structs.replace(kept, names=(*kept.names, *more))
    return tuple(found[key] for key in sorted(found))


def _everywhere(countries: Iterable[Country]) -> Iterator[Body]:
    """Yield the bodies that every state has, by the names that its own name and adjective give them."""
    for country in countries:
        if not country.adjectives:
            continue
        code, name, adjective = country.code, country.name, country.adjectives[0]
        yield Body(
            id=f"body:{code}-GOV",
            name=f"{adjective} government",
            names=(f"government of {name}", f"{name} government", f"{adjective} authorities"),
            country=code,
            role="government",
        )
        yield Body(
            id=f"body:{code}-MFA",
            name=f"{adjective} Foreign Ministry",
            names=(
                f"{name}'s Foreign Ministry",
                f"{name}’s Foreign Ministry",
                f"{adjective} Ministry of Foreign Affairs",
            ),
            country=code,
            role="foreign",
        )
        yield Body(id=f"body:{code}-EMBASSY", name=f"{adjective} embassy", country=code, role="foreign")


def build_vulnerabilities(
    catalogue: Mapping[str, Any], sha256: str, branded: Galaxy, data: Path = DATA
) -> VulnerabilitiesTable:
    """Build `vulnerabilities` from CISA's catalogue, MISP's nicknames and our own."""
    own = read_own(data / "vulnerability-names.yaml", VulnerabilityNamesFile)
    kev = TableSource(
        name="CISA Known Exploited Vulnerabilities",
        version=str(catalogue["catalogVersion"]),
        date=str(catalogue["dateReleased"])[:10],
        sha256=sha256,
        licence="CC0-1.0",
    )
    nicknames = {plain(name.name): name for name in own.nicknames}
    for value in branded[0]:
        cves = tuple(
            alias for alias in value.get("meta", {}).get("aliases", ()) if re.fullmatch(r"CVE-\d{4}-\d{4,}", alias)
        )
        if cves and plain(value["value"]) not in nicknames:
            nicknames[plain(value["value"])] = Nickname(name=value["value"], vulnerabilities=cves, common=True)
    found = [
        KnownVulnerability(
            id=one["cveID"],
            name=one["vulnerabilityName"],
            vendor=one["vendorProject"],
            product=one["product"],
            added=one["dateAdded"],
            ransomware=one["knownRansomwareCampaignUse"] == "Known",
        )
        for one in catalogue["vulnerabilities"]
    ]
    return VulnerabilitiesTable(
        head=TableHead(
            table="vulnerabilities",
            sources=(kev, branded[1], own_source(data / "vulnerability-names.yaml", own.head)),
        ),
        vulnerabilities=tuple(sorted(found, key=lambda one: one.id)),
        nicknames=tuple(nicknames[key] for key in sorted(nicknames)),
        products=own.products,
    )


def plain_names_of_world(world: WorldTable) -> frozenset[str]:
    """Return every name of the world table as compared: what a malware's name must not be taken for."""
    groups: tuple[tuple[Any, ...], ...] = (
        world.countries,
        world.locations,
        world.bodies,
        world.persons,
        world.organisations,
    )
    return frozenset(
        plain(text)
        for entries in groups
        for entry in entries
        for field in ("name", "names", "acronyms", "capitals", "adjectives")
        for text in _texts(getattr(entry, field, ()))
    )


def _texts(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else msgspec.convert(value, tuple[str, ...])
