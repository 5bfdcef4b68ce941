"""Who repeats whom: the graph behind a claim that seems to be everywhere.

In: a library and an incident. Out: an edge for each pair of one who passes on and one who is passed on, with the number
of reports; `endorses` where a state or alliance acknowledges or supports what others said. Who only stands at the near
end of edges is no origin.
"""

from __future__ import annotations

from tocsin.library.attribution import ATTRIBUTING, ENDORSING
from tocsin.library.store import Library
from tocsin.model.noun import Noun


class Relay(Noun, frozen=True, kw_only=True):
    """One who passes on or endorses what another said."""

    repeater: str
    repeater_key: str
    speaker: str
    speaker_key: str
    kind: str  # relays, endorses
    reports: int


def relays(library: Library, incident: str, *, limit: int = 200) -> list[Relay]:
    """Return who repeats whom about an incident, those of most reports first; only the newest versions count."""
    return [*_passed_on(library, incident, limit), *_endorsed(library, incident, limit)][:limit]


def _passed_on(library: Library, incident: str, limit: int) -> list[Relay]:
    # a report that names nobody between the speaker and itself is the one that passes on
    rows = library.connection.execute(
        "SELECT coalesce(v.name, r.publisher, r.title, r.name) AS repeater,"
        " coalesce(v.key, lower(coalesce(r.publisher, r.title, r.name))) AS repeater_key,"
        " s.name, s.key, count(DISTINCT c.report) AS reports FROM claims c"
        " JOIN reports r ON r.id = c.report AND r.newer IS NULL"
        " JOIN parties s ON s.report = c.report AND s.claim = c.claim AND s.role = 'speaker'"
        " LEFT JOIN parties v ON v.report = c.report AND v.claim = c.claim AND v.role = 'via'"
        " WHERE c.incident = ? AND c.origin = 'relay' GROUP BY repeater_key, s.key"
        " ORDER BY reports DESC, repeater, s.name LIMIT ?",
        (incident, limit),
    )
    return [
        Relay(repeater=row[0], repeater_key=row[1], speaker=row[2], speaker_key=row[3], kind="relays", reports=row[4])
        for row in rows
    ]


def _endorsed(library: Library, incident: str, limit: int) -> list[Relay]:
    found = library.connection.execute(
        "SELECT s.name, s.key, n.name, n.key, count(DISTINCT c.report) AS reports, n.entity FROM claims c"
        " JOIN reports r ON r.id = c.report AND r.newer IS NULL"
        " JOIN parties s ON s.report = c.report AND s.claim = c.claim AND s.role = 'speaker'"
        " JOIN parties n ON n.report = c.report AND n.claim = c.claim AND n.role = 'named'"
        f" WHERE c.incident = ? AND c.act IN ({_marks(len(ENDORSING))}) AND c.negated = 0 AND n.key != s.key"
        " GROUP BY s.key, n.key ORDER BY reports DESC, s.name, n.name",
        (incident, *sorted(ENDORSING)),
    ).fetchall()
    if not found:
        return []
    spoke = {
        name
        for row in library.connection.execute(
            "SELECT DISTINCT s.key, s.wider FROM claims c JOIN reports r ON r.id = c.report AND r.newer IS NULL"
            " JOIN parties s ON s.report = c.report AND s.claim = c.claim AND s.role = 'speaker'"
            f" WHERE c.incident = ? AND c.act IN ({_marks(len(ATTRIBUTING))})",
            (incident, *sorted(ATTRIBUTING)),
        )
        for name in row
    }
    # a country that is named stands for whoever spoke in its name
    rows = [row for row in found if row[3] in spoke or (row[5] is not None and row[5] in spoke)][:limit]
    return [
        Relay(repeater=row[0], repeater_key=row[1], speaker=row[2], speaker_key=row[3], kind="endorses", reports=row[4])
        for row in rows
    ]


def _marks(count: int) -> str:
    return ", ".join("?" * count)
