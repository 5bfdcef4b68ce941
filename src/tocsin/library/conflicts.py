"""Where speakers, or one speaker's own words, do not go together: shown side by side, never settled.

In: a library and an incident. Out: conflicts, each with its sides. Kinds: `accused` (different groups named for one
incident), `denied`, `relay` (others pass on what the speaker's own statements do not say), `begin`, `window`, `date`
(of one and the same charge), `count:servers` and the like, and what a careful reader objected to in a report
(`name-variant`, `incidents-fused` ...).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from tocsin import knowledge
from tocsin.library.attribution import ATTRIBUTING, Position, positions
from tocsin.library.store import Library
from tocsin.model.noun import Noun

OBJECTIONS = (
    "name-variant",
    "incidents-fused",
    "speakers-overgeneralised",
    "organisation-of-another-speaker",
    "victims-of-another-incident",
    "contradiction",
)
"""Problems of single reports that bear on who is said to have done what."""


class Side(Noun, frozen=True, kw_only=True):
    """What one speaker says, where."""

    speaker: str
    value: str
    report: int | None  # None: the knowledge base says so, with its source as the quote
    quote: str


class Conflict(Noun, frozen=True, kw_only=True):
    """Sides that do not go together."""

    kind: str
    about: str
    sides: tuple[Side, ...]


def conflicts(library: Library, incident: str, found: Sequence[Position] | None = None) -> list[Conflict]:
    """Return the conflicts about an incident; `found` are its positions, if they are at hand."""
    said = list(found) if found is not None else positions(library, incident=incident)
    return [
        *_accused(said),
        *_denied(said),
        *_misquoted(said),
        *_stated(library, incident),
        *_windows(library, incident),
        *_dates(library, incident),
        *_objections(library, incident),
    ]


def _side(one: Position, value: str) -> Side:
    at = one.standings[0]
    return Side(speaker=one.speaker or "nobody named", value=value, report=at.report, quote=at.quote)


def _accused(said: Iterable[Position]) -> Iterator[Conflict]:
    named: dict[str, list[Side]] = defaultdict(list)
    for one in said:
        if one.act in ATTRIBUTING and not one.negated:
            for name, key, sort in zip(one.accused, one.accused_keys, one.sorts, strict=True):
                if sort == "group":
                    named[key].append(_side(one, name))
    if len(named) > 1:
        sides = tuple(side for group in named.values() for side in group)
        yield Conflict(kind="accused", about="different groups are named for it", sides=sides)


def _denied(said: Sequence[Position]) -> Iterator[Conflict]:
    denials = [one for one in said if one.act == "deny" and not one.negated]
    if not denials:
        return
    cleared = {key for one in denials for key in (*one.accused_keys, one.wider)}
    accusing = [
        _side(one, f"{one.act} {', '.join(one.accused)}")
        for one in said
        if one.act in ATTRIBUTING and not one.negated and cleared & {*one.accused_keys, *_wider(one)}
    ]
    if accusing:
        denied = [_side(one, f"deny {', '.join(one.accused)}") for one in denials]
        yield Conflict(kind="denied", about="the accused deny it", sides=(*accusing, *denied))


def _wider(one: Position) -> set[str | None]:
    # whose group it is, is itself only said: a group stands for no state here
    base = knowledge.base()
    known = zip(one.accused_ids, one.sorts, strict=True)
    found = {base.country_of(entity) for entity, sort in known if sort != "group"}
    return found | {key.partition(":")[0] for key in one.accused_keys if ": " in key}


def _misquoted(said: Sequence[Position]) -> Iterator[Conflict]:
    own: dict[str | None, list[Position]] = defaultdict(list)
    for one in said:
        if one.own and one.act in ATTRIBUTING and one.speaker is not None:
            for key in {one.key, one.wider} - {None}:
                own[key].append(one)
    for one in said:
        if one.own or one.act not in ATTRIBUTING or one.negated or one.speaker is None:
            continue
        theirs = own.get(one.key) or own.get(one.wider) or []
        if theirs and not any(set(one.accused_keys) & set(other.accused_keys) for other in theirs):
            sides = (
                _side(one, f"passed on: {one.act} {', '.join(one.accused)}"),
                *(_side(other, f"own words: {other.act} {', '.join(other.accused)}") for other in theirs),
            )
            yield Conflict(kind="relay", about=f"{one.speaker} is said to have named somebody else", sides=sides)


def _stated(library: Library, incident: str) -> Iterator[Conflict]:
    rows = library.connection.execute(
        "SELECT s.kind, s.value, coalesce(s.speaker, r.publisher, r.title, r.name), s.report, s.quote FROM stated s"
        " JOIN reports r ON r.id = s.report AND r.newer IS NULL WHERE s.incident = ?"
        " ORDER BY s.kind, s.value, s.report",
        (incident,),
    )
    kinds: dict[str, dict[tuple[str, str], Side]] = defaultdict(dict)
    for kind, value, speaker, report, quote in rows:
        side = Side(speaker=speaker, value=value, report=report, quote=quote)
        kinds[kind].setdefault((value, speaker.casefold()), side)
    for value, speaker, source in _known_begins(incident):
        side = Side(speaker=speaker, value=value, report=None, quote=source)
        kinds["begin"].setdefault((value, speaker.casefold()), side)
    for kind, sides in sorted(kinds.items()):
        if _differ([value for value, _ in sides]):
            about = "when it began" if kind == "begin" else f"how many {kind.partition(':')[2]}"
            yield Conflict(kind=kind, about=about, sides=tuple(sides[key] for key in sorted(sides)))


def _known_begins(incident: str) -> Iterator[tuple[str, str, str]]:
    known = knowledge.base().incident(incident)
    if known is None:
        return
    if known.window is not None and known.window.begin:
        yield known.window.begin, known.window_said_by or "the knowledge base", "knowledge base"
    for one in known.other_windows:
        if one.begin:
            yield one.begin, one.said_by, f"knowledge base: {one.source}"


def _differ(values: Sequence[str]) -> bool:
    """Say whether values are not all one; "2021-01" and "2021-01-03" are, as far as they go."""
    exact = sorted(set(values))
    return any(not second.startswith(f"{first}-") for first, second in pairwise(exact))


def _claims(library: Library, incident: str, columns: str, where: str) -> dict[str, list[tuple[str, str, Side]]]:
    """Return by accused (value, speaker's key, side) of claims about an incident, one for each report and value."""
    found: dict[str, list[tuple[str, str, Side]]] = defaultdict(list)
    rows = library.connection.execute(
        f"SELECT a.key, a.name, s.key, s.name, {columns} AS value, c.report, c.quote, coalesce(r.title, r.name)"
        " FROM claims c JOIN reports r ON r.id = c.report AND r.newer IS NULL"
        " JOIN parties a ON a.report = c.report AND a.claim = c.claim AND a.role = 'accused'"
        " JOIN parties s ON s.report = c.report AND s.claim = c.claim AND s.role = 'speaker'"
        f" WHERE c.incident = ? AND {where} ORDER BY a.key, value, c.report, c.starts LIMIT 5000",
        (incident,),
    )
    for key, name, speaker_key, speaker, value, report, quote, title in rows:
        side = Side(speaker=f"{speaker} ({title})", value=value, report=report, quote=quote)
        found[f"{key}\n{name}"].append((value, speaker_key, side))
    return found


def _windows(library: Library, incident: str) -> Iterator[Conflict]:
    window = "c.begins || ' to ' || coalesce(c.ends_on, 'now')"
    for key, sides in _claims(library, incident, window, "c.begins IS NOT NULL").items():
        if len({value for value, _, _ in sides}) > 1:
            yield Conflict(kind="window", about=f"when {key.partition(chr(10))[2]} was active", sides=_once(sides))


def _dates(library: Library, incident: str) -> Iterator[Conflict]:
    found = _claims(
        library, incident, "substr(c.date, 1, 10)", "c.act IN ('charge', 'sanction') AND c.date IS NOT NULL"
    )
    for key, sides in found.items():
        by_speaker: dict[str, list[tuple[str, str, Side]]] = defaultdict(list)
        for side in sides:
            by_speaker[side[1]].append(side)
        for group in by_speaker.values():
            if len({value for value, _, _ in group}) > 1:
                yield Conflict(kind="date", about=f"when {key.partition(chr(10))[2]} was charged", sides=_once(group))


def _once(sides: Iterable[tuple[str, str, Side]]) -> tuple[Side, ...]:
    return tuple({(value, side.report): side for value, _, side in sides}.values())


def _objections(library: Library, incident: str) -> Iterator[Conflict]:
    rows = library.connection.execute(
        "SELECT p.kind, p.message, coalesce(p.suggestion, ''), p.report, coalesce(r.title, r.name) FROM problems p"
        " JOIN reports r ON r.id = p.report AND r.newer IS NULL"
        " WHERE p.report IN (SELECT report FROM items WHERE kind = 'incident' AND value = ?)"
        f" AND p.kind IN ({', '.join('?' * len(OBJECTIONS))}) ORDER BY p.kind, p.report, p.place LIMIT 200",
        (incident, *OBJECTIONS),
    )
    for kind, message, suggestion, report, title in rows:
        side = Side(speaker=title, value=suggestion, report=report, quote=message)
        yield Conflict(kind=kind, about=message, sides=(side,))
