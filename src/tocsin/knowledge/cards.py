"""Cards: what is known of one entry, as headed lines, and the search that leads to them.

In: the knowledge base and what a user typed: an id, a name in any spelling, a part of one. Out: cards in plain words.
A card says who says what; it never says what is so.
"""

from __future__ import annotations

import difflib
import textwrap
from collections.abc import Callable, Iterable

from tocsin.knowledge.entries import (
    Advisory,
    Alias,
    Body,
    Campaign,
    Card,
    Country,
    Group,
    Incident,
    KnownClaim,
    KnownVulnerability,
    Name,
    Organisation,
    Person,
    Sector,
    Software,
    Technique,
)
from tocsin.knowledge.names import origin_of
from tocsin.knowledge.store import KnowledgeBase, plain
from tocsin.model.noun import Window
from tocsin.model.report import MentionKind

Lines = list[tuple[str, str]]

MOST_NAMED = 25
"""At most so many entries stand in one line of a card; the rest are counted."""


def search(base: KnowledgeBase, text: str) -> tuple[Name, ...]:
    """Return names that hold `text`, exact ones first, one for each entry; techniques by id or name too."""
    wanted = plain(text)
    if not wanted:
        return ()
    found: dict[tuple[MentionKind, str | None, str], tuple[int, Name]] = {}
    for name in (*_technique_names(base), *base.gazetteer()):
        key = plain(name.text)
        if wanted in key or (name.id and wanted == plain(name.id)):
            rank = 0 if key == wanted or (name.id and wanted == plain(name.id)) else 1 if key.startswith(wanted) else 2
            entry = (name.kind, name.id, name.name)
            if entry not in found or rank < found[entry][0]:
                found[entry] = (rank, name)
    return tuple(
        name for _, name in sorted(found.values(), key=lambda one: (one[0], one[1].kind, one[1].name, one[1].id or ""))
    )


def _technique_names(base: KnowledgeBase) -> Iterable[Name]:
    for one in base.techniques():
        yield Name(one.name, MentionKind.TECHNIQUE, one.id, one.name, "ATT&CK", False, True)


def cards(base: KnowledgeBase, text: str) -> tuple[Card, ...]:
    """Return the cards of everything that `text` names: by id, by name, or by the short name of an incident."""
    by_id = _card_of(base, text.strip())
    if by_id:
        return (by_id,)
    wanted = plain(text)
    ids = [name.id for name in base.named(text) if name.id]
    ids += [one.id for one in base.techniques() if plain(one.name) == wanted and one.status == "current"]
    if not ids and wanted:
        ids = [one.id for one in base.incidents() if plain(one.id.partition(":")[2]).startswith(wanted)]
    found = (_card_of(base, entry_id) for entry_id in dict.fromkeys(ids))
    return tuple(one for one in found if one)


def card(base: KnowledgeBase, text: str) -> Card | None:
    """Return the card that `text` names; None if it names nothing, or several entries."""
    found = cards(base, text)
    return found[0] if len(found) == 1 else None


def suggestions(base: KnowledgeBase, text: str) -> tuple[str, ...]:
    """Return known names and ids that are written nearly like `text`."""
    known = {plain(name.text): name.text for name in base.gazetteer()}
    known |= {
        plain(one.id): one.id for one in (*base.techniques(), *base.groups(), *base.advisories()) if len(one.id) < 12
    }
    known |= {plain(one.id.partition(":")[2]): one.id.partition(":")[2] for one in base.incidents()}
    return tuple(known[key] for key in difflib.get_close_matches(plain(text), known, n=3, cutoff=0.75))


def render(one: Card, width: int = 80) -> str:
    """Return a card as plain text of at most `width` columns."""
    indent = 18
    shown = [f"{one.title}  [{one.id}]" if one.id not in one.title else one.title, one.kind]
    before = None
    for heading, text in one.lines:
        label = "" if heading == before else heading
        before = heading
        body = textwrap.wrap(text, width - indent, break_long_words=True, break_on_hyphens=False) or [""]
        shown.append(f"  {label:<{indent - 2}}{body[0]}")
        shown += [" " * indent + line for line in body[1:]]
    head = [line for text in shown[:2] for line in textwrap.wrap(text, width)]
    return "\n".join(line.rstrip() for line in (*head, *shown[2:]))


