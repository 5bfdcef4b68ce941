"""What came out of a made-up case beside what was put into it, in words for a newcomer.

In: the case and the verdict on it. Out: where the two differ, and an explanation of each server's result.
"""

from __future__ import annotations

import textwrap
from pathlib import Path

from tocsin.demo.case import DemoCase, HostTruth
from tocsin.model.packs import Stage
from tocsin.model.verdict import HostVerdict, Outcome, Verdict

PACK = "exchange-2021"
"""The truth is told in this pack's steps; those of other packs may be found beside them."""

_MEANS = {
    Outcome.SEEN: "the logs hold traces that show it worked",
    Outcome.ATTEMPTED: "somebody scanned or tried, and nothing shows that it worked",
    Outcome.NOT_SEEN: "logs that would have shown it recorded all the while, and show nothing",
    Outcome.PARTLY_BLIND: "no trace, but only a part of the time, or of the steps, could have been seen",
    Outcome.BLIND: "no trace, and no log was there that could have shown one: this is not an all-clear",
    Outcome.NOT_CHECKABLE: "it leaves no trace on the user's side",
}


def differences(case: DemoCase, verdict: Verdict) -> tuple[str, ...]:
    """Return, a sentence each, where the verdict is not what happened; empty when it came out right."""
    wrong: list[str] = []
    for truth in case.hosts:
        found = _host(verdict, truth.name)
        if found is None:
            wrong.append(f"{truth.name}: not in the verdict")
            continue
        if found.outcome not in truth.outcomes:
            wrong.append(f"{truth.name}: {found.outcome}, should be {' or '.join(truth.outcomes)}")
        if found.stage != (Stage(truth.stage) if truth.stage else None):
            wrong.append(f"{truth.name}: stage {found.stage or 'none'}, should be {truth.stage or 'none'}")
        begin = f"{PACK}/"
        steps = {step.removeprefix(begin) for step in found.steps if step.startswith(begin)}
        if steps != set(truth.steps):
            missing, more = sorted(set(truth.steps) - steps), sorted(steps - set(truth.steps))
            wrong.append(f"{truth.name}: steps missing {missing}, too many {more}")
    return tuple(wrong)


def explain(case: DemoCase, verdict: Verdict, page: Path, *, width: int = 80) -> str:
    """Return a few lines on each server: what was done to it, what tocsin says, what that word means."""
    lines = ["What this was", ""]
    lines += textwrap.wrap(
        f"A made-up case: a news article in {case.report} that names no address, no file and no vulnerability, and the"
        f" logs of three Exchange servers in {case.evidence}, collected on 15 March 2021. What really happened is in"
        f" {case.truth}.",
        width,
    )
    lines += ["", "What was done, and what the logs say", ""]
    for truth in case.hosts:
        lines += _explained(truth, _host(verdict, truth.name), width)
    lines += [
        "",
        f"The page with everything that was found, and where: {page}",
        "Now with your own logs: tocsin check REPORT LOGS... --out DIR",
    ]
    return "\n".join(lines) + "\n"


def _host(verdict: Verdict, name: str) -> HostVerdict | None:
    return next(
        (host for host in verdict.hosts if (host.name or "").partition(".")[0].casefold() == name.casefold()), None
    )


def _explained(truth: HostTruth, found: HostVerdict | None, width: int) -> list[str]:
    if found is None:
        return [f"  {truth.name}  not in the verdict"]
    said = f"{found.outcome}, {found.stage}" if found.stage else str(found.outcome)
    text = f"{truth.name}  {truth.happened}. tocsin says: {said} - {_MEANS[found.outcome]}."
    return textwrap.wrap(text, width, initial_indent="  ", subsequent_indent=" " * (4 + len(truth.name)))
