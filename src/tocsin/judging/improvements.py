"""What would change the verdict: logs, settings, periods whose absence matters, by how many findings each would settle.

In: what was judged. Out: `Improvement`, the one that settles most first. A lack counts for a finding only if mending it
alone would make the whole window visible; what needs two mendings is not promised by either. Lacks that would settle
the very same findings are alternatives, and one improvement: first the log of which the evidence has some elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tocsin.judging.findings import Judged
from tocsin.judging.statement import instead, missing, on_hosts, remedy, rules_missing
from tocsin.judging.subjects import is_cloud
from tocsin.judging.visibility import Lack
from tocsin.judging.watching import Need
from tocsin.model.logs import Log
from tocsin.model.verdict import Improvement, Outcome

UNSETTLED = (Outcome.BLIND, Outcome.PARTLY_BLIND)
MOST = 50
"""How many improvements a verdict lists."""

_PERIOD = ("begins later", "ends earlier", "gap", "damaged", "outside")


@dataclass(slots=True)
class _Wish:
    lack: Lack
    hosts: dict[str, None] = field(default_factory=dict[str, None])
    settles: set[tuple[str, str | None]] = field(default_factory=set[tuple[str, str | None]])


def improvements(judged: Sequence[Judged], logs: Mapping[str, Log]) -> tuple[Improvement, ...]:
    """Return what to switch on, find or load, ranked."""
    wishes: dict[tuple[Need | None, bool], _Wish] = {}
    unwatched: dict[str, None] = {}
    for one in judged:
        if one.finding.outcome not in UNSETTLED:
            continue
        mended: set[tuple[Need | None, bool]] = set()
        for lack in one.lacks:
            if lack.why == "no rule":
                unwatched[one.finding.behaviour.id] = None
            key = (lack.need, lack.why in _PERIOD)
            if not lack.settles or key in mended:
                continue
            mended.add(key)
            wish = wishes.setdefault(key, _Wish(lack))
            wish.hosts[one.finding.host or ""] = None
            wish.settles.add((one.finding.behaviour.id, one.finding.host))
    found = [_improvement(same, logs) for same in _alternatives(wishes.values(), _logs_at_hand(judged), logs)]
    if unwatched:
        found.append(
            Improvement(
                log_id=None,
                host=None,
                what=rules_missing(len(unwatched)),
                remedy=remedy(Lack(None, "no rule"), logs),
                findings=len(unwatched),
            )
        )
    found.sort(key=lambda one: (-one.findings, one.log_id or "~", one.what, one.host or ""))
    return tuple(found[:MOST])


def _logs_at_hand(judged: Iterable[Judged]) -> set[str]:
    """Return the logs of which the evidence has some, if not what is needed of them."""
    there = ("no such event", "no time", "outside", *_PERIOD)
    return {lack.need.log for one in judged for lack in one.lacks if lack.need and lack.why in there} | {
        visible.log_id for one in judged for visible in one.finding.visible if visible.log_id
    }


def _alternatives(wishes: Iterable[_Wish], at_hand: set[str], logs: Mapping[str, Log]) -> Iterable[tuple[_Wish, ...]]:
    """Return wishes that settle the same findings together, the one most likely to be had first."""
    groups: dict[frozenset[tuple[str, str | None]], list[_Wish]] = {}
    for wish in wishes:
        groups.setdefault(frozenset(wish.settles), []).append(wish)

    def effort(wish: _Wish) -> tuple[bool, bool, str]:
        log = wish.lack.need.log if wish.lack.need else ""
        return log not in at_hand, is_cloud(logs.get(log)), log

    return [tuple(sorted(group, key=effort)) for group in groups.values()]


def _improvement(same: tuple[_Wish, ...], logs: Mapping[str, Log]) -> Improvement:
    wish, *others = same
    hosts = list(wish.hosts)
    what = missing(wish.lack, logs)
    if wish.lack.why == "no log" and wish.lack.need and is_cloud(logs.get(wish.lack.need.log)):
        hosts = []  # a log of a service, and of none of these machines
    return Improvement(
        log_id=wish.lack.need.log if wish.lack.need else None,
        host=hosts[0] if len(hosts) == 1 else None,
        what=instead(what if len(hosts) < 2 else on_hosts(what, hosts), [missing(one.lack, logs) for one in others]),
        remedy=remedy(wish.lack, logs),
        findings=len(wish.settles),
    )