def _card_of(base: KnowledgeBase, text: str) -> Card | None:
    """Return the card of an id, however its letters are cased."""
    upper, lower = text.upper(), text.lower()
    if technique := base.technique(upper):
        return _technique(base, technique)
    if group := base.group(upper) or base.group(lower):
        return _group(base, group)
    if software := base.software(upper) or base.software(lower):
        return _software(base, software)
    if campaign := base.campaign(upper):
        return _campaign(base, campaign)
    if vulnerability := base.vulnerability(upper):
        return _vulnerability(base, vulnerability)
    if incident := base.incident(lower) or base.incident(f"incident:{lower}"):
        return _incident(base, incident)
    if advisory := base.advisory(text):
        return _advisory(base, advisory)
    if countermeasure := base.countermeasure(upper):
        return Card(id=countermeasure.id, title=countermeasure.name, kind="D3FEND countermeasure", lines=())
    if tactic := base.tactic(upper) or base.tactic(lower):
        inside = [one.id for one in base.techniques() if tactic.shortname in one.tactics and one.status == "current"]
        return Card(id=tactic.id, title=tactic.name, kind="ATT&CK tactic", lines=tuple(_list("Techniques", inside)))
    return _card_of_the_world(base, text)


def _card_of_the_world(base: KnowledgeBase, text: str) -> Card | None:
    short = text.partition(":")
    body_id = f"body:{short[2].upper()}" if short[0].lower() == "body" else text
    if body := base.body(body_id):
        return _body(base, body)
    if person := base.person(text.lower()):
        return _person(base, person)
    if organisation := base.organisation(text.lower()):
        return _organisation(base, organisation)
    if country := base.country(text):
        return _country(base, country)
    if sector := base.sector(text.lower()):
        return _sector(sector)
    return None


def _list(heading: str, texts: Iterable[str]) -> Lines:
    listed = list(texts)
    if not listed:
        return []
    more = f" and {len(listed) - MOST_NAMED} more" if len(listed) > MOST_NAMED else ""
    return [(heading, ", ".join(listed[:MOST_NAMED]) + more)]


def _line(heading: str, text: str | None) -> Lines:
    return [(heading, text)] if text else []


def _aliases(aliases: Iterable[Alias], default: str) -> Lines:
    """Return the other names, gathered by who uses them."""
    by_origin: dict[str, list[str]] = {}
    for alias in aliases:
        by_origin.setdefault(alias.origin or default, []).append(alias.name)
    return [("Also called", f"by {origin}: {', '.join(names)}") for origin, names in by_origin.items()]


def _status(one: Technique | Group | Software) -> Lines:
    if one.status == "current":
        return []
    successor = f"; replaced by {one.replaced_by}" if one.replaced_by else ""
    return [("Status", f"{one.status}{successor}")]


def _window(window: Window | None) -> str | None:
    if window is None:
        return None
    return f"{window.begin or 'not said'} to {window.end or 'not said, or still going on'}"


def _users(base: KnowledgeBase, uses: Callable[[Group], bool]) -> Lines:
    users = [f"{group.name} ({group.id})" for group in base.groups() if group.status == "current" and uses(group)]
    return _list("Said to use it", users) + (
        [("", "by ATT&CK; which says nothing of who did it elsewhere")] if users else []
    )


def _technique(base: KnowledgeBase, one: Technique) -> Card:
    lines = (
        _line("What", base.text(one.id))
        + _status(one)
        + _list("Tactics", one.tactics)
        + _list("Platforms", one.platforms)
    )
    lines += _list("Shown by", one.data_components) + _list("Logs that can", _logs(frozenset(one.data_components)))
    lines += _users(base, lambda group: one.id in group.techniques)
    lines += _list("Incidents", (incident.id for incident in base.incidents() if one.id in incident.techniques))
    return Card(id=one.id, title=f"{one.id} {one.name}", kind="ATT&CK technique", lines=tuple(lines))


