"""What a user's tuning did, in lines: levels changed, rules left out, hits excluded by which entry."""

from __future__ import annotations

from collections.abc import Iterable

from tocsin.model.tuning import Tuned
from tocsin.showing.escape import terminal


def tuning_lines(tuned: Iterable[Tuned]) -> list[str]:
    """Return a line for each entry of the user's tuning files."""
    return [f"Tuned: {_said(one)}{_because(one)} [{terminal(one.place)}]" for one in tuned]


def _said(one: Tuned) -> str:
    rules = f"{one.rules:,} rule{'s' * (one.rules != 1)}"
    if one.kind == "exclusion":
        hits = one.hits or 0
        return f"{hits:,} hit{'s' * (hits != 1)} of {rules} excluded by '{terminal(one.name)}'"
    if one.kind == "disabled":
        return f"{rules} left out ({terminal(one.name)})"
    return f"{rules} at {terminal(one.name)}"


def _because(one: Tuned) -> str:
    return "" if one.reason is None else f": {terminal(one.reason)}"
