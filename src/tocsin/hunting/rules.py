"""Rule sets: Sigma rules of files, folders and archives, each read or listed with the reason why it cannot be used.

In: paths. Out: a `RuleSet`. One bad rule never stops the others; its file, line and reason are kept.
"""

from __future__ import annotations

import hashlib
import tarfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from msgspec import Struct
from sigma.exceptions import SigmaError
from sigma.rule import SigmaRule

from tocsin.hunting.conditions import Condition, atoms_of, read_condition
from tocsin.knowledge import packs as pack_store
from tocsin.model.errors import RuleError, TocsinError
from tocsin.model.logs import LogSource
from tocsin.model.rules import RuleCard, RuleInfo, UnusableRule

ENDINGS = (".yml", ".yaml")
MAX_RULE_BYTES = 1 << 20
MAX_DEPTH = 40  # of nested YAML
MAX_ALIASES = 64
LEVELS = ("informational", "low", "medium", "high", "critical")

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Rule(Struct, frozen=True):
    """A rule that can be used: its card and what it asks."""

    card: RuleCard
    condition: Condition


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Rules in the order of their ids, those that cannot be used, and a digest of everything that was read."""

    rules: tuple[Rule, ...]
    unusable: tuple[UnusableRule, ...]
    digest: str

    @property
    def cards(self) -> tuple[RuleCard, ...]:
        """What each rule is."""
        return tuple(rule.card for rule in self.rules)

    def at_least(self, level: str | None) -> RuleSet:
        """Return the rules of this level and above."""
        if level is None:
            return self
        kept = tuple(rule for rule in self.rules if LEVELS.index(rule.card.info.level) >= LEVELS.index(level))
        return RuleSet(kept, self.unusable, f"{self.digest}:{level}")


def load_rules(paths: Sequence[str | Path] = (), *, packs: bool = True) -> RuleSet:
    """Read the rules below `paths`, and with `packs` those of the packs.

    Raises `RuleError` for a path that does not exist or holds no rule at all.
    """
    files: list[tuple[str, bytes]] = []
    if packs:
        for pack in pack_store.packs():
            folder = Path(pack.rules_path)
            files += [(f"{pack.id}/{path.name}", path.read_bytes()) for path in sorted(folder.glob("*.yml"))]
    for path in map(Path, paths):
        found = list(_files(path))
        if not found:
            raise RuleError("no Sigma rule (.yml, .yaml) there", where=str(path), hint="give a file, folder or archive")
        files += found
    digest = hashlib.sha256()
    rules: dict[str, Rule] = {}
    unusable: list[UnusableRule] = []
    for name, content in files:
        digest.update(name.encode("utf-8", "surrogateescape") + b"\0" + hashlib.sha256(content).digest())
        for rule in _read(name, content):
            if isinstance(rule, UnusableRule):
                unusable.append(rule)
            elif rule.card.info.id in rules and rules[rule.card.info.id].condition != rule.condition:
                why = f"its id is that of another rule: {rules[rule.card.info.id].card.path}"
                unusable.append(UnusableRule(path=name, why=why, id=rule.card.info.id))
            else:
                rules.setdefault(rule.card.info.id, rule)
    return RuleSet(tuple(rules[key] for key in sorted(rules)), tuple(unusable), digest.hexdigest())


def _files(path: Path) -> Iterator[tuple[str, bytes]]:
    if path.is_dir():
        for file in sorted(path.rglob("*")):
            if file.suffix.lower() in ENDINGS and file.is_file():
                yield str(file.relative_to(path.parent)), file.read_bytes()
    elif not path.exists():
        raise RuleError("there is no such file or folder", where=str(path), hint="check the path after --rules")
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for member in sorted(archive.infolist(), key=lambda one: one.filename):
                if member.filename.lower().endswith(ENDINGS) and member.file_size <= MAX_RULE_BYTES:
                    yield f"{path.name}/{member.filename}", archive.read(member)
    elif tarfile.is_tarfile(path):
        with tarfile.open(path) as archive:
            for entry in sorted((one for one in archive if one.isfile()), key=lambda one: one.name):
                stream = archive.extractfile(entry)
                if entry.name.lower().endswith(ENDINGS) and stream is not None:
                    yield f"{path.name}/{entry.name}", stream.read(MAX_RULE_BYTES + 1)
    else:
        yield path.name, path.read_bytes()


def _read(name: str, content: bytes) -> Iterator[Rule | UnusableRule]:
    if len(content) > MAX_RULE_BYTES:
        yield UnusableRule(path=name, why=f"larger than {MAX_RULE_BYTES >> 20} MiB")
        return
    try:
        documents = list(_documents(content))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        yield UnusableRule(path=name, why=f"not YAML: {error.problem}", line=line)
        return
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError, ValueError) as error:
        yield UnusableRule(path=name, why=f"not YAML: {str(error).splitlines()[0]}")
        return
    for line, document in documents:
        yield _rule(name, line, document)


def _documents(content: bytes) -> Iterator[tuple[int, Any]]:
    """Yield (line, document); nesting and aliases are bounded before anything is built."""
    depth = aliases = 0
    for event in yaml.parse(content, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.AliasEvent):
            aliases += 1
        if depth > MAX_DEPTH or aliases > MAX_ALIASES:
            raise ValueError(f"nested deeper than {MAX_DEPTH} or with more than {MAX_ALIASES} aliases")
    loader = _Loader(content)
    try:
        while loader.check_node():
            node = loader.get_node()
            yield node.start_mark.line + 1, loader.construct_document(node)
    finally:
        loader.dispose()


def _rule(name: str, line: int, document: Any) -> Rule | UnusableRule:
    def unusable(why: str) -> UnusableRule:
        said = document.get("id") if isinstance(document, dict) else None
        return UnusableRule(path=name, why=why, line=line, id=str(said) if said is not None else None)

    if not isinstance(document, dict):
        return unusable("not a rule: no mapping of keys")
    if "correlation" in document:
        return unusable("correlation rules are not evaluated by this version")
    if "detection" not in document:
        return unusable("no detection")
    try:
        parsed = SigmaRule.from_dict(document, collect_errors=True)
        if parsed.errors:
            return unusable("; ".join(_reason(error) for error in parsed.errors))
        condition = read_condition(parsed)
    except SigmaError as error:
        return unusable(_reason(error))
    except TocsinError as error:
        return unusable(error.message)
    except Exception as error:  # noqa: BLE001 - third-party parser's edge: rules are strangers' text
        return unusable(f"{type(error).__name__}: {_reason(error)}")
    return Rule(_card(name, parsed, condition), condition)


def _reason(error: BaseException) -> str:
    return str(error).splitlines()[0][:300] if str(error) else type(error).__name__


def _card(name: str, rule: SigmaRule, condition: Condition) -> RuleCard:
    source = rule.logsource
    level = rule.level.name.lower() if rule.level is not None else "medium"
    return RuleCard(
        info=RuleInfo(
            id=str(rule.id) if rule.id is not None else hashlib.sha256(name.encode()).hexdigest()[:32],
            title=str(rule.title or name),
            level=level,
            tags=tuple(str(tag) for tag in rule.tags),
        ),
        logsource=LogSource(product=source.product, category=source.category, service=source.service),
        path=name,
        status=rule.status.name.lower() if rule.status is not None else None,
        description=rule.description,
        author=rule.author,
        falsepositives=tuple(str(text) for text in rule.falsepositives or ()),
        fields=tuple(sorted({atom.field for atom in atoms_of(condition) if atom.field is not None})),
    )
