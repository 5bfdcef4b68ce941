"""`steps.yaml` of a pack: the steps of an incident in order, what joins their traces, where each can be seen.

In: the file's text and the pack's rules (file without extension -> id). Out: `Step` nouns that name rules by id.
Whatever does not hang together is refused by line: a rule or step that is not there, a circle of steps, a rule or join
that proves more than its step, a join that changes nothing, a step that nothing could ever show.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Literal

import msgspec

from tocsin.knowledge.pack_places import Places
from tocsin.knowledge.strict import parse_yaml
from tocsin.model.errors import RuleError
from tocsin.model.packs import Join, JoinKey, Stage, Step, StepLog, StepRule

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")
"""What a pack, a step or a key can be called."""

_FIELD = re.compile(r"name\([^()]*\)|part\([^(),]*,\s*[\w.-]+\s*\)|(?!(?:name|part)\()[^()=,]+(?:\([^()=,]+\))?")
_TIME = re.compile(r"(\d{1,6})\s*([smhd])")
_SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}


class _Shows(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A rule of a step; `rule` and `lookalikes` are files of rules/, without the extension."""

    rule: str
    stage: Stage | None
    lookalikes: tuple[str, ...] = ()


class _VisibleIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One way to see a step: all of `logs` together, watched by `rules`."""

    logs: tuple[str, ...]
    rules: tuple[str, ...]


class _Join(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"step": "with"}):
    """A join: `by` holds names of `keys`, or `FIELD = FIELD`."""

    step: str
    by: tuple[str, ...] = ()
    within: str
    order: Literal["after", "before", "any"] = "after"
    proves: Stage
    rules: tuple[str, ...] = ()


class _Step(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A step as `steps.yaml` writes it."""

    id: str
    name: str
    stage: Stage
    description: str
    techniques: tuple[str, ...] = ()
    vulnerabilities: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    rules: tuple[_Shows, ...] = ()
    visible_in: tuple[_VisibleIn, ...] = ()
    joins: tuple[_Join, ...] = ()
    not_checkable: str | None = None


