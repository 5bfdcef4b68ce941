"""How many rules have no log in the evidence: they cannot have missed anything, and prove nothing either."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tocsin.hunting import Hits


def idle_rules(hits: Hits) -> list[str]:
    """Return a line on the rules that have no log here, or none where each has one."""
    from tocsin.hunting.watch import have_logs, recorded

    count, able = len(hits.rules.rules), have_logs(hits.rules, recorded(hits.coverage))
    if able == count:
        return []
    return [f"{able:,} of {count:,} are for logs that are here; 'tocsin rules check EVIDENCE' lists the others"]
