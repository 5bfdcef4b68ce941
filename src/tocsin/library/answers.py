"""Answers of others about a report, added up: who was hit, who could have seen it, and what keeps the rest blind.

In: shared verdicts (`check --share`), each with the name of the member that gave it. Out: one `Picture` of a report. Of
each member only the last answer counts. Answers about earlier versions of a report count where the member has not
answered about the newest.
"""

from __future__ import annotations

import hashlib
import zlib
from collections import Counter

import msgspec

from tocsin.library.store import Library
from tocsin.model.errors import UsageError
from tocsin.model.json_form import from_json
from tocsin.model.noun import Noun
from tocsin.model.sharing import SharedFinding, SharedVerdict
from tocsin.model.verdict import Outcome

LARGEST = 32 << 20
COULD = (Outcome.SEEN, Outcome.ATTEMPTED, Outcome.NOT_SEEN)
"""Outcomes of who could have seen it the whole time."""


class PictureRow(Noun, frozen=True, kw_only=True):
    """A behaviour over all members that were asked for it."""

    behaviour: str
    name: str
    members: int
    outcomes: dict[Outcome, int]
    could: int  # members that could have seen it the whole time
    partly: int
    blind: int


class Picture(Noun, frozen=True, kw_only=True):
    """What all members answered about a report."""

    document: str  # checksum
    title: str | None
    members: int
    outcomes: dict[Outcome, int]  # of the members' verdicts
    hit: tuple[str, ...]  # members with something seen
    rows: tuple[PictureRow, ...]  # those with most hits and most blind first
    missing: tuple[tuple[str, int], ...]  # logs of the catalogue, and how many members lack them somewhere
    versions: tuple[tuple[str, int], ...]  # of tocsin, and how many answered with it


def add_answer(library: Library, data: bytes, member: str, *, now: str) -> bool:
    """Keep a member's answer; False: it is there already. Raises `UsageError` for what is no shared verdict."""
    if len(data) > LARGEST:
        raise UsageError(f"larger than {LARGEST >> 20} MiB", where=member)
    try:
        told = from_json(data, SharedVerdict)
    except (msgspec.DecodeError, RecursionError) as error:
        hint = "'tocsin check REPORT EVIDENCE --share FILE' writes one"
        raise UsageError(f"not a shared verdict: {error}", where=member, hint=hint) from None
    with library.writing() as connection:
        added = connection.execute(
            "INSERT OR IGNORE INTO answers (sha256, document, member, added, content) VALUES (?, ?, ?, ?, ?)",
            (
                hashlib.sha256(member.encode("utf-8", "replace") + b"\0" + data).hexdigest(),
                told.document.sha256,
                member,
                now,
                zlib.compress(data, 6),
            ),
        ).rowcount
    return bool(added)


def picture(library: Library, report: str) -> Picture:
    """Return what members answered about a report: any name `Library.find` knows, or the begin of its checksum.

    Raises `UsageError` if nobody did.
    """
    documents, title = _documents(library, report)
    answers = _last(library, documents)
    if not answers:
        hint = "'tocsin library answers FILES...' adds shared verdicts"
        raise UsageError(f"nobody answered about {report!r}", hint=hint)
    rows: dict[str, list[SharedFinding]] = {}
    missing: Counter[str] = Counter()
    for told in answers.values():
        for one in told.findings:
            rows.setdefault(one.behaviour, []).append(one)
        missing.update({log for one in told.findings for log in one.missing})
    return Picture(
        document=documents[0],
        title=title or next(iter(answers.values())).document.title,
        members=len(answers),
        outcomes=_counted(told.outcome for told in answers.values()),
        hit=tuple(sorted(member for member, told in answers.items() if told.outcome is Outcome.SEEN)),
        rows=tuple(sorted((_row(group) for group in rows.values()), key=_gravest)),
        missing=tuple(sorted(missing.items(), key=lambda one: (-one[1], one[0]))),
        versions=tuple(sorted(Counter(told.versions.tocsin for told in answers.values()).items())),
    )


def _documents(library: Library, report: str) -> tuple[list[str], str | None]:
    """Return the checksums of a report's versions, the newest first, and its title."""
    try:
        shelved = library.get(library.find(report))
    except UsageError:
        rows = library.connection.execute(
            "SELECT DISTINCT document FROM answers WHERE length(?1) >= 8 AND document LIKE ?1 || '%'", (report,)
        ).fetchall()
        if len(rows) != 1:
            raise
        return [rows[0][0]], None
    return [one.sha256 for one in reversed(library.of_series(shelved.series))], shelved.title


def _last(library: Library, documents: list[str]) -> dict[str, SharedVerdict]:
    found: dict[str, SharedVerdict] = {}
    for document in documents:
        rows = library.connection.execute(
            "SELECT member, content FROM answers WHERE document = ? ORDER BY id DESC", (document,)
        )
        for member, content in rows:
            if member not in found:
                found[member] = from_json(zlib.decompress(content), SharedVerdict)
    return dict(sorted(found.items()))


def _row(group: list[SharedFinding]) -> PictureRow:
    outcomes = _counted(one.outcome for one in group)
    return PictureRow(
        behaviour=group[0].behaviour,
        name=group[0].name,
        members=len(group),
        outcomes=outcomes,
        could=sum(outcomes.get(outcome, 0) for outcome in COULD),
        partly=outcomes.get(Outcome.PARTLY_BLIND, 0),
        blind=outcomes.get(Outcome.BLIND, 0),
    )


def _counted(outcomes: object) -> dict[Outcome, int]:
    return dict(sorted(Counter(outcomes).items()))  # type: ignore[arg-type]


def _gravest(one: PictureRow) -> tuple[int, int, int, str]:
    return -one.outcomes.get(Outcome.SEEN, 0), -one.outcomes.get(Outcome.ATTEMPTED, 0), -one.blind, one.behaviour
