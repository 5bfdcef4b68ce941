"""Packs: folders with what tocsin looks for when a report is about an incident or an advisory.

In: a folder with `pack.yaml`, `steps.yaml`, `rules/*.yml` and `samples/<rule>/{positive,negative}.*`.
Out: a `Pack` whose steps name their rules by id. In `steps.yaml` a rule is named by its file, without the extension.
A pack that is wrong anywhere is not used at all: `RuleError` says file, line and reason.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import msgspec

from tocsin.knowledge.strict import parse_yaml
from tocsin.model.errors import RuleError
from tocsin.model.noun import Window
from tocsin.model.packs import Pack, SaidUse, Stage, Step, StepLog, StepRule

BUILT_IN = Path(__file__).resolve().parents[1] / "packs"
"""The folder of the packs that come with tocsin."""

MOST_BYTES = 1_000_000
"""No YAML file of a pack is larger than this."""
MOST_RULES = 5_000
"""No pack has more rules than this."""

_ID = re.compile(r"^id:[ \t]*['\"]?([^\s'\"#]+)", re.MULTILINE)
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")


class _About(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`pack.yaml`."""

    id: str
    version: str
    name: str
    names: tuple[str, ...] = ()
    incident: str | None = None
    advisories: tuple[str, ...] = ()
    vulnerabilities: tuple[str, ...] = ()
    window: Window | None = None
    sources: tuple[str, ...]
    said_to_be_used_by: tuple[SaidUse, ...] = ()


