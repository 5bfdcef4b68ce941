"""Selections of rules: by tag, by status, and by the names that SigmaHQ's releases have made known.

In: a rule set and what is asked for. Out: a rule set. Source: SigmaHQ, "Releases" (status and level of each package).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from tocsin.hunting.rules import RuleSet
from tocsin.model.errors import RuleError
from tocsin.model.rules import RuleCard

STATUSES = ("unsupported", "deprecated", "experimental", "test", "stable")


def _package(statuses: Collection[str], levels: Collection[str]) -> Callable[[RuleCard], bool]:
    return lambda card: card.status in statuses and card.info.level in levels


def _kind(name: str) -> Callable[[RuleCard], bool]:
    tags, folder = {f"detection.{name}", f"detection.{name.replace('-', '_')}"}, f"rules-{name}"
    return lambda card: not tags.isdisjoint(card.info.tags) or folder in card.path.replace("\\", "/").split("/")


NAMED: dict[str, Callable[[RuleCard], bool]] = {
    "core": _package(("test", "stable"), ("high", "critical")),
    "core+": _package(("test", "stable"), ("medium", "high", "critical")),
    "core++": _package(("experimental", "test", "stable"), ("medium", "high", "critical")),
    "emerging-threats": _kind("emerging-threats"),
    "threat-hunting": _kind("threat-hunting"),
}


def select(
    rules: RuleSet, *, named: Sequence[str] = (), tags: Sequence[str] = (), statuses: Sequence[str] = ()
) -> RuleSet:
    """Return the rules that are in one of the named selections, have one of the tags, and one of the statuses.

    A tag may be given without its first part and stands for those below it: `t1059` is also `attack.t1059.001`.
    Raises `RuleError` when nothing is left.
    """
    if not (named or tags or statuses):
        return rules

    def wanted(card: RuleCard) -> bool:
        return (
            (not named or any(NAMED[name](card) for name in named))
            and (not tags or any(tagged(card, tag.casefold()) for tag in tags))
            and (not statuses or card.status in statuses)
        )

    asked = " ".join([*named, *(f"--tag {tag}" for tag in tags), *(f"--status {status}" for status in statuses)])
    kept = rules.only(wanted, asked)
    if not kept.rules:
        raise RuleError(
            f"none of {len(rules.rules):,} rules is left by {asked}",
            hint="--rules FOLDER gives more to select from, for example SigmaHQ's",
        )
    return kept


def tagged(card: RuleCard, asked: str) -> bool:
    """Say whether a rule has a tag, or one below it; the tag's first part may be left away, case is as asked."""
    for tag in card.info.tags:
        whole = tag.casefold()
        short = whole.partition(".")[2]
        if asked in (whole, short) or whole.startswith(f"{asked}.") or short.startswith(f"{asked}."):
            return True
    return False
