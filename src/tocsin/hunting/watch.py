"""Which logs a rule can watch: of the catalogue, or of the user's own evidence.

In: rules, and what the evidence covers. Out: for each rule the logs on which it can fire, or why there is none. A log
that is there but records no event of the kind that the rule is about is not watched by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tocsin.hunting.gate import on_log
from tocsin.hunting.rules import Rule, RuleSet
from tocsin.hunting.scopes import WINDOWS, Scope, scopes
from tocsin.knowledge.installed import Installed
from tocsin.knowledge.logs import log, logs
from tocsin.model.evidence import Coverage
from tocsin.model.logs import Log, LogSource
from tocsin.model.noun import Noun
from tocsin.model.rules import GateResult, RuleCard, UnusableRule

Recorded = Mapping[str, frozenset[str]]
"""Catalogue id of each log that is there -> the kinds of event it recorded."""

_SHOWN = 4


class Watch(Noun, frozen=True, kw_only=True):
    """What a rule can watch: ids of logs; with none, the reason."""

    rule: RuleCard
    logs: tuple[str, ...]
    why_not: str | None = None


class RuleList(Noun, frozen=True, kw_only=True):
    """The rules there are, those that cannot be used, and where they are from."""

    rules: tuple[RuleCard, ...]
    unusable: tuple[UnusableRule, ...]
    sets: tuple[str, ...] = ()  # packs and collections with their versions, paths as given
    installed: tuple[Installed, ...] = ()


class RuleCheck(Noun, frozen=True, kw_only=True):
    """What each rule can watch, and the rules that cannot be used."""

    rules: tuple[Watch, ...]
    unusable: tuple[UnusableRule, ...]


def recorded(coverage: Iterable[Coverage]) -> dict[str, frozenset[str]]:
    """Return the logs of the catalogue that evidence holds, with the kinds of event in each."""
    found: dict[str, frozenset[str]] = {}
    for one in coverage:
        if one.log_id is not None:
            found[one.log_id] = found.get(one.log_id, frozenset()) | {kind.key for kind in one.kinds}
    return found


def have_logs(rules: RuleSet, evidence: Recorded) -> int:
    """Return for how many rules a log is there that their logsource means, with events of the kind; quick."""
    return sum(_is_here(rule.card.logsource, evidence) for rule in rules.rules)


def _is_here(source: LogSource, evidence: Recorded) -> bool:
    for scope in scopes(source):
        if scope.log_id is None:
            if any(one.family == scope.family for name in evidence if (one := log(name)) is not None):
                return True
        elif scope.log_id in evidence and _records(scope, evidence[scope.log_id]):
            return True
    return False


def watch(rules: RuleSet, evidence: Recorded | None) -> tuple[Watch, ...]:
    """Return for each rule what it can watch, in the rules' order; evidence None: any log of the catalogue."""
    return tuple(_watch(rule, evidence) for rule in rules.rules)


def on_catalogue(rule: Rule) -> tuple[GateResult, ...]:
    """Return what the gate says of each log of the catalogue that a rule's logsource means."""
    mine = scopes(rule.card.logsource)
    return tuple(on_log(rule, entry) for entry in logs() if any(_is_for(scope, entry) for scope in mine))


def _is_for(scope: Scope, entry: Log) -> bool:
    return scope.family == entry.family and scope.log_id in (entry.id, None)


def _watch(rule: Rule, evidence: Recorded | None) -> Watch:
    mine = scopes(rule.card.logsource)
    if not mine:
        return Watch(
            rule=rule.card, logs=(), why_not=f"no log of the catalogue is {rule.card.logsource or 'without name'}"
        )
    if any(scope.log_id is None for scope in mine):
        return _any_channel(rule, evidence)
    watched: list[str] = []
    reasons: dict[str, None] = {}
    for scope in mine:
        entry = log(scope.log_id or "")
        if entry is None or (evidence is not None and entry.id not in evidence):
            continue
        result = on_log(rule, entry)
        if not result.can_fire:
            reasons[result.why] = None
        elif evidence is not None and not _records(scope, evidence[entry.id]):
            ids = ", ".join(map(str, scope.event_ids[:_SHOWN]))
            reasons[f"{entry.title} is there, but without any event {ids}"] = None
        else:
            watched.append(entry.id)
    if watched:
        return Watch(rule=rule.card, logs=tuple(sorted(set(watched))))
    return Watch(rule=rule.card, logs=(), why_not="; ".join(reasons) or _absent(mine))


def _any_channel(rule: Rule, evidence: Recorded | None) -> Watch:
    """Return the answer for a rule that names its channel itself, or none."""
    windows = [entry.id for entry in logs() if entry.family == WINDOWS and (evidence is None or entry.id in evidence)]
    why = None if windows else "it is for Windows event logs, and there is none"
    return Watch(rule=rule.card, logs=tuple(windows), why_not=why)


def _records(scope: Scope, kinds: frozenset[str]) -> bool:
    return scope.family != WINDOWS or not scope.event_ids or bool(kinds & set(map(str, scope.event_ids)))


def _absent(mine: tuple[Scope, ...]) -> str:
    titles = sorted({entry.title for scope in mine if (entry := log(scope.log_id or "")) is not None})
    more = f" and {len(titles) - _SHOWN} more" if len(titles) > _SHOWN else ""
    return f"none of its logs is there: {', '.join(titles[:_SHOWN])}{more}"
