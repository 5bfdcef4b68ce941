"""Rules hunted with in a lake before anybody asks: later hunts with them only look up what was found.

In: evidence that is in lakes, and rules. Out: what `recalled` keeps; no hits are made.
"""

from __future__ import annotations

from functools import partial

from tocsin.collecting.batches import EventBatch, Unit
from tocsin.collecting.evidence import Evidence
from tocsin.collecting.lakes import LakeUnit, parts_of
from tocsin.collecting.processes import spread
from tocsin.hunting.engines.local import Work
from tocsin.hunting.exclusions import with_exclusions
from tocsin.hunting.match import Matcher
from tocsin.hunting.plan import plan_of
from tocsin.hunting.recalled import Recalled, recall
from tocsin.hunting.rules import RuleSet
from tocsin.hunting.select import Selection
from tocsin.hunting.table import Rows
from tocsin.knowledge import kept as disk


def hunt_ahead(evidence: Evidence, rules: RuleSet, *, workers: int | None = None) -> bool:
    """Find in lakes what rules are true of that were not hunted with there before, and keep it.

    Return whether all of it was read and kept: not where files are damaged, or no cache can be written.
    """
    matcher = Matcher(plan_of(with_exclusions(rules)[0]))
    work = Work(matcher, None, Selection(None, None, None))
    cache = disk.ready()
    units = [unit for unit in evidence.units if isinstance(unit, LakeUnit)]
    parts = recall(matcher, parts_of(units))
    done = spread(partial(_look, work), parts, workers, folders=[] if cache is None else [cache])
    return cache is not None and all(list(done))


def _look(work: Work, unit: Unit) -> bool:
    """Find what is new in one part of a lake; say whether all of it was read and kept."""
    recalled: Recalled | None = getattr(unit, "recalled", None)
    if recalled is None:
        return False
    if recalled.matcher is None:
        return True
    fresh: dict[int, list[Rows]] = {}
    whole = True
    for part in unit.read(work.wanted(unit)):
        whole &= isinstance(part, EventBatch)
        if isinstance(part, EventBatch) and part.events.num_rows:
            for _ in recalled.match(part, fresh):
                pass
    if whole:
        recalled.keep(fresh)
    return whole
