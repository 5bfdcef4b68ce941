"""Who is said to be the same as whom, by whom; and what the user treats as the same, which can be taken back.

In: reports, and the user's own decisions. Out: `SaidSame`, a claim like any other, with its speaker and its sentence:
"also known as" makes two names one only for whoever says so. Nothing is merged by it. What the user sets (`treat`)
counts two parties as one in every answer, until it is taken back (`part`): the rows keep whom the reports named.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tocsin.model.errors import UsageError
from tocsin.model.noun import Noun
from tocsin.model.report import Mention, MentionKind, Report

if TYPE_CHECKING:
    from tocsin.library.store import Library

_ACTORS = (MentionKind.INTRUSION_SET, MentionKind.THREAT_ACTOR, MentionKind.GOVERNMENT_BODY, MentionKind.ORGANISATION)
_GROUPS = (MentionKind.INTRUSION_SET, MentionKind.THREAT_ACTOR)
_BETWEEN = 90
"""Characters between two names that one phrase can tie."""

_CUES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("overlaps", re.compile(r"\boverlaps?\s+with\b", re.I)),
    (
        "part of",
        re.compile(r"\b(?:consists?\s+of|is\s+(?:a\s+)?part\s+of|belongs?\s+to|works?\s+for|elements?\s+of)\b", re.I),
    ),
    (
        "same",
        re.compile(
            r"\b(?:(?:also|otherwise|previously|formerly|better)\s+(?:known|tracked|called|named|reported)(?:\s+\w+){0,3}?\s+as"
            r"|also\s+called|a\.?k\.?a\.?|alias(?:es)?|(?:which|whom)\s+\w+\s+calls?|tracked(?:\s+by\s+\w+(?:\s\w+)?)?\s+as"
            r"|is\s+the\s+same\s+(?:group\s+)?as)(?:\b|(?<=\.))",
            re.I,
        ),
    ),
)
# what stands between two names of a list: marks, and names that nobody knows
_LIST = re.compile(r"[\s,;/\"“”'()]*(?:(?:and|or|[A-Z][\w.-]{0,30})[\s,;/\"“”'()]+){0,6}")
_ENDS = re.compile(r"[.!?]\s+[A-Z]|\n\s*\n")


class SaidSame(Noun, frozen=True, kw_only=True):
    """Somebody's word that two names mean one, overlap, or are part of one another."""

    report: int
    one: str
    one_key: str
    other: str
    other_key: str
    relation: str  # same, overlaps, part of
    speaker: str | None  # whose word it is; None: the report's own, and it names no publisher
    quote: str


class Treated(Noun, frozen=True, kw_only=True):
    """Two parties that the user treats as one, and whether that holds still."""

    id: int
    one: str
    other: str
    added: str
    undone: str | None


def said_same(report: Report) -> Iterator[tuple[Mention, Mention, str, str | None, int, int]]:
    """Yield (one, other, relation, speaker, start, end) of each sentence that ties two names of a report together."""
    text = report.document.text
    actors = sorted((one for one in report.mentions if one.kind in _ACTORS), key=lambda one: (one.start, -one.end))
    seen: set[tuple[str, str, str]] = set()
    for place, first in enumerate(actors[:-1]):
        second = actors[place + 1]
        between = text[first.end : second.start]
        if not 0 < len(between) <= _BETWEEN or _ENDS.search(between):
            continue
        relation = next((name for name, cue in _CUES if cue.search(between)), None)
        if relation is None or (relation != "part of" and not {first.kind, second.kind} <= set(_GROUPS)):
            continue
        for other in _listed(text, actors, place + 1) if relation == "same" else (second,):
            known = (first.text.casefold(), other.text.casefold(), relation)
            if known[0] != known[1] and known not in seen:
                seen.add(known)
                yield first, other, relation, _speaker(report, first.start), first.start, other.end


def _listed(text: str, actors: list[Mention], place: int) -> Iterator[Mention]:
    """Yield a name and those that follow it in one list."""
    yield actors[place]
    for before, after in zip(actors[place:], actors[place + 1 :], strict=False):
        if not _LIST.fullmatch(text[before.end : after.start]):
            return
        yield after