def _logs(components: frozenset[str]) -> list[str]:
    """Return the titles of catalogued logs that record one of ATT&CK's data components."""
    from tocsin.knowledge.logs import logs

    def recorded(component: str | None) -> bool:
        return component is not None and component.rpartition(": ")[2] in components

    return [log.title for log in logs() if any(recorded(records.data_component) for records in log.records)]


def _group(base: KnowledgeBase, one: Group) -> Card:
    lines = _line("What", base.text(one.id)) + _status(one) + _aliases(one.aliases, origin_of(one.id))
    if one.country:
        country = base.country(one.country)
        lines.append(("Said to be of", f"{country.name if country else one.country}, by {one.country_said_by}"))
    techniques = [f"{key} {found.name}" for key in one.techniques if (found := base.technique(key))]
    software = [found.name for key in one.software if (found := base.software(key))]
    lines += (
        _list("Said to use", software)
        + _list("Said to do", techniques)
        + _line("", f"by {one.uses_said_by}" if one.uses_said_by else None)
    )
    lines += _list("Said to target", (*one.sectors, *one.victims))
    for incident in base.incidents():
        for claim in incident.said_by:
            if one.id in claim.accused_ids:
                lines.append(("Named in", f"{incident.id}: {_claim(claim)}"))
    lines += _list("Campaigns", (f"{found.name} ({found.id})" for found in base.campaigns() if one.id in found.groups))
    return Card(id=one.id, title=one.name, kind="Group of operators, as named by others", lines=tuple(lines))


def _software(base: KnowledgeBase, one: Software) -> Card:
    lines = (
        _line("What", base.text(one.id))
        + _status(one)
        + _aliases(one.aliases, one.origin)
        + _list("Platforms", one.platforms)
    )
    lines += _list("Techniques", (f"{key} {found.name}" for key in one.techniques if (found := base.technique(key))))
    lines += _users(base, lambda group: one.id in group.software)
    lines += _list("Incidents", (incident.id for incident in base.incidents() if one.id in incident.software))
    return Card(id=one.id, title=one.name, kind=f"{one.kind.capitalize()}, after {one.origin}", lines=tuple(lines))


def _campaign(base: KnowledgeBase, one: Campaign) -> Card:
    lines = (
        _line("What", base.text(one.id)) + _aliases(one.aliases, "ATT&CK") + [("Window", f"{one.begin} to {one.end}")]
    )
    lines += _list("Said to be by", (found.name for key in one.groups if (found := base.group(key))))
    lines += _list("Techniques", one.techniques) + _list("Software", one.software)
    return Card(id=one.id, title=one.name, kind="Campaign, after ATT&CK", lines=tuple(lines))


def _vulnerability(base: KnowledgeBase, one: KnownVulnerability) -> Card:
    lines = _line("What", one.name) + _list("Also called", one.nicknames)
    lines += _line("Product", " ".join(part for part in (one.vendor, one.product) if part))
    known = f"yes, in CISA's catalogue since {one.added}" if one.added else "not in CISA's catalogue as shipped"
    lines.append(("Known exploited", known + ("; by ransomware groups too" if one.ransomware else "")))
    lines += _list("Incidents", (f"{found.name} ({key})" for key in one.incidents if (found := base.incident(key))))
    lines += _list("Advisories", (found.id for found in base.advisories() if one.id in found.vulnerabilities))
    return Card(id=one.id, title=one.id, kind="Vulnerability", lines=tuple(lines))


def _claim(claim: KnownClaim) -> str:
    accused = ", ".join(claim.accused) or "nobody by name"
    words = f' "{claim.words}"' if claim.words else ""
    about = f" ({claim.about})" if claim.about else ""
    relay = ", passing on others" if claim.origin == "relay" else ""
    return f"{claim.date or 'no date'} {claim.speaker}: {claim.act.value}{words} - {accused}{about}{relay}"


