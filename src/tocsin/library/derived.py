"""What the library looks things up in, made of a report: claims, parties, items, mentions, problems, relations.

In: a report and its number. Out: rows of the tables that `schema.DERIVED` makes. They hold nothing that is not in the
report itself, so that they can be made anew (`rebuild`) when their form changes.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections import Counter
from collections.abc import Iterator

from tocsin.library.parties import parties_of
from tocsin.library.sameness import roots, said_same
from tocsin.library.stated import stated
from tocsin.model.json_form import from_json
from tocsin.model.report import Claim, Level, Report

LEVELS = tuple(level.value for level in Level)
"""The surest first; a claim's `sure` is its level's place among them."""


def items_of(report: Report) -> Iterator[tuple[str, str]]:
    """Yield (kind, value) of everything a report names that can be looked up or looked for."""
    yield from (("technique", one.id) for one in report.techniques)
    yield from (("vulnerability", one.id) for one in report.vulnerabilities)
    yield from ((f"indicator:{one.type}", one.value) for one in report.indicators)
    yield from (("incident", one.id) for one in report.incidents)
    yield from (("behaviour", one.id) for one in report.behaviours)


def write(connection: sqlite3.Connection, number: int, report: Report, chosen: dict[str, str]) -> None:
    """Write all rows of a report; `chosen` are the keys that the user treats as others' (`sameness.roots`)."""
    for claim in report.claims:
        _write_claim(connection, number, claim, report, chosen)
    connection.executemany(
        "INSERT OR IGNORE INTO items VALUES (?, ?, ?)", ((number, *item) for item in items_of(report))
    )
    names = Counter((one.kind.value, one.id or "", one.name) for one in report.mentions)
    connection.executemany(
        "INSERT INTO mentions VALUES (?, ?, ?, ?, ?)", ((number, *name, times) for name, times in names.items())
    )
    connection.executemany(
        "INSERT INTO problems VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (number, place, one.kind.value, one.message, one.suggestion, one.start, one.end)
            for place, one in enumerate(report.problems)
        ),
    )
    connection.executemany(
        "INSERT OR IGNORE INTO relations VALUES (?, ?, ?, ?)",
        ((number, one.source, one.target, one.kind) for one in report.relations),
    )
    connection.executemany(
        "INSERT INTO said_same VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (number, place, one.text, one.id or one.text.casefold(), other.text, other.id or other.text.casefold(),
             relation, speaker, " ".join(report.document.text[start:end].split()), start, end)
            for place, (one, other, relation, speaker, start, end) in enumerate(said_same(report))
        ),
    )  # fmt: skip
    connection.executemany(
        "INSERT INTO stated VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (number, place, one.incident, one.kind, one.value, one.speaker, one.quote)
            for place, one in enumerate(stated(report))
        ),
    )


def _write_claim(
    connection: sqlite3.Connection, number: int, claim: Claim, report: Report, chosen: dict[str, str]
) -> None:
    found = list(parties_of(claim, report.mentions))
    keys = [chosen.get(one.key, one.key) for one in found]
    whom = sorted({key for one, key in zip(found, keys, strict=True) if one.role == "accused"})
    connection.execute(
        "INSERT INTO claims VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            number,
            claim.id,
            claim.act.value,
            int(claim.negated),
            LEVELS.index(claim.certainty.level.value),
            claim.certainty.words,
            claim.certainty.scale,
            claim.deed,
            claim.incident,
            claim.date,
            claim.window.begin if claim.window else None,
            claim.window.end if claim.window else None,
            claim.basis,
            claim.origin,
            claim.quote,
            claim.start,
            claim.end,
            "\n".join(whom),
        ),
    )
    places: Counter[str] = Counter()
    for one, key in zip(found, keys, strict=True):
        connection.execute(
            "INSERT INTO parties VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (number, claim.id, one.role, places[one.role], one.name, one.entity, one.wider, one.sort, one.key, key),
        )
        places[one.role] += 1


def rebuild(connection: sqlite3.Connection) -> None:
    """Fill the tables from the reports that are there; inside a transaction."""
    chosen = roots(connection)
    for (number,) in connection.execute("SELECT id FROM reports ORDER BY id").fetchall():
        (content,) = connection.execute("SELECT content FROM reports WHERE id = ?", (number,)).fetchone()
        write(connection, number, from_json(zlib.decompress(content), Report), chosen)
