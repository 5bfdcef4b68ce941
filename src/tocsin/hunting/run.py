"""The room's one call: rules and indicators over evidence, in one pass that also observes what the evidence covers."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

import msgspec
import pyarrow as pa

from tocsin.collecting.coverage import Survey
from tocsin.collecting.evidence import Evidence
from tocsin.collecting.store import Store
from tocsin.hunting.correlation_hits import correlation_table
from tocsin.hunting.engines import Engine, local
from tocsin.hunting.exclusions import Counts, with_exclusions, with_hits
from tocsin.hunting.hit_tables import Gathered
from tocsin.hunting.hits import Hits
from tocsin.hunting.kept_progress import Keeping, KeptProgress
from tocsin.hunting.match import Matcher
from tocsin.hunting.observe import observer_of, together
from tocsin.hunting.plan import plan_of
from tocsin.hunting.progress import Phase, Progress
from tocsin.hunting.rules import RuleSet, load_rules
from tocsin.hunting.select import Selection
from tocsin.hunting.sweep import Sweep
from tocsin.knowledge.logs import logs
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
    progress: Progress | None = None,
    keeping: Keeping | None = None,
    engine: Engine = local.run,
) -> Hits:
    """Hunt with rules (those of the packs, unless given) and indicators; the result is in one total order.

    `progress` counts what is done, for whoever watches. `keeping` says where it is kept what was done, so that the same
    hunt goes on after it was interrupted; `Hits.release` removes that when the result is where it shall be.
    `engine` is who does the work: this machine, or `engines.spark.spark_engine()`.
    Coverage is of all evidence, whatever `since`, `until` and `host` leave of the hits.
    """
    chosen = (load_rules() if rules is None else rules).at_least(min_level)
    watched, progress = progress, progress or Progress(shared=False)
    progress.begin(Phase.INDICATORS, len(indicators))
    sweep = Sweep(indicators) if indicators else None
    observer = observer_of(chosen)
    progress.begin(Phase.COMPILING, len(chosen.rules))
    planned, excluding = with_exclusions(chosen)
    matcher = Matcher(plan_of(planned))
    work = local.Work(matcher, sweep, Selection(host, since, until), observer, chosen.hidden, excluding, rules=chosen)
    survey = Survey.of_many()
    store = Store()
    size = sum(unit.size for unit in evidence.units)
    kept = None
    if keeping is not None and size >= keeping.least:
        kept = KeptProgress(keeping.folder, _identity(work, chosen, indicators))
    folder = _folder(store)
    gathered = Gathered(folder)
    observed: list[pa.Table] = []
    excluded = Counts()
    progress.begin(Phase.HUNTING, size)
    for outcome in engine(work, evidence.units, workers, watched, folder, kept):
        survey.merge(outcome.survey)
        gathered.take(outcome.hits)
        observed += outcome.observed
        excluded.update(outcome.excluded)
    progress.begin(Phase.JUDGING)
    evidence.remember(survey)
    if observer is not None:
        gathered.take([correlation_table(together(observed, observer), chosen, excluded)])
    return Hits(
        gathered.tables,
        chosen,
        coverage=evidence.coverage,
        files=evidence.files,
        not_read=evidence.not_read,
        tuned=with_hits(chosen, excluded),
        kept=kept,
    )


def _identity(work: local.Work, rules: RuleSet, indicators: Sequence[Indicator]) -> str:
    """Return a digest of all that the outcome of a unit depends on, beside the unit."""
    asked = hashlib.sha256(msgspec.msgpack.encode(list(indicators)))
    for rule in rules.rules:  # those of a digest may have been chosen from
        asked.update(rule.id.encode("utf-8", "surrogatepass") + b"\0")
    asked.update(repr((rules.digest, sorted(rules.hidden), rules.exclusions, work.selection, work.observer)).encode())
    asked.update(msgspec.msgpack.encode(logs()))
    return asked.hexdigest()


def _folder(store: Store) -> str | None:
    """Return a private folder for hits; None where none can be made: they stay in memory then."""
    try:
        return store.ready()
    except OSError:
        return None