def _incident(base: KnowledgeBase, one: Incident) -> Card:
    lines: Lines = [("What", one.summary)]
    lines += _list("Also called", one.names[:8])
    lines += _line("Window", _window(one.window)) + _line(
        "", f"by {one.window_said_by}" if one.window_said_by else None
    )
    lines += [
        ("Other windows", f"{other.said_by}: {_window(Window(other.begin, other.end))}") for other in one.other_windows
    ]
    lines += _list("Vulnerabilities", one.vulnerabilities)
    lines += _list("Products", (found.name for found in base.products() if found.id in one.products))
    lines += _list("Software", (found.name for key in one.software if (found := base.software(key))))
    lines += _list("Victims in", (found.name for key in one.victims.countries if (found := base.country(key))))
    lines += _list("Sectors", one.victims.sectors) + _line(
        "", f"by {one.victims.said_by}" if one.victims.said_by else None
    )
    lines += [
        ("Who said what", _claim(claim))
        for claim in sorted(one.said_by, key=lambda claim: (claim.date or "9999", claim.id or ""))
    ]
    lines += [("Note", note) for note in one.notes]
    lines += _list("Packs", one.packs) + _list("Advisories", one.advisories) + _list("Not the same as", one.related)
    lines += [("Source", source) for source in one.sources]
    return Card(id=one.id, title=one.name, kind="Incident", lines=tuple(lines))


def _advisory(base: KnowledgeBase, one: Advisory) -> Card:
    publishers = (found.name for key in one.publishers if (found := base.body(key)))
    lines = [*_list("Published by", publishers), ("Date", one.date), *_list("Names", one.names)]
    lines += _list("About", one.about) + _list("Published beside", one.related)
    lines += _list("Names groups", one.groups) + _list("Accuses", one.accused)
    lines += (
        _list("Vulnerabilities", one.vulnerabilities)
        + _list("Sectors", one.sectors)
        + _line("Window", _window(one.window))
    )
    lines += [("Indicators", "yes" if one.indicators else "none")]
    lines += [("Contains", text) for text in one.contains] + [("Lacks", text) for text in one.lacks]
    lines += [("Revisions", f"{revision.date} {revision.note or ''}".strip()) for revision in one.revisions]
    return Card(id=one.id, title=f"{one.id} {one.title}", kind="Advisory", lines=tuple(lines))


def _body(base: KnowledgeBase, one: Body) -> Card:
    country = base.country(one.country) if one.country else None
    lines = _line("State", country.name if country else None) + _line("Role", one.role) + _line("Part of", one.parent)
    lines += _list("Also called", (*one.acronyms, *one.names))
    return Card(id=one.id, title=one.name, kind="Government body", lines=tuple(lines))


def _person(base: KnowledgeBase, one: Person) -> Card:
    lines = _list("Also written", one.names) + _list("Misspelt", one.misspellings)
    for office in one.offices:
        years = f"{office.begin or '?'} to {office.end or 'not known to have ended'}"
        lines.append(("Office", f"{office.title}{f', {office.country}' if office.country else ''}, {years}"))
    return Card(id=one.id, title=one.name, kind="Person", lines=tuple(lines))


def _organisation(base: KnowledgeBase, one: Organisation) -> Card:
    country = base.country(one.country) if one.country else None
    lines = _line("Country", country.name if country else None) + _list("Also called", one.names)
    return Card(id=one.id, title=one.name, kind=one.kind.replace("-", " ").capitalize(), lines=tuple(lines))


def _country(base: KnowledgeBase, one: Country) -> Card:
    lines = _list("Also called", one.names) + _list("Adjectives", one.adjectives) + _list("Capital", one.capitals)
    lines += _list("Government", one.metonyms) + _list(
        "Bodies", (body.name for body in base.bodies() if body.country == one.code and not body.origin)
    )
    return Card(id=one.code, title=one.name, kind="Country", lines=tuple(lines))


def _sector(one: Sector) -> Card:
    lines = [*_line("Part of", one.broader), ("Words", ", ".join(one.words))]
    return Card(id=one.id, title=one.name, kind="Sector (STIX 2.1 industry-sector-ov)", lines=tuple(lines))
