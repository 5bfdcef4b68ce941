"""What a user's tuning did in a hunt: levels changed, rules left out, hits excluded, each with the user's reason."""

from __future__ import annotations

from msgspec import field

from tocsin.model.noun import Noun


class Tuned(Noun, frozen=True, kw_only=True):
    """One entry of a tuning file, and what became of it."""

    kind: str  # level, disabled, exclusion
    name: str  # the user's name for it, or what it says
    reason: str | None
    place: str  # file and line
    rules: int  # for how many of the rules it is
    hits: int | None = None  # how many hits an exclusion left out
    by_rule: dict[str, int] = field(default_factory=dict)  # of these rules' ids
