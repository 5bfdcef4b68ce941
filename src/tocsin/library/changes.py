"""What a new version of a report changed: claims, indicators, techniques, vulnerabilities, incidents, behaviours.

In: two reports. Out: what is in one and not in the other, by kind; and the behaviours that a check must look at again.
"""

from __future__ import annotations

from collections.abc import Iterable

from tocsin.library.derived import items_of
from tocsin.model.noun import Noun
from tocsin.model.report import Claim, Report


class Change(Noun, frozen=True, kw_only=True):
    """Something that one version has and the other has not."""

    kind: str  # claim, technique, vulnerability, indicator:<type>, incident, behaviour
    value: str
    quote: str | None = None  # the sentence, of a claim


class Changes(Noun, frozen=True, kw_only=True):
    """What is new in the later of two versions, and what is gone."""

    earlier: str
    later: str
    added: tuple[Change, ...]
    removed: tuple[Change, ...]

    def to_check(self) -> tuple[str, ...]:
        """Return the ids of behaviours that only the later version has."""
        return tuple(one.value for one in self.added if one.kind == "behaviour")


def changes(earlier: Report, later: Report, names: tuple[str, str]) -> Changes:
    """Return what changed; `names` are what the two are called."""
    before, after = _all(earlier), _all(later)
    return Changes(
        earlier=names[0],
        later=names[1],
        added=tuple(change for key, change in after.items() if key not in before),
        removed=tuple(change for key, change in before.items() if key not in after),
    )


def _all(report: Report) -> dict[tuple[str, str], Change]:
    found: dict[tuple[str, str], Change] = {}
    for claim in report.claims:
        said = said_by(claim)
        found.setdefault(("claim", said.casefold()), Change(kind="claim", value=said, quote=claim.quote))
    for kind, value in sorted(_looked_up(report)):
        found[kind, value] = Change(kind=kind, value=value)
    return found


def _looked_up(report: Report) -> Iterable[tuple[str, str]]:
    return set(items_of(report))


def said_by(claim: Claim) -> str:
    """Return a claim in one line: who, act, whom, what.

    The words are those of the report.
    """
    speakers = ", ".join(claim.speakers) or "nobody named"
    accused = ", ".join(claim.accused) or "nobody named"
    negated = "not " if claim.negated else ""
    return f"{speakers}: {negated}{claim.act.value} {accused}" + (f": {claim.deed}" if claim.deed else "")
