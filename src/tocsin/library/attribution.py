"""Who says what of whom across reports: own statements, and who merely repeats them; origins are counted.

In: a library, and what is asked (an incident, an accused, a speaker). Out: positions: one speaker's one act about one
set of accused, with every report in which it stands. Ten papers that quote one ministry are one origin.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from tocsin.library.store import Library
from tocsin.model.noun import Noun


class Standing(Noun, frozen=True, kw_only=True):
    """Where a position stands: a report's claim."""

    report: int
    name: str
    claim: str
    origin: str  # own, relay
    via: tuple[str, ...]
    date: str | None
    quote: str


class Position(Noun, frozen=True, kw_only=True):
    """What one speaker says of one set of accused about an incident, wherever it stands."""

    speaker: str | None  # None: nobody is named
    speaker_id: str | None
    act: str
    negated: bool
    accused: tuple[str, ...]
    accused_ids: tuple[str | None, ...]
    incident: str | None
    level: str  # the surest of its standings
    bases: tuple[str, ...]
    first: str | None  # the earliest date it was said, as far as the reports tell
    own: int  # reports that have it as the speaker's own
    relayed: int  # reports that pass it on
    standings: tuple[Standing, ...]


LEVELS = ("asserted", "almost-certain", "high", "moderate", "low", "alleged", "unstated")


def positions(
    library: Library,
    *,
    incident: str | None = None,
    accused: str | None = None,
    speaker: str | None = None,
    act: str | None = None,
) -> list[Position]:
    """Return positions, those of most reports first; `accused` and `speaker` are names or ids.

    Of several versions of a report only the newest speaks.
    """
    found: dict[tuple[object, ...], list[_Row]] = defaultdict(list)
    for row in _rows(library):
        if incident is not None and row.incident != incident:
            continue
        if act is not None and row.act != act:
            continue
        if accused is not None and not _names(accused, row.accused):
            continue
        for one in row.speakers or ((None, None),):
            if speaker is None or (one[0] is not None and _names(speaker, [(one[0], one[1])])):
                # a speaker is who the knowledge base says it is; one that it does not know is its name
                who = one[1] or (one[0] or "").casefold()
                whom = tuple(sorted(entity or name.casefold() for name, entity in row.accused))
                found[who, row.act, row.negated, whom, row.incident].append(row.said_by(one))
    result = [_position(rows) for rows in found.values()]
    return sorted(
        result, key=lambda one: (-len(one.standings), one.first or "9", one.speaker or "", one.act, one.accused)
    )


def origins(found: Iterable[Position]) -> int:
    """Return how many speakers stand behind positions, however often they are repeated."""
    return len({one.speaker_id or (one.speaker or "").casefold() for one in found if one.speaker is not None})


class _Row(Noun, frozen=True, kw_only=True):
    report: int
    name: str
    claim: str
    act: str
    negated: bool
    level: str
    incident: str | None
    date: str | None
    basis: str | None
    origin: str
    quote: str
    speakers: tuple[tuple[str | None, str | None], ...]
    accused: tuple[tuple[str, str | None], ...]
    via: tuple[str, ...]

    def said_by(self, speaker: tuple[str | None, str | None]) -> _Row:
        from msgspec import structs

        return structs.replace(self, speakers=(speaker,))


def _rows(library: Library) -> list[_Row]:
    parties: dict[tuple[int, str, str], list[tuple[str, str | None]]] = defaultdict(list)
    query = "SELECT report, claim, role, name, entity FROM parties ORDER BY report, claim, role, place"
    for report, claim, role, name, entity in library.connection.execute(query):
        parties[report, claim, role].append((name, entity))
    claims = library.connection.execute(
        "SELECT c.report, coalesce(r.title, r.name), c.claim, c.act, c.negated, c.level, c.incident,"
        " coalesce(c.date, r.published), c.basis, c.origin, c.quote FROM claims c JOIN reports r ON r.id = c.report"
        " WHERE r.id IN (SELECT max(id) FROM reports GROUP BY series) ORDER BY c.report, c.starts, c.claim"
    )
    return [
        _Row(
            report=row[0],
            name=row[1],
            claim=row[2],
            act=row[3],
            negated=bool(row[4]),
            level=row[5],
            incident=row[6],
            date=row[7],
            basis=row[8],
            origin=row[9],
            quote=row[10],
            speakers=tuple(parties[row[0], row[2], "speaker"]),
            accused=tuple(parties[row[0], row[2], "accused"]),
            via=tuple(name for name, _ in parties[row[0], row[2], "via"]),
        )
        for row in claims
    ]


def _names(asked: str, parties: Iterable[tuple[str, str | None]]) -> bool:
    wanted = asked.casefold()
    return any(wanted in (name.casefold(), (entity or "").casefold()) for name, entity in parties)


def _position(rows: list[_Row]) -> Position:
    first = rows[0]
    speaker, speaker_id = first.speakers[0]
    own = {row.report for row in rows if row.origin == "own"}
    return Position(
        speaker=speaker,
        speaker_id=speaker_id,
        act=first.act,
        negated=first.negated,
        accused=tuple(name for name, _ in first.accused),
        accused_ids=tuple(entity for _, entity in first.accused),
        incident=first.incident,
        level=min((row.level for row in rows), key=LEVELS.index),
        bases=tuple(sorted({row.basis for row in rows if row.basis is not None})),
        first=min((row.date for row in rows if row.date is not None), default=None),
        own=len(own),
        relayed=len({row.report for row in rows} - own),
        standings=tuple(
            Standing(
                report=row.report,
                name=row.name,
                claim=row.claim,
                origin=row.origin,
                via=row.via,
                date=row.date,
                quote=row.quote,
            )
            for row in rows
        ),
    )
