"""Verdicts kept with their reports: what was judged of which evidence, by which versions, and what changed since.

In: a verdict, and the report of the library that it is about. Out: rows; the verdict again, whole. The report's text
is kept once, with the report. A verdict is never overwritten: yesterday's stays beside today's.
"""

from __future__ import annotations

import hashlib
import zlib

import msgspec
from msgspec.structs import replace

from tocsin.library.store import Library
from tocsin.model.errors import UsageError
from tocsin.model.json_form import from_json, to_json
from tocsin.model.noun import Noun
from tocsin.model.report import Document, Report
from tocsin.model.verdict import Outcome, Verdict, Versions

_NO_DOCUMENT = Document(
    title=None, published=None, publisher=None, language=None, version=None, sha256="", characters=0, text=""
)


class KeptVerdict(Noun, frozen=True, kw_only=True):
    """A verdict of the library, without its findings."""

    id: int
    report: int
    title: str  # of the report
    evidence: str  # what was looked at, as the user calls it
    marked: str  # checksum of the state of evidence and of the rules
    added: str
    outcome: str
    stage: str | None
    versions: Versions


class Change(Noun, frozen=True, kw_only=True):
    """A behaviour on a host whose outcome is not what it was."""

    behaviour: str
    name: str
    host: str | None
    was: str | None  # None: it was not asked for before
    now: str
    stage: str | None
    explanation: str


_COLUMNS = "v.id, v.report, coalesce(r.title, r.name), v.evidence, v.marked, v.added, v.outcome, v.stage, v.versions"
_FROM = "FROM verdicts v JOIN reports r ON r.id = v.report"
_WORST = ("seen", "attempted", "blind", "partly blind", "not seen", "not checkable")


def keep_verdict(library: Library, verdict: Verdict, report: int, *, evidence: str, marked: str, now: str) -> int:
    """Keep a verdict about a report; one that is there already stays as it is. Returns its number."""
    bare = replace(verdict, report=Report(document=replace(_NO_DOCUMENT, sha256=verdict.report.document.sha256)))
    content = to_json(bare, indent=0)
    key = hashlib.sha256(f"{report}\0{evidence}\0{marked}\0".encode() + content).hexdigest()
    with library.writing() as connection:
        known = connection.execute("SELECT id FROM verdicts WHERE sha256 = ?", (key,)).fetchone()
        if known is not None:
            return int(known[0])
        number = connection.execute(
            "INSERT INTO verdicts (report, sha256, evidence, marked, added, outcome, stage, versions, content)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                report,
                key,
                evidence,
                marked,
                now,
                verdict.outcome.value,
                verdict.stage.value if verdict.stage else None,
                msgspec.json.encode(verdict.versions).decode(),
                zlib.compress(content, 6),
            ),
        ).lastrowid
    if number is None:
        raise UsageError("the verdict was not written", where=str(library.path))
    return number


def verdicts(library: Library, report: int | None = None, *, limit: int = 200) -> list[KeptVerdict]:
    """Return the verdicts of a report, or of all, the last first."""
    where, given = ("", ()) if report is None else ("WHERE v.report = ?", (report,))
    rows = library.connection.execute(f"SELECT {_COLUMNS} {_FROM} {where} ORDER BY v.id DESC LIMIT ?", (*given, limit))
    return [_kept(row) for row in rows]


def latest(library: Library, report: int, evidence: str) -> KeptVerdict | None:
    """Return the last verdict of a report, or of an earlier version of it, about this evidence; None: there is none."""
    row = library.connection.execute(
        f"SELECT {_COLUMNS} {_FROM} WHERE v.evidence = ?"
        " AND r.series = (SELECT series FROM reports WHERE id = ?) AND v.report <= ?"
        " ORDER BY v.report DESC, v.id DESC LIMIT 1",
        (evidence, report, report),
    ).fetchone()
    return None if row is None else _kept(row)


def verdict_of(library: Library, number: int) -> Verdict:
    """Return a verdict, whole; raises `UsageError` for a number that is none."""
    row = library.connection.execute("SELECT report, content FROM verdicts WHERE id = ?", (number,)).fetchone()
    if row is None:
        raise UsageError(f"there is no verdict {number} in the library", hint="'tocsin library verdicts' lists them")
    return replace(from_json(zlib.decompress(row[1]), Verdict), report=library.report(row[0]))


def changes(earlier: Verdict | None, later: Verdict) -> list[Change]:
    """Return what is otherwise in the later of two verdicts, the gravest first; without an earlier, what was found."""
    before = {} if earlier is None else {(one.behaviour.id, one.host): one.outcome for one in earlier.findings}
    found: list[Change] = []
    for one in later.findings:
        was = before.get((one.behaviour.id, one.host))
        if was is one.outcome or (earlier is None and one.outcome not in (Outcome.SEEN, Outcome.ATTEMPTED)):
            continue
        found.append(
            Change(
                behaviour=one.behaviour.id,
                name=one.behaviour.name,
                host=one.host,
                was=was.value if was else None,
                now=one.outcome.value,
                stage=one.stage.value if one.stage else None,
                explanation=one.explanation,
            )
        )
    return sorted(found, key=lambda one: (_WORST.index(one.now), one.behaviour, one.host or ""))


def _kept(row: tuple[object, ...]) -> KeptVerdict:
    told = dict(zip(KeptVerdict.__struct_fields__, row, strict=True))
    return msgspec.convert(told | {"versions": msgspec.json.decode(str(row[-1]))}, KeptVerdict)
