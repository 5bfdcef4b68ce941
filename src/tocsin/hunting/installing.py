"""Installing packs and collections of rules: tried first, then put in place whole, or not at all.

In: a folder, a file of rules or an archive. Out: `Added`, what it is and what it changes. Something with a `pack.yaml`
is a pack and must pass its own samples, every rule of it; anything else is a collection, of which at least one rule
must be usable. Files are kept as they came, licences among them. What was installed under the same name is replaced.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import tempfile
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
from msgspec.structs import replace

from tocsin.hunting.rule_files import rule_files
from tocsin.hunting.rules import RuleSet, load_rules
from tocsin.hunting.samples import Trial, try_samples
from tocsin.hunting.unpacking import is_archive, unpack
from tocsin.knowledge import packs as pack_store
from tocsin.knowledge.installed import Installed, files_of, folder, installed, record_of
from tocsin.model.errors import RuleError
from tocsin.model.packs import Pack
from tocsin.model.rules import UnusableRule

PACK = "pack.yaml"
_NAME = re.compile(r"[a-z0-9][a-z0-9_.+-]{0,79}")
_LICENCE = re.compile(r"licen[cs]e|copying", re.IGNORECASE)
_OWN_LICENCE = re.compile(rb"^license:[ \t]*['\"]?([^'\"\r\n]{1,80})", re.MULTILINE)
_BEGIN = 4096

Shown = Callable[[str], str]
"""Puts a path below the folder that was laid out into the user's own terms."""


class PackFailsError(RuleError):
    """A pack whose rules do not pass their own samples; `trials` says which and why."""

    def __init__(self, pack: Pack, trials: tuple[Trial, ...], where: str) -> None:
        """Keep what was tried."""
        failed = [trial for trial in trials if trial.wrong]
        super().__init__(
            f"{len(failed)} of {len(trials)} rules fail, the first: {failed[0].rule}: {failed[0].wrong[0]}",
            where=where,
            hint="'tocsin rules test' lists them; the pack is not used",
        )
        self.pack, self.trials = pack, trials


@dataclass(frozen=True, slots=True)
class Difference:
    """What an installation changes among rules, as `id title`."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Added:
    """What was installed, or would be, what it takes the place of, and the rules that cannot be used."""

    installed: Installed
    before: Installed | None
    difference: Difference
    unusable: tuple[UnusableRule, ...]


@dataclass(frozen=True, slots=True)
class _Ready:
    """Something that passed its tests."""

    installed: Installed
    source: Path
    rules: RuleSet


def add(
    path: Path,
    *,
    name: str | None = None,
    origin: str | None = None,
    version: str | None = None,
    dry_run: bool = False,
    least: float = 0.0,
) -> tuple[Added, ...]:
    """Install the packs in `path`, or the rules as one collection; raises `RuleError` and changes nothing otherwise.

    `name` and `version` are those of a collection; `least` is the share of its rules that must be usable, and of the
    number of those that were usable before. With `dry_run` everything is tried and nothing is written.
    """
    if not path.exists():
        raise RuleError("there is no such file or folder", where=str(path))
    with _laid_out(path) as (base, shown):
        digest = _digest(path)
        found = sorted(base.glob(PACK)) or sorted(base.glob(f"*/{PACK}"))
        try:
            ready = [_pack(one.parent, origin or str(path), digest, shown) for one in found]
            if not ready:
                ready = [_collection(base, _name_of(path, name), version, origin or str(path), digest, least)]
            _check_apart(ready)
        except RuleError as error:
            error.where = shown(error.where) if error.where else str(path)
            raise
        result = tuple(Added(one.installed, *_compared(one), _named(one.rules.unusable, base, path)) for one in ready)
        for one in () if dry_run else ready:
            _put(one)
    return result


def remove(name: str) -> None:
    """Remove what is installed under a name; raises `RuleError` if nothing is."""
    record, files = record_of(name), files_of(name)
    if not _NAME.fullmatch(name) or not (record.is_file() or files.is_dir()):
        names = ", ".join(path.stem for path in sorted(folder().glob("*.json")))
        raise RuleError(f"nothing is installed by the name {name!r}", hint=f"installed: {names or 'nothing'}")
    try:
        record.unlink(missing_ok=True)
        if files.is_dir():
            shutil.rmtree(files)
    except OSError as error:
        raise RuleError(f"cannot be removed: {error.strerror}", where=str(files)) from error


@contextmanager
def _laid_out(path: Path) -> Generator[tuple[Path, Shown]]:
    """Yield a folder with the files; an archive is unpacked, and a single file put into one."""
    if path.is_dir():
        yield path, str
        return
    with tempfile.TemporaryDirectory(prefix="tocsin-") as kept:
        base = Path(kept).resolve()
        if is_archive(path):
            unpack(path, base)
        else:
            shutil.copyfile(path, base / path.name)
        yield base, lambda text: text.replace(str(base), str(path))


def _named(unusable: Sequence[UnusableRule], base: Path, path: Path) -> tuple[UnusableRule, ...]:
    """Return rules that cannot be used under the name of the archive that they are in."""
    begin = f"{base.name}/"
    return tuple(
        replace(one, path=f"{path.name}/{one.path.removeprefix(begin)}") if one.path.startswith(begin) else one
        for one in unusable
    )


def _name_of(path: Path, given: str | None) -> str:
    name = given or re.sub(r"[^a-z0-9_.+-]+", "-", path.name.lower().split(".")[0]).strip("-.")
    if not _NAME.fullmatch(name):
        raise RuleError(
            f"{name!r} cannot be a name", where=str(path), hint="--name NAME: small letters, digits, - and _"
        )
    return name


def _digest(path: Path) -> str:
    """Return the checksum of a file, or that of a folder's names and contents."""
    if path.is_file():
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    whole = hashlib.sha256()
    for one in _files(path):
        whole.update(str(one.relative_to(path)).encode("utf-8", "surrogateescape") + b"\0")
        whole.update(hashlib.sha256(one.read_bytes()).digest())
    return whole.hexdigest()


