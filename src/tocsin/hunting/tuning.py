"""A user's tuning of rules in files of their own: other levels, rules left out, events excluded, each with a reason.

In: YAML files and a rule set. Out: a rule set, and a note on each entry that is of no use. Rules are named by id,
title, name or tag, `any` is all of them; rules themselves are never changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from msgspec.structs import replace as changed

from tocsin.hunting.conditions import Condition, atoms_of
from tocsin.hunting.correlations import Correlation
from tocsin.hunting.field_names import sigma_name, taxonomies_of
from tocsin.hunting.gate import fields_of
from tocsin.hunting.rule_sets import tagged
from tocsin.hunting.rules import LEVELS, Exclusion, Rule, RuleSet
from tocsin.hunting.values import Values
from tocsin.knowledge.strict import LOADER, parse_yaml
from tocsin.model.errors import RuleError
from tocsin.model.noun import Noun
from tocsin.model.rules import RuleCard
from tocsin.model.tuning import Tuned

ANY = "any"
MAX_BYTES = 16 << 20
HINT = "see docs/hunting.md, 'Tuning'"


class LevelEntry(Noun, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """These rules have another level here."""

    rules: str | tuple[str, ...]
    level: str
    reason: str | None = None


class DisabledEntry(Noun, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """These rules are not used here."""

    rules: str | tuple[str, ...]
    reason: str | None = None


class ExclusionEntry(Noun, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Events that these rules need not show."""

    where: dict[str, Any] | list[Any]  # a selection as in a rule
    rules: str | tuple[str, ...] = ANY
    name: str | None = None
    reason: str | None = None


