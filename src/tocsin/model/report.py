"""What was read in a document: mentions, claims, problems, victims, indicators, behaviours.

The JSON form of `Report` is that of `tocsin read --format json` (the contract); field names are the contract's.
Spans are half-open character offsets into `Document.text`.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import field

from tocsin.model.noun import Noun, Span, Window


class MentionKind(StrEnum):
    """What sort of entity a mention names."""

    INTRUSION_SET = "intrusion-set"
    THREAT_ACTOR = "threat-actor"
    GOVERNMENT_BODY = "government-body"
    COUNTRY = "country"
    LOCATION = "location"
    ORGANISATION = "organisation"
    PERSON = "person"
    SECTOR = "sector"
    MALWARE = "malware"
    TOOL = "tool"
    VULNERABILITY = "vulnerability"
    TECHNIQUE = "technique"
    PRODUCT = "product"
    INCIDENT = "incident"


class Act(StrEnum):
    """What a speaker does with words in a claim."""

    ACCUSE = "accuse"
    ATTRIBUTE = "attribute"
    ASSESS = "assess"
    DETERMINE = "determine"
    LINK = "link"
    CONFIRM = "confirm"
    CHARGE = "charge"
    SANCTION = "sanction"
    CONDEMN = "condemn"
    EXPOSE = "expose"
    SUPPORT = "support"
    ACKNOWLEDGE = "acknowledge"
    ADMIT = "admit"
    DEMAND = "demand"
    WARN = "warn"
    ADVISE = "advise"
    DENY = "deny"


class Level(StrEnum):
    """How sure a speaker says to be, strongest first; `words` of `Certainty` keep the speaker's own."""

    ASSERTED = "asserted"
    ALMOST_CERTAIN = "almost-certain"
    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"
    ALLEGED = "alleged"
    UNSTATED = "unstated"


class ProblemKind(StrEnum):
    """What a careful reader would object to."""

    ORGANISATION_OF_ANOTHER_SPEAKER = "organisation-of-another-speaker"
    INCIDENTS_FUSED = "incidents-fused"
    SPEAKERS_OVERGENERALISED = "speakers-overgeneralised"
    VICTIMS_OF_ANOTHER_INCIDENT = "victims-of-another-incident"
    WINDOW_MISSING = "window-missing"
    DATE_IMPOSSIBLE = "date-impossible"
    CONTENT_OVERSTATED = "content-overstated"
    NAME_VARIANT = "name-variant"
    CONTRADICTION = "contradiction"
    IDENTIFIER_MALFORMED = "identifier-malformed"
    IDENTIFIER_REVOKED = "identifier-revoked"
    IDENTIFIER_OF_ANOTHER_DOMAIN = "identifier-of-another-domain"
    ALIAS_AMBIGUOUS = "alias-ambiguous"


class BehaviourKind(StrEnum):
    """What sort of trace-leaving thing a behaviour is; `Behaviour.ref` means accordingly."""

    TECHNIQUE = "technique"  # ref: ATT&CK id
    VULNERABILITY = "vulnerability"  # ref: CVE id
    TOOL = "tool"  # ref: ATT&CK software id; malware and tools alike
    INDICATOR = "indicator"  # ref: "type:value", refanged
    STEP = "step"  # ref: "pack/step"


class Document(Noun, frozen=True, kw_only=True):
    """The text that was read, with its origin."""

    title: str | None
    published: str | None  # RFC 3339 date or time; None: the document does not say
    publisher: str | None
    language: str | None  # ISO 639-1; None: not recognised
    version: str | None
    sha256: str  # of the bytes as given
    characters: int
    text: str
    notes: tuple[str, ...] = ()  # what could not be read of it: pages without text, parts left out


class Mention(Noun, frozen=True, kw_only=True):
    """A span that names an entity."""

    start: int
    end: int
    text: str
    kind: MentionKind
    id: str | None  # the knowledge base's id; None: known by shape only
    name: str
    also: tuple[str, ...] = ()  # further ids that share this name: ambiguity is kept, never resolved silently


class Certainty(Noun, frozen=True, kw_only=True):
    """The speaker's own words of certainty, and the scale they belong to."""

    words: str | None
    scale: str  # us-confidence, uk-yardstick, legal, none, ...
    level: Level


