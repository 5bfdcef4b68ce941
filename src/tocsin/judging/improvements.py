"""What would change the verdict: logs, settings, periods whose absence matters, by how many findings each would settle.

In: what was judged. Out: `Improvement`, the one that settles most first. A lack counts for a finding only if mending it
alone would make the whole window visible; what needs two mendings is not promised by either.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tocsin.judging.findings import Judged
from tocsin.judging.statement import missing, on_hosts, remedy, rules_missing
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
    findings: int = 0


def improvements(judged: Iterable[Judged], logs: Mapping[str, Log]) -> tuple[Improvement, ...]:
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
            wish.findings += 1
    found = [_improvement(wish, logs) for wish in wishes.values()]
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


def _improvement(wish: _Wish, logs: Mapping[str, Log]) -> Improvement:
    hosts = list(wish.hosts)
    what = missing(wish.lack, logs)
    if wish.lack.why == "no log" and wish.lack.need and is_cloud(logs.get(wish.lack.need.log)):
        hosts = []  # a log of a service, and of none of these machines
    return Improvement(
        log_id=wish.lack.need.log if wish.lack.need else None,
        host=hosts[0] if len(hosts) == 1 else None,
        what=what if len(hosts) < 2 else on_hosts(what, hosts),
        remedy=remedy(wish.lack, logs),
        findings=wish.findings,
    )