def _speaker(report: Report, at: int) -> str | None:
    said = next((claim for claim in report.claims if claim.start <= at < claim.end and claim.speakers), None)
    return ", ".join(said.speakers) if said else report.document.publisher


def all_said(library: Library, name: str | None = None) -> list[SaidSame]:
    """Return who is said to be the same as whom, in the newest versions; `name` is a name or an id of either."""
    where = "" if name is None else " AND ? IN (lower(s.one), lower(s.other), lower(s.one_key), lower(s.other_key))"
    rows = library.connection.execute(
        "SELECT s.report, s.one, s.one_key, s.other, s.other_key, s.relation, s.speaker, s.quote FROM said_same s"
        f" JOIN reports r ON r.id = s.report WHERE r.newer IS NULL{where} ORDER BY s.report, s.place",
        () if name is None else (name.lower(),),
    )
    return [SaidSame(**dict(zip(SaidSame.__struct_fields__, row, strict=True))) for row in rows]


def treated(library: Library) -> list[Treated]:
    """Return everything that the user ever treated as the same, in order."""
    rows = library.connection.execute("SELECT id, one, other, added, undone FROM same ORDER BY id")
    return [Treated(**dict(zip(Treated.__struct_fields__, row, strict=True))) for row in rows]


def treat(library: Library, one: str, other: str, *, now: str) -> int:
    """Count two parties as one from now on; raises `UsageError` for a name no report has. Returns its number."""
    keys = [_known_key(library, name) for name in (one, other)]
    if keys[0] == keys[1]:
        raise UsageError(f"{one!r} and {other!r} are one already")
    with library.writing() as connection:
        number = connection.execute("INSERT INTO same (one, other, added) VALUES (?, ?, ?)", (*keys, now)).lastrowid
        recount(connection)
    assert number is not None  # noqa: S101 - an insert has one
    return number


def part(library: Library, number: int, *, now: str) -> None:
    """Take back what was set; raises `UsageError` for a number that is none, or was taken back already."""
    with library.writing() as connection:
        done = connection.execute("UPDATE same SET undone = ? WHERE id = ? AND undone IS NULL", (now, number)).rowcount
        if not done:
            raise UsageError(f"nothing of number {number} holds", hint="'tocsin library same' lists what does")
        recount(connection)


def _known_key(library: Library, name: str) -> str:
    row = library.connection.execute(
        "SELECT own FROM parties WHERE entity = ?1 OR name = ?1 COLLATE NOCASE OR own = ?1"
        " ORDER BY entity IS NULL, report LIMIT 1",
        (name,),
    ).fetchone()
    if row is None:
        raise UsageError(f"no claim of the library names {name!r}", hint="'tocsin library claims' shows who is named")
    return str(row[0])


def roots(connection: sqlite3.Connection) -> dict[str, str]:
    """Return for each key that is treated as another's the one by which both are counted: the first of all."""
    parent: dict[str, str] = {}

    def root(key: str) -> str:
        while key in parent:
            key = parent[key]
        return key

    for one, other in connection.execute("SELECT one, other FROM same WHERE undone IS NULL ORDER BY id"):
        first, second = root(one), root(other)
        if first != second:
            parent[second] = first
    return {key: root(key) for key in parent}


def recount(connection: sqlite3.Connection) -> None:
    """Give all parties the keys by which they are counted now; inside a transaction."""
    chosen = roots(connection)
    touched = sorted({key for row in connection.execute("SELECT one, other FROM same") for key in row})
    for own in touched:
        connection.execute("UPDATE parties SET key = ? WHERE own = ?", (chosen.get(own, own), own))
        connection.execute(
            "UPDATE claims SET whom = coalesce((SELECT group_concat(key, char(10)) FROM"
            " (SELECT DISTINCT key FROM parties p WHERE p.report = claims.report AND p.claim = claims.claim"
            " AND p.role = 'accused' ORDER BY key)), '')"
            " WHERE (report, claim) IN (SELECT report, claim FROM parties WHERE own = ? AND role = 'accused')",
            (own,),
        )
