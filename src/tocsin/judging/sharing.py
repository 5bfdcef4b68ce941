"""A verdict made fit to be given away: outcomes, shares and versions stay, every value of a log goes.

In: a verdict. Out: `SharedVerdict`. It is built of what is named here and never by leaving things out, so that a field
that the verdict gets later stays at home.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from msgspec.structs import replace

from tocsin.judging.stages import higher
from tocsin.knowledge.logs import logs
from tocsin.knowledge.packs import packs
from tocsin.model.packs import Stage
from tocsin.model.sharing import SharedDocument, SharedFinding, SharedVerdict
from tocsin.model.verdict import Finding, Outcome, Strength, Verdict

GRAVEST = (
    Outcome.SEEN,
    Outcome.ATTEMPTED,
    Outcome.PARTLY_BLIND,
    Outcome.BLIND,
    Outcome.NOT_SEEN,
    Outcome.NOT_CHECKABLE,
)


def shared(verdict: Verdict) -> SharedVerdict:
    """Return what of a verdict says nothing of the logs it was made from."""
    document = verdict.report.document
    known = frozenset(log.id for log in logs())
    by: dict[str, list[Finding]] = {}
    for one in verdict.findings:
        by.setdefault(one.behaviour.id, []).append(one)
    return SharedVerdict(
        document=SharedDocument(
            sha256=document.sha256,
            title=document.title,
            published=document.published,
            publisher=document.publisher,
            version=document.version,
        ),
        outcome=verdict.outcome,
        stage=verdict.stage,
        hosts=dict(sorted(Counter(host.outcome for host in verdict.hosts).items())),
        findings=tuple(_finding(group, known) for group in by.values()),
        versions=replace(verdict.versions, packs=_shipped(verdict.versions.packs)),
    )


def _shipped(versions: dict[str, str]) -> dict[str, str]:
    """Return the versions of the packs that everybody has; what collections a user added is the user's."""
    own = {pack.id for pack in packs()}
    return {name: version for name, version in versions.items() if name in own}


def _finding(group: Sequence[Finding], known: frozenset[str]) -> SharedFinding:
    outcome = min((one.outcome for one in group), key=GRAVEST.index)
    shares = [one.share for one in group if one.share is not None]
    return SharedFinding(
        behaviour=group[0].behaviour.id,
        kind=group[0].behaviour.kind.value,
        name=group[0].behaviour.name,
        outcome=outcome,
        stage=_stage(group),
        strength=Strength.SPECIFIC if any(one.strength is Strength.SPECIFIC for one in group) else _any_strength(group),
        hosts=dict(sorted(Counter(one.outcome for one in group).items())),
        share=round(sum(shares) / len(shares), 2) if shares else None,
        # an id that is not the catalogue's may be a name out of a log
        watched=tuple(
            sorted({one.log_id for each in group for one in each.visible if one.log_id in known and one.log_id})
        ),
        missing=tuple(
            sorted({one.log_id for each in group for one in each.blind if one.log_id in known and one.log_id})
        ),
    )


def _stage(group: Sequence[Finding]) -> Stage | None:
    found: Stage | None = None
    for one in group:
        found = higher(found, one.stage)
    return found


def _any_strength(group: Sequence[Finding]) -> Strength | None:
    return next((one.strength for one in group if one.strength is not None), None)
