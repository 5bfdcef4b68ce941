"""The room's one call: rules and indicators over evidence, in one pass that also observes what the evidence covers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import pyarrow as pa

from tocsin.collecting.batches import Unit
from tocsin.collecting.coverage import Survey
from tocsin.collecting.evidence import Evidence
from tocsin.hunting.engines import local
from tocsin.hunting.hits import SCHEMA, Hits
from tocsin.hunting.match import Matcher
from tocsin.hunting.plan import plan_of
from tocsin.hunting.rules import RuleSet, load_rules
from tocsin.hunting.select import Selection
from tocsin.hunting.sweep import Sweep
from tocsin.model.report import Indicator


def hunt(
    evidence: Evidence,
    rules: RuleSet | None = None,
    *,
    indicators: Sequence[Indicator] = (),
    workers: int | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    host: str | None = None,
    min_level: str | None = None,
    progress: Callable[[Unit], None] | None = None,
) -> Hits:
    """Hunt with rules (those of the packs, unless given) and indicators; the result is in one total order.

    Coverage is of all evidence, whatever `since`, `until` and `host` leave of the hits.
    """
    chosen = (load_rules() if rules is None else rules).at_least(min_level)
    sweep = Sweep(indicators) if indicators else None
    work = local.Work(Matcher(plan_of(chosen)), sweep, Selection(host, since, until))
    survey = Survey()
    tables: list[pa.Table] = []
    for outcome in local.run(work, evidence.units, workers, progress):
        survey.merge(outcome.survey)
        tables.append(outcome.hits)
    evidence.remember(survey)
    return Hits(
        pa.concat_tables(tables) if tables else SCHEMA.empty_table(),
        chosen,
        coverage=evidence.coverage(),
        files=evidence.files(),
        not_read=evidence.not_read,
    )
