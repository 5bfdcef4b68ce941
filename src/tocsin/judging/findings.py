"""Findings: behaviour × host, with the outcome and what it rests on.

In: a watch, the piles of hits of a host, what could have been seen. Out: `Finding`.

    hits at `exploited` or beyond           seen
    hits below that                         attempted
    none; nothing could be seen             blind
    none; some of the window, or a technique whose sensitivity is below one half or not measured     partly blind
    none; every hour of the window, by rules that can fire                                           not seen
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID, uuid5

from tocsin.judging.gathering import HITS_SHOWN, Gathered, Pile, order
from tocsin.judging.hours import hour_of
from tocsin.judging.stages import higher
from tocsin.judging.statement import Account, explain, remedy, why_lacking
from tocsin.judging.subjects import Subjects
from tocsin.judging.visibility import Lack, Lookout, Manned, Sight, blind_of
from tocsin.judging.watching import Shown, Watch
from tocsin.judging.windows import Period
from tocsin.model.hits import Hit
from tocsin.model.logs import Log
from tocsin.model.packs import Stage
from tocsin.model.report import Behaviour
from tocsin.model.rules import GateResult
from tocsin.model.verdict import Blind, Finding, Outcome, Sensitivity, Strength

NAMESPACE = UUID("6f2b51c6-0c3c-5a3e-9d3c-5f1e52d2a7c4")
"""Findings have the same id for the same behaviour and host, in every run."""

LEAST_SENSITIVITY = 0.5


@dataclass(frozen=True, slots=True)
class Counted:
    """What the hits of a behaviour on a host come to."""

    stage: Stage | None
    strength: Strength | None
    shown: tuple[Hit, ...]
    count: int  # of all hits, those that prove nothing included
    proving: int  # of those, the ones that count
    explained: int  # harmless by a look-alike
    weak: int  # that prove nothing by themselves
    weak_why: tuple[str, ...]
    outside: bool  # whether some that count lie outside the window
    untimed: int
    first: str | None
    last: str | None
    steps: tuple[str, ...]


NOTHING = Counted(None, None, (), 0, 0, 0, 0, (), False, 0, None, None, ())


@dataclass(frozen=True, slots=True)
class Judged:
    """A finding and what the verdict needs of it beyond its form."""

    finding: Finding
    counted: Counted
    lacks: tuple[Lack, ...]


@dataclass(slots=True)
class Bench:
    """Judges behaviours on hosts."""

    lookout: Lookout
    gathered: Gathered
    logs: Mapping[str, Log]
    subjects: Subjects
    collected: bool  # whether the evidence shows when it was collected: two logs, or more, end together
    _blinds: dict[tuple[Lack, ...], tuple[Blind, ...]] = field(
        init=False, default_factory=dict[tuple[Lack, ...], tuple[Blind, ...]]
    )

    def judge(self, behaviour: Behaviour, watch: Watch, host: str, period: Period) -> Judged:
        """Judge one behaviour on one host."""
        watch = self.subjects.watch_on(watch, host)
        counted = count(behaviour, watch, self.gathered.get(host, {}), period)
        manned = self.lookout.man(watch)
        sight = self.lookout.sight(host, watch, period.hours)
        trusted = period.cut_from is None or self.collected
        outcome = outcome_of(watch, counted, sight, trusted=trusted)
        lacks = () if not watch.checkable else _lacks(watch, manned, sight)
        account = Account(
            behaviour=behaviour,
            host=host,
            outcome=outcome,
            stage=counted.stage,
            strength=counted.strength,
            proving=counted.proving,
            explained=counted.explained,
            weak=counted.weak,
            weak_why=counted.weak_why,
            outside=counted.outside,
            guard=watch.guard,
            period=period,
            trusted=trusted,
            share=sight.share,
            whole=sight.whole,
            aspects=tuple(aspect.name for aspect in watch.aspects),
            rules_able=len(manned.able),
            rules_unable=len(watch.rules) - len(manned.able),
            sweeping=watch.swept,
            logs=tuple(self._title(log) for log in sight.logs),
            rejected=sight.rejected,
            remark=watch.remark,
            sensitive=watch.sensitive,
            sensitivity=watch.sensitivity,
            first=counted.first,
            reason=why_lacking(lacks[0], self.logs) if lacks and outcome is Outcome.BLIND else "",
        )
        finding = Finding(
            id=str(uuid5(NAMESPACE, f"{behaviour.id}\n{host}")),
            behaviour=behaviour,
            host=host,
            outcome=outcome,
            stage=counted.stage,
            strength=counted.strength,
            hits=counted.shown,
            hit_count=counted.count,
            first=counted.first,
            last=counted.last,
            window=period.window,
            share=None if sight.share is None or not watch.checkable else round(sight.share, 4),
            visible=sight.visible,
            blind=self._blind(lacks),
            gate=_gate(watch, manned, behaviour, sight),
            sensitivity=watch.sensitivity,
            explanation=explain(account),
        )
        return Judged(finding, counted, lacks)

    def _blind(self, lacks: tuple[Lack, ...]) -> tuple[Blind, ...]:
        """Put lacks into words; many findings of a host lack the same, and share them."""
        if lacks not in self._blinds:
            self._blinds[lacks] = tuple(
                blind_of(lack, self.logs, why_lacking(lack, self.logs), remedy(lack, self.logs)) for lack in lacks
            )
        return self._blinds[lacks]

    def _title(self, log_id: str) -> str:
        log = self.logs.get(log_id)
        return log.title if log else log_id


def _gate(watch: Watch, manned: Manned, behaviour: Behaviour, sight: Sight) -> tuple[GateResult, ...]:
    if not watch.swept:
        return manned.gate
    return tuple(
        GateResult(rule=behaviour.id, log_id=log, can_fire=True, why="every text field of its events is searched")
        for log in sight.logs
    )


def _lacks(watch: Watch, manned: Manned, sight: Sight) -> tuple[Lack, ...]:
    if not watch.aspects:
        return (Lack(None, "no holder" if watch.swept else "no rule"),)
    return (*sight.lacks, *manned.unable)


def outcome_of(watch: Watch, counted: Counted, sight: Sight, *, trusted: bool) -> Outcome:
    """Return the outcome; hits that count decide before anything else does."""
    if counted.stage is not None:
        return Outcome.SEEN if counted.stage.rank >= Stage.EXPLOITED.rank else Outcome.ATTEMPTED
    if not watch.checkable:
        return Outcome.NOT_CHECKABLE
    if not sight.any:
        return Outcome.BLIND
    enough = not watch.sensitive or is_sensitive(watch.sensitivity)
    return Outcome.NOT_SEEN if sight.whole and trusted and enough else Outcome.PARTLY_BLIND


def is_sensitive(sensitivity: Sensitivity | None) -> bool:
    """Whether the rules were measured, and saw at least half of the recorded runs.

    >>> is_sensitive(Sensitivity(seen=2, of=4, source="recordings")), is_sensitive(None)
    (True, False)
    """
    return sensitivity is not None and sensitivity.of > 0 and sensitivity.seen >= LEAST_SENSITIVITY * sensitivity.of


def count(behaviour: Behaviour, watch: Watch, piles: Mapping[str, tuple[Pile, ...]], period: Period) -> Counted:
    """Count the hits of a behaviour on a host, and choose those to show: what proves most first, then the earliest."""
    if not piles:
        return NOTHING
    if watch.swept:
        found = [(pile, _of_indicator(watch, pile)) for pile in piles.get(behaviour.id, ())]
    else:
        mine = [rule for rule in piles if rule in watch.shows] if len(piles) < len(watch.shows) else watch.shows
        found = [(pile, _joined(pile, watch.shows[rule])) for rule in sorted(mine) for pile in piles.get(rule, ())]
    if not found:
        return NOTHING
    proving = [(pile, shown) for pile, shown in found if shown.stage is not None and pile.explained_by is None]
    stage: Stage | None = None
    for _, shown in proving:
        stage = higher(stage, shown.stage)
    specific = any(shown.strength is Strength.SPECIFIC for _, shown in proving if shown.stage == stage)
    relevant = proving or found
    return Counted(
        stage=stage,
        strength=None if stage is None else Strength.SPECIFIC if specific else Strength.CONSISTENT,
        shown=_choose(found, proving),
        count=sum(pile.count for pile, _ in found),
        proving=sum(pile.count for pile, _ in proving),
        explained=sum(pile.count for pile, _ in found if pile.explained_by is not None),
        weak=sum(pile.count for pile, shown in found if shown.stage is None and pile.explained_by is None),
        weak_why=tuple(sorted({shown.why for pile, shown in found if shown.stage is None and not pile.explained_by})),
        outside=any(_outside(pile, period) for pile, _ in proving),
        untimed=sum(pile.untimed for pile, _ in proving),
        first=min((pile.first for pile, _ in relevant if pile.first), default=None),
        last=max((pile.last for pile, _ in relevant if pile.last), default=None),
        steps=tuple(sorted({shown.step for _, shown in proving if shown.step})),
    )


def _joined(pile: Pile, shown: Shown) -> Shown:
    """Return how hits count that are joined with those of another step: at least as they do alone."""
    stage = next((stage for step, stage in pile.joined if step == shown.step), None)
    if stage is None or (shown.stage is not None and shown.stage.rank >= stage.rank):
        return shown
    return replace(shown, stage=stage, why=f"joined with hits of other steps, {shown.why}")


def _of_indicator(watch: Watch, pile: Pile) -> Shown:
    """Return how an indicator counts in a log: a guarded one shows at most an attempt, and nothing specific."""
    stage = Stage.ATTEMPTED
    for need, proved in watch.holders:
        if need.log == pile.log_id and (not need.kinds or pile.kind in need.kinds):
            stage = proved
            break
    if watch.guard is not None:
        return Shown(Stage.ATTEMPTED, Strength.CONSISTENT, watch.guard)
    return Shown(stage, Strength.SPECIFIC, "the indicator was found")


def _choose(found: Sequence[tuple[Pile, Shown]], proving: Sequence[tuple[Pile, Shown]]) -> tuple[Hit, ...]:
    ranked = [
        (-(shown.stage.rank if shown.stage else 0), order(hit), hit) for pile, shown in proving for hit in pile.hits
    ]
    ranked.sort(key=lambda entry: entry[:2])
    chosen = [hit for _, _, hit in ranked[:HITS_SHOWN]]
    if len(chosen) < HITS_SHOWN:
        counting = {id(pile) for pile, _ in proving}
        rest = sorted((hit for pile, _ in found if id(pile) not in counting for hit in pile.hits), key=order)
        chosen += rest[: HITS_SHOWN - len(chosen)]
    return tuple(sorted(chosen, key=order))


def _outside(pile: Pile, period: Period) -> bool:
    first, last = hour_of(pile.first), hour_of(pile.last)
    if first is None or last is None:
        return False
    return (period.begin is not None and first < period.begin) or (period.end is not None and last >= period.end)