class _Shows(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A rule of a step; `rule` and `lookalikes` are files of rules/, without the extension."""

    rule: str
    stage: Stage
    lookalikes: tuple[str, ...] = ()


class _VisibleIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One way to see a step: all of `logs` together, watched by `rules`."""

    logs: tuple[str, ...]
    rules: tuple[str, ...]


class _Step(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A step as `steps.yaml` writes it."""

    id: str
    name: str
    stage: Stage
    description: str
    techniques: tuple[str, ...] = ()
    vulnerabilities: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    rules: tuple[_Shows, ...]
    visible_in: tuple[_VisibleIn, ...]


class _Steps(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`steps.yaml`."""

    steps: tuple[_Step, ...]


@cache
def packs() -> tuple[Pack, ...]:
    """Return the packs that come with tocsin, by id."""
    return tuple(load(folder.parent) for folder in sorted(BUILT_IN.glob("*/pack.yaml")))


def load(path: str | Path) -> Pack:
    """Read and check a pack; raises `RuleError` for the first thing that is wrong with it."""
    folder = Path(path)
    if not folder.is_dir():
        raise RuleError("is no folder with a pack", where=str(folder))
    about = parse_yaml(_text(folder / "pack.yaml", folder), _About, where=str(folder / "pack.yaml"), error=RuleError)
    if not _NAME.fullmatch(about.id):
        raise RuleError(
            f"{about.id!r} cannot be a pack's id",
            where=f"{folder / 'pack.yaml'}:1",
            hint="small letters, digits, - and _",
        )
    ids = _rule_ids(folder)
    _check_samples(folder, ids)
    return Pack(
        id=about.id,
        version=about.version,
        name=about.name,
        names=about.names,
        incident=about.incident,
        advisories=about.advisories,
        vulnerabilities=about.vulnerabilities,
        window=about.window,
        said_to_be_used_by=about.said_to_be_used_by,
        sources=about.sources,
        steps=_steps(folder, ids),
        rules_path=str(folder / "rules"),
    )


def _text(path: Path, folder: Path) -> str:
    """Read a file of the pack, and only of the pack."""
    if not path.resolve().is_relative_to(folder.resolve()):
        raise RuleError("leads out of the pack's folder", where=str(path))
    try:
        if path.stat().st_size > MOST_BYTES:
            raise RuleError(f"is larger than {MOST_BYTES} bytes", where=str(path))
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise RuleError("is missing", where=str(path)) from None
    except (OSError, UnicodeDecodeError) as reason:
        raise RuleError(f"cannot be read: {reason}", where=str(path)) from reason


def _rule_ids(folder: Path) -> dict[str, str]:
    """Return file (without extension) -> id of each rule."""
    files = sorted((folder / "rules").glob("*.yml"))
    if not files:
        raise RuleError("holds no rule", where=str(folder / "rules"))
    if len(files) > MOST_RULES:
        raise RuleError(f"holds more than {MOST_RULES} rules", where=str(folder / "rules"))
    ids: dict[str, str] = {}
    owners: dict[str, str] = {}
    for path in files:
        found = _ID.search(_text(path, folder))
        if found is None:
            raise RuleError("the rule has no id", where=f"{path}:1", hint="give it a UUID of its own")
        line = _text(path, folder)[: found.start()].count("\n") + 1
        try:
            own = str(uuid.UUID(found[1]))
        except ValueError:
            raise RuleError(f"the rule's id {found[1]!r} is no UUID", where=f"{path}:{line}") from None
        if own in owners:
            raise RuleError(f"the rule's id is that of {owners[own]}.yml too", where=f"{path}:{line}")
        owners[own] = path.stem
        ids[path.stem] = own
    return ids


def _check_samples(folder: Path, ids: Iterable[str]) -> None:
    """Refuse a pack with a rule that lacks a positive or a negative sample."""
    for stem in ids:
        for kind in ("positive", "negative"):
            found = sorted((folder / "samples" / stem).glob(f"{kind}.*"))
            if len(found) != 1:
                count = "no" if not found else "more than one"
                raise RuleError(f"the rule has {count} {kind} sample", where=str(folder / "samples" / stem))
            if not found[0].resolve().is_relative_to(folder.resolve()):
                raise RuleError("leads out of the pack's folder", where=str(found[0]))


def _steps(folder: Path, ids: dict[str, str]) -> tuple[Step, ...]:
    """Read `steps.yaml`, check that it hangs together, and put ids in the place of files."""
    path = folder / "steps.yaml"
    text = _text(path, folder)
    written = parse_yaml(text, _Steps, where=str(path), error=RuleError).steps
    checks = _Checks(path, text)
    checks.unique([step.id for step in written])
    known = {step.id for step in written}
    for step in written:
        checks.step(step, known, ids)
    checks.order(written)
    named = {one for step in written for rule in step.rules for one in (rule.rule, *rule.lookalikes)}
    for stem in ids:
        if stem not in named:
            raise RuleError(f"no step of {path.name} uses this rule", where=str(folder / "rules" / f"{stem}.yml"))
    return tuple(_step(step, ids) for step in written)


def _step(step: _Step, ids: dict[str, str]) -> Step:
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
    )


class _Checks:
    """What must hold of `steps.yaml` beyond its form; each refusal names the line."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.lines = text.splitlines()

    def refuse(self, message: str, *words: str) -> RuleError:
        """Return the error, placed at the line of the last word, looked for from the line of the word before on."""
        line = 0
        for word in words:
            pattern = re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])")
            line = next((at for at in range(line, len(self.lines)) if pattern.search(self.lines[at])), line)
        return RuleError(message, where=f"{self.path}:{line + 1}")

    def unique(self, ids: list[str]) -> None:
        """Refuse an id that is given twice, or that could not be part of a behaviour's id."""
        for position, one in enumerate(ids):
            if not _NAME.fullmatch(one):
                raise self.refuse(f"{one!r} cannot be a step's id: small letters, digits, - and _", one)
            if one in ids[:position]:
                raise self.refuse(f"the step {one!r} is there twice", f"id: {one}")

    def step(self, step: _Step, known: set[str], ids: dict[str, str]) -> None:
        """Refuse a step that names what is not there, or a rule that proves more than the step."""
        start = f"id: {step.id}"
        for other in step.after:
            if other not in known:
                raise self.refuse(f"there is no step {other!r} to come before {step.id!r}", start, other)
        if not step.rules:
            raise self.refuse(f"the step {step.id!r} has no rule and can never be seen", start)
        own = [rule.rule for rule in step.rules]
        for rule in step.rules:
            for one in (rule.rule, *rule.lookalikes):
                if one not in ids:
                    raise self.refuse(f"there is no rule rules/{one}.yml", start, one)
            if rule.stage.rank > step.stage.rank:
                raise self.refuse(
                    f"{rule.rule} proves {rule.stage}, more than the step's {step.stage}", start, rule.rule
                )
        for way in step.visible_in:
            for one in way.rules:
                if one not in own:
                    raise self.refuse(
                        f"{one} watches for {step.id!r} but is not among its rules", start, "visible_in", one
                    )
            for one in way.logs:
                self._log(one, start)

    def _log(self, name: str, start: str) -> None:
        """Refuse a log that the catalogue does not have."""
        from tocsin.knowledge.logs import log

        if log(name.partition("#")[0]) is None:
            raise self.refuse(f"the catalogue has no log {name.partition('#')[0]!r}", start, name.partition("#")[0])

    def order(self, steps: tuple[_Step, ...]) -> None:
        """Refuse a circle of steps."""
        try:
            TopologicalSorter({step.id: step.after for step in steps}).prepare()
        except CycleError as circle:
            names: list[str] = circle.args[1]
            raise self.refuse(f"the steps go round in a circle: {' after '.join(names)}", f"id: {names[0]}") from None