class _Steps(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`steps.yaml`."""

    keys: dict[str, tuple[str, ...]] = {}
    steps: tuple[_Step, ...]


class StepsFile:
    """A `steps.yaml` that was read and found to hang together; raises `RuleError` if it does not."""

    def __init__(self, path: Path, text: str, ids: dict[str, str]) -> None:
        """Read and check; `ids` are the pack's rules by file."""
        self._ids = ids
        self._places = Places(path, text)
        read = parse_yaml(text, _Steps, where=str(path), error=RuleError)
        self._keys, self._steps = read.keys, read.steps
        self._check()

    def unused(self) -> str | None:
        """Return the file of a rule that no step names."""
        named = {one for step in self._steps for rule in step.rules for one in (rule.rule, *rule.lookalikes)}
        return next((stem for stem in self._ids if stem not in named), None)

    def steps(self) -> tuple[Step, ...]:
        """Return the steps."""
        return tuple(self._step(step) for step in self._steps)

    def _step(self, step: _Step) -> Step:
        ids = self._ids
        return Step(
            id=step.id,
            name=step.name,
            stage=step.stage,
            description=step.description,
            techniques=step.techniques,
            vulnerabilities=step.vulnerabilities,
            rules=tuple(
                StepRule(rule=ids[rule.rule], stage=rule.stage, lookalikes=tuple(ids[one] for one in rule.lookalikes))
                for rule in step.rules
            ),
            visible_in=tuple(
                StepLog(logs=way.logs, rules=tuple(ids[rule] for rule in way.rules)) for way in step.visible_in
            ),
            after=step.after,
            joins=tuple(self._join(step, join) for join in step.joins),
            not_checkable=step.not_checkable,
        )

    def _join(self, step: _Step, join: _Join) -> Join:
        rules = join.rules or tuple(rule.rule for rule in step.rules)
        return Join(
            step=join.step,
            by=tuple(self._key(step, one) for one in join.by),
            within=self._within(step, join),
            order=join.order,
            proves=join.proves,
            rules=tuple(self._ids[rule] for rule in rules),
        )

    def _key(self, step: _Step, written: str) -> JoinKey:
        """Return a key by its name, or from `FIELD = FIELD`."""
        named = self._keys.get(written)
        if named is not None:
            return JoinKey(this=named, that=named)
        this, equals, that = (part.strip() for part in written.partition("="))
        if not equals:
            raise self._places.refuse(
                f"the join is by {written!r}, which is no key of this file",
                f"id: {step.id}",
                "joins",
                written,
                hint="name it under keys, or write FIELD = FIELD",
            )
        for one in (this, that):
            self._field(one, f"id: {step.id}", "joins", written)
        return JoinKey(this=(this,), that=(that,))

    def _field(self, written: str, *words: str) -> None:
        if not _FIELD.fullmatch(written):
            raise self._places.refuse(
                f"{written!r} is no field", *words, hint="FIELD, name(FIELD) or part(FIELD, NAME)"
            )

    def _within(self, step: _Step, join: _Join) -> int:
        found = _TIME.fullmatch(join.within.strip())
        if found is None:
            raise self._places.refuse(
                f"{join.within!r} is no time limit", f"id: {step.id}", "joins", "within", hint="such as 5s, 10m, 2h, 3d"
            )
        return int(found[1]) * _SECONDS[found[2]]

    def _check(self) -> None:
        for name, fields in self._keys.items():
            if not NAME.fullmatch(name) or not fields:
                raise self._places.refuse(f"the key {name!r} needs a plain name and at least one field", "keys", name)
            for one in fields:
                self._field(one, "keys", name, one)
        if not self._steps:
            raise self._places.refuse("there is no step", "steps")
        self._unique([step.id for step in self._steps])
        by_id = {step.id: step for step in self._steps}
        for step in self._steps:
            self._check_step(step, by_id)
        self._order("after", {step.id: step.after for step in self._steps})
        self._order(
            "joined with", {step.id: [join.step for join in step.joins if join.step != step.id] for step in self._steps}
        )

    def _unique(self, ids: list[str]) -> None:
        """Refuse an id that is given twice, or that could not be part of a behaviour's id."""
        for position, one in enumerate(ids):
            if not NAME.fullmatch(one):
                raise self._places.refuse(f"{one!r} cannot be a step's id: small letters, digits, - and _", one)
            if one in ids[:position]:
                raise self._places.refuse(f"the step {one!r} is there twice", f"id: {one}")

    def _check_step(self, step: _Step, by_id: dict[str, _Step]) -> None:
        """Refuse a step that names what is not there, a rule that proves more than the step, or one never seen."""
        start = f"id: {step.id}"
        for other in step.after:
            if other not in by_id:
                raise self._places.refuse(f"there is no step {other!r} to come before {step.id!r}", start, other)
        if step.not_checkable is not None:
            if step.rules or step.visible_in or step.joins:
                raise self._places.refuse(f"the step {step.id!r} is not checkable and has rules or logs", start)
            return
        if not step.rules:
            raise self._places.refuse(
                f"the step {step.id!r} has no rule and can never be seen", start, hint="or say why: not_checkable: ..."
            )
        own = [rule.rule for rule in step.rules]
        self._check_rules(step, own)
        for way in step.visible_in:
            self._check_way(way, step, own)
        for join in step.joins:
            self._check_join(join, step, by_id)

    def _check_rules(self, step: _Step, own: list[str]) -> None:
        start = f"id: {step.id}"
        raised = {rule for join in step.joins for rule in (join.rules or own)}
        for position, rule in enumerate(step.rules):
            for one in (rule.rule, *rule.lookalikes):
                if one not in self._ids:
                    raise self._places.refuse(f"there is no rule rules/{one}.yml", start, one)
            if rule.rule in own[:position]:
                raise self._places.refuse(f"{rule.rule} is a rule of {step.id!r} twice", start, rule.rule)
            if rule.stage is None and rule.rule not in raised:
                message = f"{rule.rule} proves nothing by itself, and no join of {step.id!r} makes it prove anything"
                raise self._places.refuse(message, start, rule.rule)
            if rule.stage is not None and rule.stage.rank > step.stage.rank:
                raise self._places.refuse(
                    f"{rule.rule} proves {rule.stage}, more than the step's {step.stage}", start, rule.rule
                )

    def _check_way(self, way: _VisibleIn, step: _Step, own: list[str]) -> None:
        from tocsin.knowledge.logs import log

        start = f"id: {step.id}"
        if not way.logs or not way.rules:
            raise self._places.refuse(f"a way to see {step.id!r} needs logs and rules", start, "visible_in")
        for one in way.rules:
            if one not in own:
                raise self._places.refuse(
                    f"{one} watches for {step.id!r} but is not among its rules", start, "visible_in", one
                )
        for one in way.logs:
            name = one.partition("#")[0]
            if log(name) is None:
                raise self._places.refuse(f"the catalogue has no log {name!r}", start, name)

    def _check_join(self, join: _Join, step: _Step, by_id: dict[str, _Step]) -> None:
        """Refuse a join with what is not there, or one that changes nothing."""
        words = (f"id: {step.id}", "joins", join.step)
        other = by_id.get(join.step)
        if other is None:
            raise self._places.refuse(f"there is no step {join.step!r} to join {step.id!r} with", *words)
        if join.proves.rank > step.stage.rank:
            raise self._places.refuse(f"the join proves {join.proves}, more than the step's {step.stage}", *words)
        if not any(rule.stage is not None for rule in other.rules) and not other.joins:
            raise self._places.refuse(f"no hit of {join.step!r} proves anything that could be joined with", *words)
        stages = {rule.rule: rule.stage for rule in step.rules}
        for one in join.rules:
            if one not in stages:
                raise self._places.refuse(f"{one} is joined but is not among the rules of {step.id!r}", *words, one)
        for one in join.rules or tuple(stages):
            stage = stages[one]
            if join.rules and stage is not None and stage.rank >= join.proves.rank:
                raise self._places.refuse(f"{one} proves {stage} without the join", *words, one)
        if all(stage is not None and stage.rank >= join.proves.rank for stage in stages.values()):
            raise self._places.refuse(f"the join proves {join.proves}, as every rule of the step does without", *words)
        self._within(step, join)
        for one in join.by:
            self._key(step, one)

    def _order(self, word: str, before: Mapping[str, Iterable[str]]) -> None:
        """Refuse a circle of steps."""
        try:
            TopologicalSorter(before).prepare()
        except CycleError as circle:
            names: list[str] = circle.args[1]
            raise self._places.refuse(
                f"the steps go round in a circle: {f' {word} '.join(names)}", f"id: {names[0]}"
            ) from None
