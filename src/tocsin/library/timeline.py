"""How an attribution moved: who said what when, who was first to name whom, what of one speaker replaces what.

In: positions about an incident. Out: moments, in order. A later position of the same speaker about other accused
supersedes the earlier one as that speaker's word, and nobody else's; both stay.
"""

from __future__ import annotations

from collections.abc import Iterable

from tocsin.library.attribution import ATTRIBUTING, Position
from tocsin.model.noun import Noun


class Moment(Noun, frozen=True, kw_only=True):
    """A position in time."""

    date: str | None  # the day it was first said, as far as the reports tell
    speaker: str | None
    act: str
    negated: bool
    accused: tuple[str, ...]
    level: str
    own: bool  # False: known only from others
    first_to_name: tuple[str, ...]  # accused that nobody named before
    supersedes: int | None  # place in the time line of the same speaker's earlier word
    report: int


def timeline(found: Iterable[Position]) -> tuple[Moment, ...]:
    """Return positions in the order in which they were first said; those without a date last."""
    dated = sorted(found, key=lambda one: ((one.first or "9")[:10], one.speaker or "", one.act, one.accused))
    named: set[str] = set()
    latest: dict[str, tuple[int, Position]] = {}
    moments: list[Moment] = []
    for one in dated:
        attributes = one.act in ATTRIBUTING and not one.negated
        new = [name for name, key in zip(one.accused, one.accused_keys, strict=True) if attributes and key not in named]
        before = latest.get(one.key) if attributes and one.speaker is not None and one.own else None
        later = before is not None and (one.first or "")[:10] > (before[1].first or "")[:10] > ""
        other = before is not None and set(before[1].accused_keys) != set(one.accused_keys)
        moments.append(
            Moment(
                date=one.first[:10] if one.first else None,
                speaker=one.speaker,
                act=one.act,
                negated=one.negated,
                accused=one.accused,
                level=one.level,
                own=one.own > 0,
                first_to_name=tuple(dict.fromkeys(new)),
                supersedes=before[0] if before is not None and later and other else None,
                report=one.standings[0].report,
            )
        )
        if attributes:
            named.update(one.accused_keys)
            if one.own and one.speaker is not None:
                latest[one.key] = len(moments) - 1, one
    return tuple(moments)
