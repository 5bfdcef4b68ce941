"""How far a hit proves that it got: by the pack's step, by the tactic of the rule, by where an indicator was found.

In: a rule (or an indicator and the log it was found in). Out: `Shown`, its stage, strength and the reason.
A request that reached a server proves an attempt, not its success, unless a pack's step says otherwise. A rule below
level *medium* that is in no pack proves nothing by itself. Its hits are kept all the same.
"""

from __future__ import annotations

from collections.abc import Iterable

from tocsin.judging.watching import Shown
from tocsin.model.packs import Stage, StepRule
from tocsin.model.rules import RuleCard
from tocsin.model.verdict import Strength

LEVELS = ("informational", "low", "medium", "high", "critical")
LEAST_LEVEL = "medium"

_BY_TACTIC = {
    "reconnaissance": Stage.SCANNED,
    "resource-development": Stage.SCANNED,
    "initial-access": Stage.EXPLOITED,
    "execution": Stage.FOOTHOLD,
    "persistence": Stage.FOOTHOLD,
}
_REQUESTS = ("webserver", "proxy", "firewall")
"""Sigma categories whose records are requests from outside: they show that somebody asked, not what it led to."""


def of_step(step: str, rule: StepRule, strength: Strength) -> Shown:
    """Return how a hit of a step's rule counts."""
    alone = "" if rule.stage is not None else ", which this alone does not prove"
    return Shown(rule.stage, strength, f"the pack's step {step}{alone}", step, rule.lookalikes)


def of_rule(card: RuleCard, tactics: Iterable[str], strength: Strength) -> Shown:
    """Return how a hit of any other rule counts: by its tactics, those on the rule itself before the technique's."""
    level = card.info.level.lower()
    if level not in LEVELS[LEVELS.index(LEAST_LEVEL) :]:
        return Shown(None, strength, "a rule below level medium")
    own = [tag.removeprefix("attack.").replace("_", "-") for tag in card.info.tags if tag.startswith("attack.")]
    named = [tactic for tactic in own if tactic in _BY_TACTIC] or _others(own) or list(tactics)
    stage = min((_BY_TACTIC.get(tactic, Stage.POST_EXPLOITATION) for tactic in named), default=Stage.FOOTHOLD)
    if card.logsource.category in _REQUESTS and stage.rank > Stage.ATTEMPTED.rank:
        return Shown(Stage.ATTEMPTED, strength, "a request, of which the log does not show what it led to")
    return Shown(stage, strength, "the rule's tactic")


def _others(tags: Iterable[str]) -> list[str]:
    """Return the tags that name another tactic: words, not identifiers such as `t1505.003` or `g0065`."""
    return [tag for tag in tags if not any(character.isdigit() for character in tag)]


def higher(one: Stage | None, other: Stage | None) -> Stage | None:
    """Return the stage that got further.

    >>> higher(Stage.SCANNED, None), higher(Stage.FOOTHOLD, Stage.EXPLOITED)
    (<Stage.SCANNED: 'scanned'>, <Stage.FOOTHOLD: 'foothold'>)
    """
    if one is None or other is None:
        return one or other
    return one if one.rank >= other.rank else other