class TuningFile(Noun, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What stands in a file."""

    levels: tuple[LevelEntry, ...] = ()
    disabled: tuple[DisabledEntry, ...] = ()
    exclusions: tuple[ExclusionEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Tuning:
    """A file that was read: its entries, and the line of each."""

    path: str
    digest: str
    entries: TuningFile
    conditions: tuple[Condition, ...]  # of the exclusions
    lines: dict[tuple[str, int], int]

    def place(self, part: str, number: int) -> str:
        """Return where an entry stands."""
        line = self.lines.get((part, number))
        return self.path if line is None else f"{self.path}:{line}"


def load_tuning(path: str | Path, values: Values | None = None) -> Tuning:
    """Read a file; `values` are those of placeholders.

    Raises `RuleError` with file and line for what is broken.
    """
    where = str(path)
    try:
        with Path(path).open("rb") as file:
            content = file.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise RuleError(f"a tuning file of more than {MAX_BYTES >> 20} MiB", where=where)
        text = content.decode("utf-8")
    except OSError as error:
        raise RuleError(
            f"cannot be read: {error.strerror}", where=where, hint="check the path after --tuning"
        ) from error
    except UnicodeDecodeError as error:
        raise RuleError("not text in UTF-8", where=where) from error
    entries = parse_yaml(text, TuningFile, where=where, error=RuleError)
    lines = _lines(text)
    found = Tuning(where, hashlib.sha256(content).hexdigest(), entries, (), lines)
    for number, one in enumerate(entries.levels):
        if one.level not in LEVELS:
            known = ", ".join(LEVELS)
            raise RuleError(
                f"there is no level '{one.level}'", where=found.place("levels", number), hint=f"one of {known}"
            )
    conditions = tuple(
        _condition(one.where, values or {}, found.place("exclusions", number))
        for number, one in enumerate(entries.exclusions)
    )
    return replace(found, conditions=conditions)


def _condition(where: Any, values: Values, place: str) -> Condition:
    """Read a selection as rules have them.

    Raises `RuleError`.
    """
    from tocsin.hunting.sigma_rules import read_selection  # pySigma takes its time to load

    try:
        return read_selection(where, values)
    except RuleError as error:
        raise RuleError(f"its 'where' cannot be used: {error.message}", where=place, hint=HINT) from error


def _lines(text: str) -> dict[tuple[str, int], int]:
    """Return where each entry begins."""
    import yaml

    found: dict[tuple[str, int], int] = {}
    node = yaml.compose(text, Loader=LOADER)
    for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
        for number, entry in enumerate(value.value if isinstance(value, yaml.SequenceNode) else ()):
            found[key.value, number] = entry.start_mark.line + 1
    return found


def tune(rules: RuleSet, tunings: Sequence[Tuning]) -> tuple[RuleSet, tuple[str, ...]]:
    """Return the rule set as the user wants it, and a note on each entry that names no rule or no field there is."""
    notes: list[str] = []
    for tuning in tunings:
        rules = _Tuner(rules, tuning, notes).tuned()
    return rules, tuple(notes)


class _Tuner:
    """One file applied to a rule set."""

    def __init__(self, rules: RuleSet, tuning: Tuning, notes: list[str]) -> None:
        self.rules, self.tuning, self.notes = rules, tuning, notes
        self.tuned_by: list[Tuned] = []

    def tuned(self) -> RuleSet:
        """Return the rule set."""
        entries = self.tuning.entries
        levels: dict[str, str] = {}
        for number, one in enumerate(entries.levels):
            meant = self._meant(one.rules, "levels", number)
            levels |= dict.fromkeys(meant, one.level)
            self._told("level", f"level {one.level}", one.reason, self.tuning.place("levels", number), meant)
        off: set[str] = set()
        for number, one in enumerate(entries.disabled):
            meant = self._meant(one.rules, "disabled", number)
            off |= meant
            self._told("disabled", _said(one.rules), one.reason, self.tuning.place("disabled", number), meant)
        exclusions = tuple(self._exclusion(number, one) for number, one in enumerate(entries.exclusions))
        rules = replace(
            self.rules,
            rules=tuple(_at_level(rule, levels) for rule in self.rules.rules),
            correlations=tuple(_correlation_at_level(one, levels) for one in self.rules.correlations),
            digest=f"{self.rules.digest}:{self.tuning.digest}",
            exclusions=(*self.rules.exclusions, *exclusions),
            tuned=(*self.rules.tuned, *self.tuned_by),
        )
        return rules.only(lambda card: card.info.id not in off, "enabled") if off else rules

    def _exclusion(self, number: int, one: ExclusionEntry) -> Exclusion:
        place = self.tuning.place("exclusions", number)
        meant = self._meant(one.rules, "exclusions", number)
        name = one.name or f"exclusion {number + 1}"
        condition = self.tuning.conditions[number]
        self._look_at_fields(name, place, meant, condition)
        if one.rules != ANY:
            self._look_at_groups(name, place, meant, condition)
        self._told("exclusion", name, one.reason, place, meant)
        return Exclusion(name, one.reason, place, frozenset(meant), condition)

    def _told(self, kind: str, name: str, reason: str | None, place: str, meant: set[str]) -> None:
        self.tuned_by.append(Tuned(kind=kind, name=name, reason=reason, place=place, rules=len(meant)))

    def _meant(self, named: str | tuple[str, ...], part: str, number: int) -> set[str]:
        """Return the ids of the rules that an entry names."""
        found: set[str] = set()
        for name in (named,) if isinstance(named, str) else named:
            meant = {card.info.id for card in self.rules.cards if names(card)(name)}
            if not meant:
                place = self.tuning.place(part, number)
                self.notes.append(f"{place}: no rule has the id, title, name or tag '{name}'")
            found |= meant
        return found

    def _look_at_fields(self, name: str, place: str, meant: set[str], condition: Condition) -> None:
        """Note fields that no log of the rules has, where those logs have certain fields."""
        meant_rules = [rule for rule in self.rules.rules if rule.card.info.id in meant]
        asked = {atom.field for atom in atoms_of(condition) if atom.field is not None} if meant_rules else set[str]()
        used = taxonomies_of(None)
        for source in {rule.card.logsource for rule in meant_rules}:
            has = fields_of(source)
            if has is None:
                return
            asked = {field for field in asked if not has(sigma_name(used, source, field))}
        self.notes += [f"{place}: no log of its rules has the field '{field}' ({name})" for field in sorted(asked)]

    def _look_at_groups(self, name: str, place: str, meant: set[str], condition: Condition) -> None:
        """Note fields that correlations which are meant are not grouped by: their hits have no others."""
        asked = {atom.field for atom in atoms_of(condition) if atom.field is not None}
        for one in self.rules.correlations:
            if one.card.info.id in meant and not asked <= set(one.group_by):
                lacking = ", ".join(f"'{field}'" for field in sorted(asked - set(one.group_by)))
                self.notes.append(f"{place}: '{one.card.info.title}' is not grouped by {lacking} ({name})")


def names(card: RuleCard) -> Callable[[str], bool]:
    """Return what says whether a text names a rule."""
    words = {card.info.id.casefold(), card.info.title.casefold(), ANY}
    if card.name is not None:
        words.add(card.name.casefold())

    def named(text: str) -> bool:
        asked = text.casefold()
        return asked in words or tagged(card, asked)

    return named


def _said(named: str | tuple[str, ...]) -> str:
    return named if isinstance(named, str) else ", ".join(named)


def _at_level(rule: Rule, levels: dict[str, str]) -> Rule:
    level = levels.get(rule.card.info.id)
    return rule if level is None else rule.at_level(level)


def _correlation_at_level(one: Correlation, levels: dict[str, str]) -> Correlation:
    level = levels.get(one.card.info.id)
    return one if level is None else changed(one, card=changed(one.card, info=changed(one.card.info, level=level)))
