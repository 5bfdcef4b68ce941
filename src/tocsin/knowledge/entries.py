"""What the knowledge base holds, as frozen types; the packed tables and the YAML files are read straight into them.

Nothing here is a finding: an entry says what a named source says. Ids: ATT&CK `T1190`, `G0065`, `S0020`, `C0049`,
ISO 3166 `CN`, a STIX `industry-sector-ov` value, `body:US-CISA`, `org:microsoft`, `person:antony-blinken`,
`incident:exchange-2021`, `misp:<uuid>`, `malpedia:win.name` or `group:anonymous` for what ATT&CK lacks.
"""

from __future__ import annotations

import msgspec

from tocsin.model.noun import Noun, Window
from tocsin.model.report import Act, Level, MentionKind


class Entry(Noun, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A record of the knowledge base; a field that is not in it is refused, never ignored."""


class Alias(Entry, frozen=True, kw_only=True):
    """Another name of something, and who uses it; `origin` None: the source does not say."""

    name: str
    origin: str | None = None


class Tactic(Entry, frozen=True, kw_only=True):
    """An ATT&CK tactic."""

    id: str
    name: str
    shortname: str


class Technique(Entry, frozen=True, kw_only=True):
    """An ATT&CK technique or sub-technique, dead ones included: old advisories cite them."""

    id: str
    name: str
    tactics: tuple[str, ...] = ()  # short names: "initial-access"
    platforms: tuple[str, ...] = ()
    status: str = "current"  # current, revoked, deprecated
    replaced_by: str | None = None  # the id that ATT&CK names as successor of a revoked one
    domain: str = "enterprise-attack"
    data_components: tuple[str, ...] = ()  # names of what can show it, by ATT&CK's own analytics


class Group(Entry, frozen=True, kw_only=True):
    """A named set of operators: an ATT&CK group (`G...`) or one that ATT&CK lacks (`misp:...`, `group:...`)."""

    id: str
    name: str
    aliases: tuple[Alias, ...] = ()
    country: str | None = None  # where it is *said to* come from
    country_said_by: str | None = None
    techniques: tuple[str, ...] = ()  # said to use, by `uses_said_by`
    software: tuple[str, ...] = ()
    uses_said_by: str | None = None
    sectors: tuple[str, ...] = ()  # said to be targeted, in the source's words
    victims: tuple[str, ...] = ()  # countries said to be targeted, in the source's words
    status: str = "current"
    replaced_by: str | None = None
    misp: tuple[str, ...] = ()  # uuids of MISP clusters that gave names


class Software(Entry, frozen=True, kw_only=True):
    """Malware or a tool."""

    id: str
    name: str
    kind: str  # malware, tool
    aliases: tuple[Alias, ...] = ()
    platforms: tuple[str, ...] = ()
    techniques: tuple[str, ...] = ()
    status: str = "current"
    replaced_by: str | None = None
    origin: str = "ATT&CK"


class Campaign(Entry, frozen=True, kw_only=True):
    """An ATT&CK campaign."""

    id: str
    name: str
    aliases: tuple[Alias, ...] = ()
    begin: str | None = None
    end: str | None = None
    groups: tuple[str, ...] = ()  # said to be behind it
    techniques: tuple[str, ...] = ()
    software: tuple[str, ...] = ()


class Countermeasure(Entry, frozen=True, kw_only=True):
    """A D3FEND technique."""

    id: str
    name: str


class Country(Entry, frozen=True, kw_only=True):
    """A country or territory with the names by which texts mean it, or its government."""

    code: str  # ISO 3166-1 alpha-2
    name: str
    names: tuple[str, ...] = ()  # everyday and diplomatic: "PRC"
    adjectives: tuple[str, ...] = ()  # and the people: "Chinese"
    capitals: tuple[str, ...] = ()
    metonyms: tuple[str, ...] = ()  # names of its government: "the Kremlin" is a body, "Whitehall" is this


class Location(Entry, frozen=True, kw_only=True):
    """A region, city or province that is no country."""

    name: str
    names: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()
    country: str | None = None  # the one it lies in; None: several, or none


class Sector(Entry, frozen=True, kw_only=True):
    """A value of STIX 2.1 `industry-sector-ov` and the words for it."""

    id: str
    name: str
    words: tuple[str, ...] = ()
    broader: str | None = None  # the value it is part of, where the vocabulary says so


class Body(Entry, frozen=True, kw_only=True):
    """A government body or intergovernmental organisation."""

    id: str  # body:US-CISA
    name: str
    names: tuple[str, ...] = ()
    acronyms: tuple[str, ...] = ()
    country: str | None = None  # ISO code; None: of several states
    role: str | None = None  # intelligence, military, cyber, police, justice, government, foreign, treasury, ...
    parent: str | None = None
    origin: str | None = None  # None: the hand-made table


class Office(Entry, frozen=True, kw_only=True):
    """An office a person held, `[begin, end)`, years or dates."""

    title: str
    body: str | None = None
    country: str | None = None
    begin: str | None = None
    end: str | None = None


class Person(Entry, frozen=True, kw_only=True):
    """A person who spoke, or was accused, in public about attacks."""

    id: str
    name: str
    names: tuple[str, ...] = ()
    misspellings: tuple[str, ...] = ()  # seen in print; a mention of one is a name variant
    offices: tuple[Office, ...] = ()


class Organisation(Entry, frozen=True, kw_only=True):
    """A company, paper, agency of the press or other body that is no part of a government."""

    id: str
    name: str
    names: tuple[str, ...] = ()
    kind: str  # company, security-company, media, think-tank, university, front-company, ngo
    sector: str | None = None  # a STIX sector, where the kind does not tell it
    country: str | None = None
    common: bool = False


class KnownVulnerability(Entry, frozen=True, kw_only=True):
    """A vulnerability: from CISA's catalogue of known exploited ones, or named in an incident or by a nickname."""

    id: str
    name: str | None = None
    vendor: str | None = None
    product: str | None = None
    added: str | None = None  # to the catalogue; None: not in it
    ransomware: bool = False  # known use in ransomware campaigns, by the catalogue
    nicknames: tuple[str, ...] = ()
    incidents: tuple[str, ...] = ()

    @property
    def known_exploited(self) -> bool:
        """Whether CISA's catalogue lists it."""
        return self.added is not None


class Nickname(Entry, frozen=True, kw_only=True):
    """A name that people gave to one or more vulnerabilities."""

    name: str
    names: tuple[str, ...] = ()
    vulnerabilities: tuple[str, ...]
    common: bool = False


class Product(Entry, frozen=True, kw_only=True):
    """A product by which incidents and vulnerabilities are known."""

    id: str
    name: str
    names: tuple[str, ...] = ()
    vendor: str | None = None


class Cue(Entry, frozen=True, kw_only=True):
    """Words that tie a text to an incident only if one of `near` is in the text as well."""

    text: str
    near: tuple[str, ...]


class OtherWindow(Entry, frozen=True, kw_only=True):
    """A period that somebody else gives for the same incident."""

    begin: str | None
    end: str | None = None
    said_by: str
    source: str
    note: str | None = None


class KnownClaim(Entry, frozen=True, kw_only=True):
    """What somebody is on record as having said of an incident: a claim, never a fact."""

    id: str | None = None
    speaker: str
    speaker_id: str | None = None  # country code, body, org or person
    act: Act
    accused: tuple[str, ...] = ()
    accused_ids: tuple[str, ...] = ()
    words: str | None = None  # the speaker's own words of certainty
    scale: str = "none"
    level: Level = Level.UNSTATED
    date: str | None = None
    about: str | None = None  # what exactly, where it is less or other than the incident
    basis: str | None = None  # technical, political-unofficial, political-official, legal, self
    origin: str = "own"  # own, relay
    relays: tuple[str, ...] = ()  # ids of the claims it passes on
    not_named: tuple[str, ...] = ()  # what others named and this speaker did not
    negated: bool = False
    source: str


class IncidentVictims(Entry, frozen=True, kw_only=True):
    """Whom somebody says the incident hit."""

    countries: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    said_by: str | None = None
    note: str | None = None


class Incident(Entry, frozen=True, kw_only=True):
    """A named case: its names, means, period, victims, and who says what of whom."""

    id: str  # incident:exchange-2021
    name: str
    names: tuple[str, ...] = ()  # each of these alone ties a text to it
    cues: tuple[Cue, ...] = ()
    summary: str
    window: Window | None = None
    window_said_by: str | None = None
    other_windows: tuple[OtherWindow, ...] = ()
    vulnerabilities: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    software: tuple[str, ...] = ()  # ATT&CK ids
    techniques: tuple[str, ...] = ()
    campaigns: tuple[str, ...] = ()
    victims: IncidentVictims = IncidentVictims()
    said_by: tuple[KnownClaim, ...] = ()
    advisories: tuple[str, ...] = ()
    packs: tuple[str, ...] = ()
    related: tuple[str, ...] = ()  # incidents it is often confused with
    notes: tuple[str, ...] = ()
    sources: tuple[str, ...]


class Revision(Entry, frozen=True, kw_only=True):
    """A version of an advisory."""

    date: str
    note: str | None = None


class Advisory(Entry, frozen=True, kw_only=True):
    """A published advisory and what it contains, so that a text that cites it can be checked."""

    id: str
    title: str
    names: tuple[str, ...] = ()
    publishers: tuple[str, ...]
    date: str
    about: tuple[str, ...] = ()  # incidents it is about
    related: tuple[str, ...] = ()  # incidents whose public accusation it came with, though it does not name them
    groups: tuple[str, ...] = ()  # it names
    accused: tuple[str, ...] = ()  # its own words
    vulnerabilities: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    indicators: bool
    window: Window | None = None
    attack_version: str | None = None
    contains: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    revisions: tuple[Revision, ...] = ()
    sources: tuple[str, ...]


class Name(msgspec.Struct, frozen=True, array_like=True):
    """One written name of one entry. A text that names two entries is two of these: ambiguity is kept.

    `cased`: only this spelling counts (a text all in capitals aside). `common`: usually an ordinary word or somebody
    else's name, so that a finder needs evidence around it. `role` says what sort of name it is: name, alias,
    acronym, adjective, capital, metonym, surname, misspelling, variant.
    """

    text: str
    kind: MentionKind
    id: str | None
    name: str
    origin: str
    cased: bool
    common: bool
    role: str = "name"


class Card(Noun, frozen=True, kw_only=True):
    """What is known of one entry, ready to be shown: a title, and headed lines."""

    id: str
    title: str
    kind: str
    lines: tuple[tuple[str, str], ...]  # (heading, text); the same heading may come again


class TableHead(Noun, frozen=True, kw_only=True):
    """Where a table comes from."""

    table: str
    sources: tuple[TableSource, ...]


class TableSource(Noun, frozen=True, kw_only=True):
    """One source of a table: name, version, date, checksum of the bytes used, licence."""

    name: str
    version: str
    date: str | None
    sha256: str
    licence: str
