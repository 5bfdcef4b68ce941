"""What is said about rules: their identity, those that cannot be used, and the gate's answer."""

from __future__ import annotations

from tocsin.model.logs import LogSource
from tocsin.model.noun import Noun


class RuleInfo(Noun, frozen=True, kw_only=True):
    """A rule's identity, as it stands in a hit."""

    id: str
    title: str
    level: str  # informational, low, medium, high, critical
    tags: tuple[str, ...] = ()


class RuleCard(Noun, frozen=True, kw_only=True):
    """What a rule is and where it comes from, for `rules list` and for judging."""

    info: RuleInfo
    logsource: LogSource
    path: str
    status: str | None = None
    description: str | None = None
    author: str | None = None
    falsepositives: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    name: str | None = None  # by which correlations and filters refer to it, as they do by its id


class UnusableRule(Noun, frozen=True, kw_only=True):
    """A rule that cannot be used, and why."""

    path: str
    why: str
    line: int | None = None
    id: str | None = None


class UnusableIndicator(Noun, frozen=True, kw_only=True):
    """An entry of a list of indicators that cannot be looked for, and why."""

    path: str
    why: str
    line: int | None = None


class GateResult(Noun, frozen=True, kw_only=True):
    """Whether a rule can ever fire on a log: the fields it needs exist there and its condition is satisfiable."""

    rule: str
    log_id: str | None
    can_fire: bool
    why: str