def _files(base: Path) -> list[Path]:
    """Return the files below a folder, hidden ones left out; one that a link leads out to is refused."""
    home = base.resolve()
    found: list[Path] = []
    for one in sorted(base.rglob("*")):
        if any(part.startswith(".") for part in one.relative_to(base).parts) or not one.is_file():
            continue
        if not one.resolve().is_relative_to(home):
            raise RuleError("leads out of the folder", where=str(one))
        found.append(one)
    return found


def _pack(source: Path, origin: str, digest: str, shown: Shown) -> _Ready:
    pack = pack_store.load(source)
    if pack.id in {one.id for one in pack_store.built_in()}:
        raise RuleError(
            f"{pack.id!r} is the id of a built-in pack", where=str(source / PACK), hint="give it its own id"
        )
    trials = try_samples(pack)
    if any(trial.wrong for trial in trials):
        raise PackFailsError(pack, trials, shown(str(source)))
    rules = load_rules([Path(pack.rules_path)], packs=False)
    return _Ready(_record(pack.id, "pack", pack.version, origin, digest, source, rules), source, rules)


def _collection(base: Path, name: str, version: str | None, origin: str, digest: str, least: float) -> _Ready:
    if name in {one.id for one in pack_store.packs()}:
        raise RuleError(f"{name!r} is the id of a pack", hint="--name NAME gives the collection another")
    rules = load_rules([base], packs=False)
    usable, count = len(rules.cards), len(rules.cards) + len(rules.unusable)
    if not usable:
        raise RuleError(f"none of {count} rules can be used: {rules.unusable[0].why}")
    before = next((one for one in installed() if one.name == name), None)
    needed = max(least * count, least * before.rules if before else 0)
    if usable < needed:
        raise RuleError(
            f"only {usable:,} of {count:,} rules can be used, and at least {needed:,.0f} should be",
            hint="--force takes them all the same",
        )
    found = version or _version(base) or digest[:12]
    return _Ready(_record(name, "rules", found, origin, digest, base, rules), base, rules)


def _record(name: str, kind: str, version: str, origin: str, digest: str, source: Path, rules: RuleSet) -> Installed:
    made = {
        "name": name,
        "kind": kind,
        "version": version,
        "origin": origin,
        "sha256": digest,
        "licence": _licence(source),
        "rules": len(rules.cards),
        "unusable": len(rules.unusable),
    }
    return msgspec.convert(made, Installed)