class Claim(Noun, frozen=True, kw_only=True):
    """What somebody said of somebody: speaker, act, accused, deed. Never a fact."""

    id: str
    speakers: tuple[str, ...]
    speaker_ids: tuple[str | None, ...]
    act: Act
    accused: tuple[str, ...]
    accused_ids: tuple[str | None, ...]
    deed: str | None
    incident: str | None
    date: str | None
    window: Window | None
    certainty: Certainty
    basis: str | None  # technical, political-unofficial, political-official, legal, self
    origin: str  # own, relay
    via: tuple[str, ...]
    negated: bool
    negation: str | None  # not, declined, no-evidence
    start: int
    end: int
    quote: str
    also: tuple[Span, ...] = ()  # the same act said again elsewhere


class Relation(Noun, frozen=True, kw_only=True):
    """How one claim of a document stands to another."""

    source: str = field(name="from")
    target: str = field(name="to")
    kind: str  # repeats, supports, conflicts, narrows, supersedes


class Problem(Noun, frozen=True, kw_only=True):
    """An objection of a careful reader, with its span and, where there is one, a suggestion."""

    kind: ProblemKind
    message: str
    claims: tuple[str, ...]
    start: int
    end: int
    suggestion: str | None


class VictimSector(Noun, frozen=True, kw_only=True):
    """A sector that the document says was hit."""

    name: str
    incident: str | None
    start: int
    end: int


class VictimCountry(Noun, frozen=True, kw_only=True):
    """A country that the document says was hit."""

    code: str  # ISO 3166-1 alpha-2
    name: str
    incident: str | None
    start: int
    end: int


class VictimOrganisation(Noun, frozen=True, kw_only=True):
    """An organisation that the document says was hit."""

    name: str
    incident: str | None
    start: int
    end: int


class Victims(Noun, frozen=True, kw_only=True):
    """Whom the document says was hit."""

    sectors: tuple[VictimSector, ...] = ()
    countries: tuple[VictimCountry, ...] = ()
    organisations: tuple[VictimOrganisation, ...] = ()


class TechniqueMention(Noun, frozen=True, kw_only=True):
    """An ATT&CK technique that the document names or describes. "Named" and "described" are never mixed."""

    id: str
    name: str | None
    basis: str  # identifier, name, described
    score: float | None  # of `described` only
    status: str  # current, revoked, deprecated, other-domain, malformed
    start: int
    end: int


class Vulnerability(Noun, frozen=True, kw_only=True):
    """A CVE that the document names, or that its incident is known to have used (then an empty span at 0)."""

    id: str
    known_exploited: bool
    start: int
    end: int


class Indicator(Noun, frozen=True, kw_only=True):
    """An observable value that the document gives: refanged, with its span, validity window and guard."""

    type: str  # the STIX 2.1 observable: ipv4-addr, domain-name, url, file:sha256, file:path, ...
    value: str
    start: int
    end: int
    defanged: bool
    window: Window | None = None
    guard: str | None = None  # why a hit on it alone proves little; None: no reservation


class IncidentMention(Noun, frozen=True, kw_only=True):
    """An incident of the knowledge base that the document is about."""

    id: str
    name: str
    basis: str  # name, vulnerability, ... : what tied the document to it
    vulnerabilities: tuple[str, ...]
    window: Window | None


class Behaviour(Noun, frozen=True, kw_only=True):
    """One thing the report says was done that can leave a trace."""

    id: str  # "<kind>:<ref>"
    kind: BehaviourKind
    ref: str
    name: str
    spans: tuple[Span, ...] = field(name="from")


class Report(Noun, frozen=True, kw_only=True):
    """A document and everything that was read in it."""

    document: Document
    mentions: tuple[Mention, ...] = ()
    claims: tuple[Claim, ...] = ()
    relations: tuple[Relation, ...] = ()
    problems: tuple[Problem, ...] = ()
    victims: Victims = Victims()
    techniques: tuple[TechniqueMention, ...] = ()
    vulnerabilities: tuple[Vulnerability, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    incidents: tuple[IncidentMention, ...] = ()
    behaviours: tuple[Behaviour, ...] = ()
