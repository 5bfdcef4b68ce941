"""Packs: folders with what tocsin looks for when a report is about an incident or an advisory.

In: a folder with `pack.yaml`, `steps.yaml`, `logs.yaml`, `rules/*.yml` and `samples/<rule>/{positive,negative}.*`.
Out: a `Pack` whose steps name their rules by id. In `steps.yaml` a rule is named by its file, without the extension.
A pack that is wrong anywhere is not used at all: `RuleError` says file, line and reason.
"""

from __future__ import annotations

import os
import re
import uuid
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import msgspec

from tocsin.knowledge import installed
from tocsin.knowledge.pack_logs import read_logs
from tocsin.knowledge.pack_steps import NAME, StepsFile
from tocsin.knowledge.strict import parse_yaml
from tocsin.model.errors import RuleError
from tocsin.model.noun import Window
from tocsin.model.packs import Pack, PackLog, SaidTechnique, SaidUse, Step

BUILT_IN = Path(__file__).resolve().parents[1] / "packs"
"""The folder of the packs that come with tocsin."""

MOST_BYTES = 1_000_000
"""No YAML file of a pack is larger than this."""
MOST_RULES = 5_000
"""No pack has more rules than this."""

_ID = re.compile(r"^id:[ \t]*['\"]?([^\s'\"#]+)", re.MULTILINE)


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
    techniques: tuple[SaidTechnique, ...] = ()


def packs() -> tuple[Pack, ...]:
    """Return the packs that come with tocsin, then those that the user has installed, each by id."""
    return (*built_in(), *(_again(one.name, one.sha256) for one in installed.installed() if one.kind == "pack"))


@cache
def built_in() -> tuple[Pack, ...]:
    """Return the packs that come with tocsin, by id."""
    return tuple(load(folder.parent) for folder in sorted(BUILT_IN.glob("*/pack.yaml")))


def joined_only() -> frozenset[str]:
    """Return the ids of rules that prove nothing by themselves in any step: they count only joined with others."""
    shown = [rule for pack in packs() for step in pack.steps for rule in step.rules]
    return frozenset(one.rule for one in shown) - {one.rule for one in shown if one.stage is not None}


@cache
def _loaded(folder: Path, _sha256: str) -> Pack:
    return load(folder)


def _again(name: str, sha256: str) -> Pack:
    """Return an installed pack; that was checked before it was installed, but files can be changed since."""
    try:
        return _loaded(installed.files_of(name), sha256)
    except RuleError as error:
        hint = f"it was installed: 'tocsin rules remove {name}', or add it again"
        raise RuleError(error.message, where=error.where, hint=hint) from error


def load(path: str | Path) -> Pack:
    """Read and check a pack; raises `RuleError` for the first thing that is wrong with it."""
    folder = Path(path)
    if not folder.is_dir():
        raise RuleError("is no folder with a pack", where=str(folder))
    _check_links(folder)
    about = parse_yaml(_text(folder / "pack.yaml"), _About, where=str(folder / "pack.yaml"), error=RuleError)
    if not NAME.fullmatch(about.id):
        raise RuleError(
            f"{about.id!r} cannot be a pack's id",
            where=f"{folder / 'pack.yaml'}:1",
            hint="small letters, digits, - and _",
        )
    ids = _rule_ids(folder)
    _check_samples(folder, ids)
    steps = _steps(folder, ids)
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
        techniques=about.techniques,
        steps=steps,
        logs=_logs(folder, steps),
        rules_path=str(folder / "rules"),
    )


def _check_links(folder: Path) -> None:
    """Refuse a pack with a link, in whatever place, that leads out of its folder."""
    home = folder.resolve()
    waiting = [str(folder)]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_symlink() and not Path(entry.path).resolve().is_relative_to(home):
                    raise RuleError("leads out of the pack's folder", where=entry.path)
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)


def _text(path: Path) -> str:
    """Read a file of the pack."""
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
        text = _text(path)
        found = _ID.search(text)
        if found is None:
            raise RuleError("the rule has no id", where=f"{path}:1", hint="give it a UUID of its own")
        line = text[: found.start()].count("\n") + 1
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
        place = folder / "samples" / stem
        names = [name.partition(".")[0] for name in os.listdir(place)] if place.is_dir() else []  # noqa: PTH208 (quicker)
        for kind in ("positive", "negative"):
            if names.count(kind) != 1:
                count = "no" if kind not in names else "more than one"
                raise RuleError(f"the rule has {count} {kind} sample", where=str(place))


def _steps(folder: Path, ids: dict[str, str]) -> tuple[Step, ...]:
    """Read `steps.yaml`, check that it hangs together, and put ids in the place of files."""
    path = folder / "steps.yaml"
    written = StepsFile(path, _text(path), ids)
    unused = written.unused()
    if unused is not None:
        raise RuleError(f"no step of {path.name} uses this rule", where=str(folder / "rules" / f"{unused}.yml"))
    return written.steps()


def _logs(folder: Path, steps: tuple[Step, ...]) -> tuple[PackLog, ...]:
    """Read `logs.yaml`, and check that it has every log that a step names, once, and no other."""
    path = folder / "logs.yaml"
    return read_logs(path, _text(path), steps)