def _version(base: Path) -> str | None:
    """Return what a file named version says in one short line, as SigmaHQ's releases have it."""
    for path in (*sorted(base.glob("version*")), *sorted(base.glob("*/version*"))):
        found = re.search(
            r"r?\d{4}-\d{2}-\d{2}|v?\d+(?:\.\d+)+", path.read_text(encoding="utf-8", errors="replace")[:_BEGIN]
        )
        if found:
            return found[0]
    return None


def _licence(base: Path) -> str | None:
    """Return the first line of a licence that came along, else what the rules say of themselves."""
    for path in (*sorted(base.glob("*")), *sorted(base.glob("*/*"))):
        if path.is_file() and _LICENCE.match(path.name):
            lines = path.read_text(encoding="utf-8", errors="replace")[:_BEGIN].splitlines()
            first = next((line.strip(" #*=") for line in lines if line.strip(" #*=")), "")
            return f"{path.name}: {first}"[:120]
    named = {
        found[1].decode("utf-8", "replace").strip()
        for _, content in rule_files(base)
        if (found := _OWN_LICENCE.search(content[:_BEGIN]))
    }
    return ", ".join(sorted(named))[:120] or None


def _check_apart(ready: Sequence[_Ready]) -> None:
    """Refuse packs with an id, or rules with an id, that something else has already."""
    names: set[str] = set()
    own = {one.installed.name for one in ready}
    owners: dict[str, str] = {}
    for pack in pack_store.packs():
        if pack.id not in own:
            owners |= {rule.rule: pack.id for step in pack.steps for rule in step.rules}
    for one in ready:
        if one.installed.name in names:
            raise RuleError(f"two packs have the id {one.installed.name!r}", where=str(one.source / PACK))
        names.add(one.installed.name)
        if one.installed.kind != "pack":
            continue
        for card in one.rules.cards:
            if card.info.id in owners:
                where = str(one.source / "rules" / Path(card.path).name)
                raise RuleError(f"the rule's id is that of a rule of the pack {owners[card.info.id]!r}", where=where)
            owners[card.info.id] = one.installed.name


def _compared(ready: _Ready) -> tuple[Installed | None, Difference]:
    """Say what is installed under the name now, and what changes among the rules."""
    name = ready.installed.name
    before = next((one for one in installed() if one.name == name), None)
    old = load_rules([files_of(name)], packs=False) if before is not None and files_of(name).is_dir() else None
    was = {} if old is None else _asked(old)
    now = _asked(ready.rules)

    def titles(ids: Iterator[str], asked: dict[str, tuple[str, object]]) -> tuple[str, ...]:
        return tuple(f"{one} {asked[one][0]}" for one in sorted(ids))

    return before, Difference(
        added=titles(iter(now.keys() - was.keys()), now),
        removed=titles(iter(was.keys() - now.keys()), was),
        changed=titles((one for one in now.keys() & was.keys() if now[one] != was[one]), now),
    )


def _asked(rules: RuleSet) -> dict[str, tuple[str, object]]:
    """Return id -> title and everything by which a rule can differ."""
    found: dict[str, tuple[str, object]] = {}
    for one in rules.rules:
        card = one.card
        found[card.info.id] = (card.info.title, (card.info, card.logsource, one.condition))
    for other in rules.correlations:
        found[other.card.info.id] = (other.card.info.title, (other.card.info, other.rules))
    return found


def _put(ready: _Ready) -> None:
    """Copy into a folder beside the place, then change places; what was there goes last."""
    name = ready.installed.name
    try:
        folder().mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder(), prefix=".adding-") as kept:
            fresh, old = Path(kept) / "new", Path(kept) / "old"
            for one in _files(ready.source):
                target = fresh / one.relative_to(ready.source)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(one, target)
            record_of(name).unlink(missing_ok=True)
            if files_of(name).exists():
                files_of(name).rename(old)
            fresh.rename(files_of(name))
            part = Path(kept) / "record"
            part.write_bytes(msgspec.json.format(msgspec.json.encode(ready.installed), indent=1) + b"\n")
            part.replace(record_of(name))
    except OSError as error:
        raise RuleError(f"cannot be installed: {error.strerror}", where=str(folder())) from error
