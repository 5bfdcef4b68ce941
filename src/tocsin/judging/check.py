"""The whole path: a document and a heap of logs → a verdict.

In: the path of a report, paths of evidence. Out: `Checked`, the verdict and all hits it rests on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tocsin.model.errors import DocumentError, TocsinError, UsageError
from tocsin.model.verdict import Verdict

if TYPE_CHECKING:
    from tocsin.collecting import Evidence
    from tocsin.collecting.limits import Limits
    from tocsin.hunting import Hits, RuleSet
    from tocsin.hunting.engines import Engine
    from tocsin.hunting.kept_progress import Keeping
    from tocsin.hunting.progress import Progress


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check gives: the answer, and every hit (the verdict carries only the first of each finding)."""

    verdict: Verdict
    hits: Hits
    evidence: Evidence


def check(
    report: str | Path,
    evidence_paths: Sequence[str | Path],
    *,
    rules: Sequence[str | Path] | RuleSet = (),
    host: str | None = None,
    since: datetime | str | None = None,
    until: datetime | str | None = None,
    timezone: str | None = None,
    password: str | None = None,
    limits: Limits | None = None,
    mapping: str | Path | None = None,
    plugins: Sequence[str] = (),
    workers: int | None = None,
    progress: Progress | None = None,
    keeping: Keeping | None = None,
    stdin: bytes | None = None,
    engine: Engine | None = None,
) -> Checked:
    """Read, collect, hunt and judge.

    `since` and `until` are the window to judge; evidence outside it is read all the same: what is found there counts.
    `host` leaves one host to judge, under any of its names; the hits are those of all.
    Raises `DocumentError` if the report names nothing that could leave a trace, `EvidenceError` if a path is not there,
    `UsageError` if the evidence has no such host, or if a path of it is a second report.
    """
    from tocsin.collecting import collect
    from tocsin.hunting import RuleSet, hunt, load_rules
    from tocsin.hunting.engines import local
    from tocsin.hunting.progress import Phase
    from tocsin.judging import judge
    from tocsin.reading import read

    document = read(report, stdin=stdin)
    if not document.behaviours:
        raise DocumentError(
            "nothing checkable in the report: it names no technique, vulnerability, tool, indicator or known incident",
            where=str(report),
            hint="see what was read in it with 'tocsin read'",
        )
    if progress is not None:
        progress.begin(Phase.FINDING)
    evidence = collect(
        list(evidence_paths),
        timezone=timezone,
        password=password,
        limits=limits,
        mapping=mapping,
        plugins=plugins,
        met=None if progress is None else progress.add,
    )
    _refuse_second_report(evidence_paths, evidence)
    hits = hunt(
        evidence,
        rules if isinstance(rules, RuleSet) else load_rules(list(rules)),
        indicators=document.indicators,
        workers=workers,
        progress=progress,
        keeping=keeping,
        engine=engine or local.run,
    )
    return Checked(judge(document, evidence, hits, since=since, until=until, host=host), hits, evidence)


def _refuse_second_report(paths: Sequence[str | Path], evidence: Evidence) -> None:
    """Raise `UsageError` if a file named as evidence is no log at all, but a report.

    It would be listed as a file that was not read, and whoever gave two reports would take both for checked.
    """
    from tocsin.reading import read

    for path in map(Path, paths):
        names = {str(path), path.name, path.as_posix()}
        if not path.is_file() or names.isdisjoint(missed.path for missed in evidence.not_read):
            continue
        try:
            found = read(path)
        except TocsinError:
            continue
        if found.behaviours or found.claims:
            raise UsageError(
                "this is a report, not a log, and a check takes one report",
                where=str(path),
                hint="run the check once for each report, each with an --out of its own",
            )
