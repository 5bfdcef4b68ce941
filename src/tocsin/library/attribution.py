"""Who says what of whom across reports: own statements, and who merely repeats them; origins are counted.

In: a library, and what is asked (an incident, an accused, a speaker). Out: positions: one speaker's one act about one
set of accused, with the reports in which it stands. Ten papers that quote one ministry are one origin. The counting is
done by the database, so that an answer costs what it shows, and not what the library holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import msgspec

from tocsin.library.derived import LEVELS
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
    standings: tuple[Standing, ...]  # the earliest of them, own ones first
    words: tuple[str, ...] = ()  # the speaker's own words of certainty
    key: str = ""  # of the speaker: by what it is counted
    wider: str | None = None  # the state or actor that the speaker belongs to
    accused_keys: tuple[str, ...] = ()  # by which the accused are counted
    sorts: tuple[str, ...] = ()  # of the accused: group, body, person, state-backed, territory, country ...


ATTRIBUTING = frozenset(
    {"attribute", "accuse", "assess", "determine", "confirm", "charge", "sanction", "link", "expose", "admit"}
)
CONDEMNING = frozenset({"condemn", "demand", "warn"})
ENDORSING = frozenset({"support", "acknowledge"})
"""Acts that say who did it; that only say it was wrong; that pass on or welcome what others said."""

ANYBODY = 1_000
STANDINGS = 20
"""Positions of one answer, and standings of a position, that are told unless more are asked for."""


@dataclass(slots=True)
class _Asked:
    """Conditions of a question, and their values."""

    where: list[str] = field(default_factory=list[str])
    values: list[object] = field(default_factory=list[object])
    found: list[str] = field(default_factory=list[str])
    found_values: list[object] = field(default_factory=list[object])

    def add(self, condition: str, *values: object) -> None:
        self.where.append(condition)
        self.values += values

    def party(self, roles: str, name: str, places: tuple[str, ...] = ("entity", "wider", "key")) -> None:
        # an index is used for each of the columns, which one condition with OR would not do
        found = " UNION ".join(
            f"SELECT report, claim FROM parties WHERE role IN ({roles}) AND {place}"
            for place in (*(f"{place} = ?" for place in places), "name = ? COLLATE NOCASE")
        )
        self.found.append(found)
        self.found_values += [name] * (len(places) + 1)

    @property
    def claims(self) -> str:
        """Return where claims are taken from: all, or those of the parties that were asked for, and these first."""
        if not self.found:
            return "claims c"
        # CROSS JOIN: in this order
        named = " INTERSECT ".join(f"SELECT * FROM ({found})" for found in self.found)
        return f"({named}) f CROSS JOIN claims c ON c.report = f.report AND c.claim = f.claim"


def positions(
    library: Library,
    *,
    incident: str | None = None,
    accused: str | None = None,
    speaker: str | None = None,
    act: str | None = None,
    naming: str | None = None,
    limit: int = ANYBODY,
    standings: int = STANDINGS,
) -> list[Position]:
    """Return positions, those of most reports first; `accused` and `speaker` are names or ids.

    `naming` asks for whoever is accused or named beside. Of several versions of a report only the newest speaks.
    """
    asked = _Asked()
    if incident is not None:
        asked.add("c.incident = ?", incident)
    if act is not None:
        asked.add("c.act = ?", act)
    if accused is not None:
        asked.party("'accused'", accused)
    if naming is not None:
        asked.party("'accused', 'named'", naming, ("entity", "key"))
    if speaker is not None:
        asked.party("'speaker'", speaker)
        asked.add(
            "(s.entity = ?1 OR s.wider = ?1 OR s.key = ?1 OR s.name = ?1 COLLATE NOCASE)".replace("?1", "?"),
            *([speaker] * 4),
        )
    return _positions(library, asked, limit, standings)


def origins(found: Iterable[Position]) -> int:
    """Return how many speakers stand behind positions, however often they are repeated."""
    return len({one.key for one in found if one.speaker is not None})


_COLUMNS = """
    SELECT c.report, c.claim, c.act, c.negated, c.whom, coalesce(c.incident, '') AS incident, c.sure, c.words, c.basis,
        c.origin, coalesce(c.date, r.published) AS date, c.starts,
        coalesce(s.key, '') AS who, s.name AS speaker, s.entity AS speaker_id, s.wider AS wider"""
_JOINS = """
    JOIN reports r ON r.id = c.report
    LEFT JOIN parties s ON s.report = c.report AND s.claim = c.claim AND s.role = 'speaker'
    WHERE r.newer IS NULL"""
_GROUP = ("who", "act", "negated", "whom", "incident")


def _positions(library: Library, asked: _Asked, limit: int, standings: int) -> list[Position]:
    said = " AND ".join([f"{_COLUMNS} FROM {asked.claims} {_JOINS}", *asked.where])
    for name in ("said", "groups"):
        library.connection.execute(f"DROP TABLE IF EXISTS temp.{name}")
    library.connection.execute(f"CREATE TEMP TABLE said AS {said}", [*asked.found_values, *asked.values])
    library.connection.execute(
        f"CREATE TEMP TABLE groups AS SELECT {', '.join(_GROUP)}, min(sure), min(date), group_concat(DISTINCT basis),"
        " json_group_array(DISTINCT words),"
        " count(DISTINCT CASE origin WHEN 'own' THEN report END) AS own, count(DISTINCT report) AS reports"
        f" FROM temp.said GROUP BY {', '.join(_GROUP)}"
        " ORDER BY reports DESC, coalesce(min(date), '9'), coalesce(min(speaker), ''), act, whom, incident LIMIT ?",
        (limit,),
    )
    groups = library.connection.execute("SELECT * FROM temp.groups ORDER BY rowid").fetchall()
    standing: dict[tuple[object, ...], list[tuple[object, ...]]] = {tuple(group[:5]): [] for group in groups}
    ranked = library.connection.execute(
        f"SELECT {', '.join(_GROUP)}, report, claim, origin, date, speaker, speaker_id, wider FROM (SELECT s.*,"
        " row_number() OVER (PARTITION BY g.rowid ORDER BY s.origin != 'own', coalesce(s.date, '9'), s.report,"
        f" s.starts) AS place FROM temp.said s JOIN temp.groups g USING ({', '.join(_GROUP)}))"
        " WHERE place <= ? ORDER BY place",
        (standings,),
    )
    for row in ranked:
        standing[row[:5]].append(row[5:])
    return [_position(library, group, standing[tuple(group[:5])]) for group in groups]


def _position(library: Library, group: tuple[object, ...], rows: list[tuple[object, ...]]) -> Position:
    who, act, negated, _, incident, sure, first, bases, words, own, reports = group
    accused = list(
        library.connection.execute(
            "SELECT name, entity, sort, key FROM parties"
            " WHERE report = ? AND claim = ? AND role = 'accused' ORDER BY place",
            (rows[0][0], rows[0][1]),
        )
    )
    return Position(
        speaker=_text(rows[0][4]),
        speaker_id=_text(rows[0][5]),
        act=str(act),
        negated=bool(negated),
        accused=tuple(name for name, _, _, _ in accused),
        accused_ids=tuple(entity for _, entity, _, _ in accused),
        incident=_text(incident) or None,
        level=LEVELS[_number(sure)],
        words=tuple(sorted(word for word in msgspec.json.decode(str(words)) if word)),
        bases=tuple(sorted(str(bases).split(","))) if bases else (),
        first=_text(first),
        own=_number(own),
        relayed=_number(reports) - _number(own),
        standings=tuple(_standings(library, rows)),
        key=str(who),
        wider=_text(rows[0][6]),
        accused_keys=tuple(key for _, _, _, key in accused),
        sorts=tuple(sort for _, _, sort, _ in accused),
    )


def _standings(library: Library, rows: Iterable[tuple[object, ...]]) -> Iterator[Standing]:
    for report, claim, origin, date, *_ in rows:
        title, quote = library.connection.execute(
            "SELECT coalesce(r.title, r.name), c.quote FROM claims c JOIN reports r ON r.id = c.report"
            " WHERE c.report = ? AND c.claim = ?",
            (report, claim),
        ).fetchone()
        via = library.connection.execute(
            "SELECT name FROM parties WHERE report = ? AND claim = ? AND role = 'via' ORDER BY place", (report, claim)
        )
        yield Standing(
            report=_number(report),
            name=str(title),
            claim=str(claim),
            origin=str(origin),
            via=tuple(name for (name,) in via),
            date=_text(date),
            quote=str(quote),
        )


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
