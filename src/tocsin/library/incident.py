"""An incident across all reports: who attributes it to whom, who only condemns, who denies, who merely repeats.

In: a library and an incident. Out: one `IncidentAnswer`, which a page and a command show alike. A speaker is the exact
one that was named (a ministry and its government are two); `states` says how many countries stand behind them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from tocsin import knowledge
from tocsin.library.attribution import ATTRIBUTING, CONDEMNING, ENDORSING, Position, origins, positions
from tocsin.library.conflicts import Conflict, conflicts
from tocsin.library.relays import Relay, relays
from tocsin.library.sameness import SaidSame, all_said
from tocsin.library.store import Library
from tocsin.library.timeline import Moment, timeline
from tocsin.model.errors import UsageError
from tocsin.model.noun import Noun

_ORDER = ("group", "organisation", "person", "body", "state-backed", "government", "country", "territory", "unnamed")
_STANDINGS = 5
_ACTORS = 8
_NAMINGS = 40
_RELAYS = 300


class Accusal(Noun, frozen=True, kw_only=True):
    """One of the accused, and everybody who says it was them."""

    accused: str
    key: str
    sort: str
    origins: int  # speakers who say so themselves, however often they are repeated
    hearsay: int  # speakers of whom only others tell that they say so
    positions: tuple[Position, ...]


class Naming(Noun, frozen=True, kw_only=True):
    """A group that reports on the incident name: by whom for this incident, and by whom for something else."""

    group: str
    key: str
    here: tuple[Position, ...]
    elsewhere: tuple[Position, ...]


class Repeater(Noun, frozen=True, kw_only=True):
    """One who only passes on or endorses what others said of the incident."""

    name: str
    key: str
    how: str  # relays, endorses
    whom: tuple[str, ...]
    reports: int


class IncidentAnswer(Noun, frozen=True, kw_only=True):
    """What the library's reports say of an incident."""

    incident: str
    name: str
    reports: int
    origins: int
    states: int  # countries that the speakers belong to
    attributed: tuple[Accusal, ...]
    condemned_only: tuple[Position, ...]
    denied: tuple[Position, ...]
    repeated: tuple[Repeater, ...]
    refused: tuple[Position, ...]  # who declined to say, or found no evidence
    groups: tuple[Naming, ...]
    conflicts: tuple[Conflict, ...]
    relays: tuple[Relay, ...]
    timeline: tuple[Moment, ...]
    said_same: tuple[SaidSame, ...]
    left_out: tuple[str, ...] = ()  # what there is more of than is told here


def answer(library: Library, name: str, *, limit: int = 300) -> IncidentAnswer:
    """Return what reports say of an incident: its id, or a name the knowledge base knows.

    Raises `UsageError` for one that no report is about.
    """
    incident = incident_of(library, name)
    found = positions(library, incident=incident, limit=limit + 1, standings=_STANDINGS)
    passed = relays(library, incident, limit=_RELAYS + 1)
    groups = _groups(library, incident)
    left_out = [
        f"{what}: those in fewest reports"
        for what, some, most in (
            ("positions", found, limit),
            ("who repeats whom", passed, _RELAYS),
            ("groups", groups, _ACTORS),
        )
        if len(some) > most
    ]
    found, passed, groups = found[:limit], passed[:_RELAYS], groups[:_ACTORS]
    left_out += [f"who names {one.group}" for one in groups if len(one.here) + len(one.elsewhere) >= _NAMINGS]
    known = knowledge.base().incident(incident)
    speaking = {key for one in found if _says_who(one) and one.own for key in (one.key, one.wider) if key}
    sayers = _sayers(found)
    return IncidentAnswer(
        incident=incident,
        name=known.name if known else incident,
        reports=_reports(library, incident),
        origins=origins(found),
        states=len({one.wider or knowledge.base().country_of(one.speaker_id) for one in found} - {None}),
        attributed=_attributed(found),
        condemned_only=tuple(one for one in found if one.act in CONDEMNING and one.key not in sayers),
        denied=tuple(one for one in found if one.act == "deny" and not one.negated),
        repeated=_repeated(passed, found, speaking),
        refused=tuple(one for one in found if one.negated and one.act != "deny"),
        groups=groups,
        conflicts=tuple(conflicts(library, incident, found)),
        relays=tuple(passed),
        timeline=timeline(found),
        said_same=_same(library, incident),
        left_out=tuple(left_out),
    )


def incident_of(library: Library, name: str) -> str:
    """Return the id of an incident that a user means; raises `UsageError` if no report is about it."""
    base = knowledge.base()
    ids = [name, f"incident:{name}", *(one.id for one in base.named(name) if one.id)]
    ids += [
        one.id for one in base.incidents() if name.casefold() in (one.name.casefold(), *map(str.casefold, one.names))
    ]
    for one in ids:
        if _reports(library, one):
            return one
    hint = "'tocsin library incidents' lists those that reports are about"
    raise UsageError(f"no report of the library is about an incident {name!r}", hint=hint)


