"""Judging: a report, what was hit, and what could have been seen → a verdict.

The room's one call is `judge(report, evidence, hits)`; `tocsin.judging.check` goes the whole path, from a document
and a heap of logs.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tocsin.collecting import Evidence
    from tocsin.hunting import Hits
    from tocsin.model.report import Report
    from tocsin.model.verdict import Verdict

__all__ = ["judge"]


def judge(
    report: Report,
    evidence: Evidence,
    hits: Hits,
    *,
    since: datetime | str | None = None,
    until: datetime | str | None = None,
    host: str | None = None,
) -> Verdict:
    """Judge every behaviour of a report on every host of the evidence.

    `since` and `until` are the window to judge, if not the report's own; a date as `until` counts whole.
    """
    from tocsin.judging.material import material_of
    from tocsin.judging.verdict import verdict_of
    from tocsin.judging.windows import user_hour

    return verdict_of(
        report,
        material_of(evidence, hits),
        since=user_hour(since),
        until=user_hour(until, end=True),
        host=host,
    )
