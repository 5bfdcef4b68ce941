"""The packed tables: gzip of one JSON object, `head` (sources, versions, checksums, licences) and the entries.

In: a table's name and its type. Out: the typed table. Bytes are deterministic: sorted keys, no time in the gzip header.
A user's own newer tables (`tocsin knowledge update`) lie in the user's data folder and go before the packaged ones,
which are never overwritten.
"""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path
from typing import TypeVar

import msgspec

from tocsin.knowledge.entries import (
    Advisory,
    Body,
    Campaign,
    Countermeasure,
    Country,
    Group,
    Incident,
    KnownVulnerability,
    Location,
    Nickname,
    Organisation,
    Person,
    Product,
    Sector,
    Software,
    TableHead,
    Tactic,
    Technique,
)
from tocsin.knowledge.folders import data_folder
from tocsin.model.errors import UsageError

PACKAGED = Path(__file__).parent / "tables"

MOST = 64 * 1024 * 1024
"""No table unpacks to more than this; a larger one is not ours."""


class Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Any table: its head, and its entries by kind."""

    head: TableHead


class AttackTable(Table, frozen=True, kw_only=True):
    """ATT&CK."""

    tactics: tuple[Tactic, ...]
    techniques: tuple[Technique, ...]
    groups: tuple[Group, ...]
    software: tuple[Software, ...]
    campaigns: tuple[Campaign, ...]


class TextsTable(Table, frozen=True, kw_only=True):
    """One sentence on each ATT&CK entry, by id."""

    texts: dict[str, str]


class ActorsTable(Table, frozen=True, kw_only=True):
    """Actors of MISP's galaxy: what they add to ATT&CK's groups, and those ATT&CK lacks."""

    additions: tuple[Group, ...]  # id is ATT&CK's
    groups: tuple[Group, ...]


class SoftwareTable(Table, frozen=True, kw_only=True):
    """Malware and tools that ATT&CK lacks."""

    additions: tuple[Software, ...]  # id is ATT&CK's: further names
    software: tuple[Software, ...]


class WorldTable(Table, frozen=True, kw_only=True):
    """Countries, places, sectors, bodies, persons, organisations."""

    countries: tuple[Country, ...]
    locations: tuple[Location, ...]
    sectors: tuple[Sector, ...]
    bodies: tuple[Body, ...]
    persons: tuple[Person, ...]
    organisations: tuple[Organisation, ...]
    common: tuple[str, ...]  # names among them that are also something else


class VulnerabilitiesTable(Table, frozen=True, kw_only=True):
    """Known exploited vulnerabilities, nicknames, products."""

    vulnerabilities: tuple[KnownVulnerability, ...]
    nicknames: tuple[Nickname, ...]
    products: tuple[Product, ...]


class DefencesTable(Table, frozen=True, kw_only=True):
    """D3FEND."""

    countermeasures: tuple[Countermeasure, ...]


class IncidentsTable(Table, frozen=True, kw_only=True):
    """Incidents and advisories."""

    incidents: tuple[Incident, ...]
    advisories: tuple[Advisory, ...]


class WordsTable(Table, frozen=True, kw_only=True):
    """Ordinary English words that are also names of something."""

    words: tuple[str, ...]


TABLES: dict[str, type[Table]] = {
    "actors": ActorsTable,
    "attack": AttackTable,
    "attack-texts": TextsTable,
    "d3fend": DefencesTable,
    "incidents": IncidentsTable,
    "software": SoftwareTable,
    "vulnerabilities": VulnerabilitiesTable,
    "words": WordsTable,
    "world": WorldTable,
}

T = TypeVar("T", bound=Table)


def user_folder() -> Path:
    """Return where a user's own tables lie: `TOCSIN_KNOWLEDGE`, or the platform's place for data. It may not exist."""
    return data_folder("knowledge", "TOCSIN_KNOWLEDGE")


def path_of(table: str, folder: Path | None = None) -> Path:
    """Return the file of a table in `folder`: the packaged one, unless a folder is given."""
    return (folder or PACKAGED) / f"{table}.json.gz"


def content(table: Table) -> bytes:
    """Return a table's JSON, the same bytes for the same table everywhere."""
    return msgspec.json.encode(table, order="sorted")


def pack(table: Table) -> bytes:
    """Return a table's packed bytes, the same for the same table and zlib."""
    packed = gzip.compress(content(table), compresslevel=9, mtime=0)
    return packed[:9] + b"\xff" + packed[10:]  # the header's "operating system" byte differs between Python versions


def unpack(packed: bytes, kind: type[T], *, where: str = "table") -> T:
    """Return the table that `packed` holds; raises `UsageError` that says what is wrong with it."""
    inflate = zlib.decompressobj(wbits=31)
    try:
        body = inflate.decompress(packed, MOST)
        if inflate.unconsumed_tail or not inflate.eof:
            raise UsageError("the table is cut off or too large", where=where, hint="delete it, or update again")
        return msgspec.json.decode(body, type=kind)
    except (zlib.error, msgspec.DecodeError) as error:
        raise UsageError(
            f"not a table of this version: {error}", where=where, hint="delete it, or update again"
        ) from error


def read(table: str, kind: type[T], folder: Path | None = None) -> T:
    """Read a table: from `folder` if it lies there, else the packaged one."""
    own = path_of(table, folder) if folder else None
    path = own if own is not None and own.is_file() else path_of(table)
    try:
        return unpack(path.read_bytes(), kind, where=str(path))
    except OSError as error:
        raise UsageError(
            f"cannot read a knowledge table: {error.strerror}", where=str(path), hint="install tocsin again"
        ) from error


def write(table: Table, folder: Path) -> Path:
    """Write a table into `folder`, whole or not at all; returns its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = path_of(table.head.table, folder)
    part = path.with_suffix(".part")
    part.write_bytes(pack(table))
    part.replace(path)
    return path