class Counted(Noun, frozen=True, kw_only=True):
    """An incident that reports are about; only the newest version of each counts."""

    id: str
    name: str
    reports: int
    claims: int


def incidents(library: Library) -> list[Counted]:
    """Return the incidents that reports are about, those of most reports first."""
    rows = library.connection.execute(
        "SELECT i.value, count(*) AS reports, (SELECT count(*) FROM claims c JOIN reports n ON n.id = c.report"
        " WHERE c.incident = i.value AND n.newer IS NULL)"
        " FROM items i JOIN reports r ON r.id = i.report AND r.newer IS NULL WHERE i.kind = 'incident'"
        " GROUP BY i.value ORDER BY reports DESC, i.value"
    )
    base = knowledge.base()
    return [
        Counted(id=one, name=known.name if (known := base.incident(one)) else one, reports=reports, claims=said)
        for one, reports, said in rows
    ]


def _reports(library: Library, incident: str) -> int:
    (count,) = library.connection.execute(
        "SELECT count(*) FROM items i JOIN reports r ON r.id = i.report AND r.newer IS NULL"
        " WHERE i.kind = 'incident' AND i.value = ?",
        (incident,),
    ).fetchone()
    return int(count)


def _says_who(one: Position) -> bool:
    return one.act in ATTRIBUTING and not one.negated and bool(one.accused)


def _sayers(found: Iterable[Position]) -> set[str]:
    """Return the keys of speakers who say who did it, or endorse what others say of it."""
    return {one.key for one in found if _says_who(one) or (one.act in ENDORSING and not one.negated)}


def _attributed(found: Sequence[Position]) -> tuple[Accusal, ...]:
    by: dict[str, list[Position]] = defaultdict(list)
    shown: dict[str, tuple[str, str]] = {}
    for one in found:
        if _says_who(one):
            for name, key, sort in zip(one.accused, one.accused_keys, one.sorts, strict=True):
                shown.setdefault(key, (name, sort))
                if one not in by[key]:
                    by[key].append(one)
    made = [_accusal(key, *shown[key], group) for key, group in by.items()]
    return tuple(sorted(made, key=lambda one: (-one.origins, -one.hearsay, _ORDER.index(one.sort), one.accused)))


def _accusal(key: str, accused: str, sort: str, group: Sequence[Position]) -> Accusal:
    own = {one.key for one in group if one.own and one.speaker is not None}
    others = {one.key for one in group if one.speaker is not None} - own
    return Accusal(accused=accused, key=key, sort=sort, origins=len(own), hearsay=len(others), positions=tuple(group))


def _repeated(passed: Iterable[Relay], found: Iterable[Position], speaking: set[str]) -> tuple[Repeater, ...]:
    by: dict[tuple[str, str], list[Relay]] = defaultdict(list)
    for one in passed:
        if one.repeater_key not in speaking:
            by[one.repeater_key, one.kind].append(one)
    made = [
        Repeater(
            name=group[0].repeater,
            key=key,
            how=how,
            whom=tuple(dict.fromkeys(one.speaker for one in group)),
            reports=max(one.reports for one in group),
        )
        for (key, how), group in by.items()
    ]
    told = {one.key for one in made}
    for one in found:  # endorses without saying whom
        if one.act in ENDORSING and not one.negated and one.key not in speaking | told and one.speaker:
            told.add(one.key)
            made.append(Repeater(name=one.speaker, key=one.key, how="endorses", whom=(), reports=one.own + one.relayed))
    return tuple(sorted(made, key=lambda one: (one.how, -one.reports, one.name)))


def _groups(library: Library, incident: str) -> tuple[Naming, ...]:
    rows = library.connection.execute(
        "SELECT p.key, min(p.name), count(DISTINCT p.report) AS reports FROM parties p"
        " JOIN reports r ON r.id = p.report AND r.newer IS NULL"
        " WHERE p.role IN ('accused', 'named') AND p.sort = 'group' AND p.report IN"
        " (SELECT report FROM items WHERE kind = 'incident' AND value = ?)"
        " GROUP BY p.key ORDER BY reports DESC, p.key LIMIT ?",
        (incident, _ACTORS + 1),
    ).fetchall()
    made: list[Naming] = []
    for key, name, _ in rows:
        said = positions(library, naming=key, limit=_NAMINGS, standings=1)
        here = tuple(one for one in said if one.incident == incident)
        made.append(
            Naming(group=name, key=key, here=here, elsewhere=tuple(one for one in said if one.incident != incident))
        )
    return tuple(made)


def _same(library: Library, incident: str) -> tuple[SaidSame, ...]:
    about = {
        number
        for (number,) in library.connection.execute(
            "SELECT report FROM items WHERE kind = 'incident' AND value = ?", (incident,)
        )
    }
    return tuple(one for one in all_said(library) if one.report in about)
