"""The gate: whether a rule can ever be true on a log.

In: a rule and an entry of the catalogue. Out: `GateResult`. A rule cannot fire when its logsource does not mean the
log, or when its condition is false whatever an event of that log holds: because a field it needs does not exist there.
Fields that stand only inside an exception (`not`) do not matter: a missing field leaves the exception unmet.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from functools import partial

from tocsin.hunting.atoms import Atom, Exists, FieldReference, Null
from tocsin.hunting.conditions import And, Condition, Not, Or, atoms_of, map_fields
from tocsin.hunting.derived import derived
from tocsin.hunting.rules import Rule, RuleSet
from tocsin.hunting.scopes import Scope, scopes
from tocsin.knowledge.logs import log as entry_of
from tocsin.model.logs import Log, LogRecords, LogSource
from tocsin.model.rules import GateResult

HEAD = frozenset(
    [
        "EventID",
        "Channel",
        "Provider_Name",
        "Provider_Guid",
        "Computer",
        "Level",
        "Task",
        "Opcode",
        "Version",
        "Keywords",
        "Message",
        "Data",
        "Execution_ProcessID",
        "Execution_ThreadID",
        "Security_UserID",
        "Correlation_ActivityID",
        "EventRecordID",
    ]
)
"""Fields that every Windows event can have, whatever its kind."""


class _Can(Enum):
    """What a condition can be, given the fields that exist."""

    ALWAYS_FALSE = 0
    ALWAYS_TRUE = 1
    EITHER = 2


def can_fire(rule_id: str, rules: RuleSet, log: Log, observed_fields: frozenset[str] | None) -> GateResult:
    """Say whether a rule can fire on a log; `observed_fields` are those of the user's own events, where known."""
    rule = rules.rule(rule_id)
    if rule is None:
        return GateResult(rule=rule_id, log_id=log.id, can_fire=False, why="there is no such rule")
    return on_log(rule, log, observed_fields)


def on_log(rule: Rule, log: Log, observed_fields: frozenset[str] | None = None) -> GateResult:
    """Say whether this rule can fire on a log, as `can_fire` does."""

    def answer(can: bool, why: str) -> GateResult:
        return GateResult(rule=rule.card.info.id, log_id=log.id, can_fire=can, why=why)

    mine = [
        scope for scope in scopes(rule.card.logsource) if scope.family == log.family and scope.log_id in (log.id, None)
    ]
    if not mine:
        return answer(False, f"the rule is for {rule.card.logsource}, not for {log.title}")
    missing: set[str] = set()
    for scope in mine:
        fields = _fields(scope, log, observed_fields)
        condition = map_fields(rule.condition, scope.aliases)
        if fields is None:
            return answer(True, "the log's fields are not fixed")
        if _can(condition, fields) is not _Can.ALWAYS_FALSE:
            return answer(True, "its fields exist there and its condition can be met")
        asked = {name for atom in atoms_of(condition) for name in _names(atom)}
        missing |= {name for name in asked if not _has(fields, name)}
    return answer(False, f"it needs {', '.join(sorted(missing)) or 'what cannot be'}, which {log.title} does not have")


def fields_of(source: LogSource) -> Callable[[str], bool] | None:
    """Return what says whether some log of a logsource has a field; None where fields are not fixed."""
    found: set[str] = set()
    for scope in scopes(source):
        entry = None if scope.log_id is None else entry_of(scope.log_id)
        fields = None if entry is None else _fields(scope, entry, None)
        if fields is None:
            return None
        found |= fields | set(scope.aliases)
    return partial(_has, frozenset(found))


def written_fields(source: LogSource) -> frozenset[str] | None:
    """Return the fields that events of a logsource can have, as the logs themselves name them; None: not fixed."""
    found: set[str] = set()
    for scope in scopes(source):
        entry = None if scope.log_id is None else entry_of(scope.log_id)
        kinds = [] if entry is None else [kind for kind in entry.records if _is_of(kind, scope)]
        if entry is None or not kinds or any(not kind.fields for kind in kinds):
            return None
        found |= {name for kind in kinds for name in kind.fields} | (HEAD if entry.family == "windows" else frozenset())
    return frozenset(found) or None


def _fields(scope: Scope, log: Log, observed: frozenset[str] | None) -> frozenset[str] | None:
    """Return the fields that events of a scope can have; None when they are not fixed."""
    names: set[str] = set(scope.joined)
    kinds = [kind for kind in log.records if _is_of(kind, scope)]
    narrow = bool(scope.event_ids or scope.conditions)
    if observed is None and (not kinds or any(not kind.fields for kind in kinds) or not narrow):
        return None if not log.records or any(not kind.fields for kind in log.records) else _declared(log, names)
    for kind in kinds:
        names.update(kind.fields)
    return frozenset(names | (observed or frozenset()) | (HEAD if log.family == "windows" else frozenset()))


def _is_of(kind: LogRecords, scope: Scope) -> bool:
    """Say whether events of a scope can be of a kind; where nothing has an id, kinds differ by their conditions."""
    if scope.event_ids:
        return bool(set(kind.event_ids) & set(scope.event_ids))
    return not scope.conditions or tuple(sorted(kind.conditions.items())) == scope.conditions


def _declared(log: Log, names: set[str]) -> frozenset[str]:
    declared = {field for kind in log.records for field in kind.fields}
    return frozenset(names | declared | (HEAD if log.family == "windows" else frozenset()))


def _names(atom: Atom) -> tuple[str, ...]:
    """Return the fields that an atom looks at; a keyword looks at no certain one."""
    if isinstance(atom, FieldReference):
        return (atom.field, atom.other)
    return () if atom.field is None else (atom.field,)


def _has(fields: frozenset[str], name: str) -> bool:
    if name in fields or name.replace(" ", "") in {field.replace(" ", "") for field in fields}:
        return True
    made = derived(name)
    return made is not None and any(_has(fields, one) for one in made.of)


def _can(condition: Condition, fields: frozenset[str]) -> _Can:
    if isinstance(condition, Not):
        inner = _can(condition.of, fields)
        if inner is _Can.EITHER:
            return inner
        return _Can.ALWAYS_TRUE if inner is _Can.ALWAYS_FALSE else _Can.ALWAYS_FALSE
    if isinstance(condition, (And, Or)):
        parts = {_can(part, fields) for part in condition.of}
        deciding = _Can.ALWAYS_FALSE if isinstance(condition, And) else _Can.ALWAYS_TRUE
        if deciding in parts:
            return deciding
        return _Can.EITHER if _Can.EITHER in parts else next(iter(parts))
    atom = condition.atom
    if atom.field is None or _has(fields, atom.field):
        return _Can.EITHER if not isinstance(atom, FieldReference) or _has(fields, atom.other) else _Can.ALWAYS_FALSE
    silent = isinstance(atom, Null) or (isinstance(atom, Exists) and not atom.exists)
    return _Can.ALWAYS_TRUE if silent else _Can.ALWAYS_FALSE
