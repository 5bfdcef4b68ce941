"""Rule sets: Sigma rules of files, folders and archives, each read or listed with the reason why it cannot be used.

In: paths. Out: a `RuleSet`. One bad rule never stops the others; its file, line and reason are kept.
"""

from __future__ import annotations

import hashlib
import lzma
import re
import tarfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec
import yaml
from msgspec import Struct
from msgspec.structs import replace
from sigma.exceptions import SigmaError
from sigma.policy import SigmaPolicy
from sigma.policy.regex_engine import RE2RegexEngine
from sigma.rule import SigmaRule

from tocsin.hunting import cache
from tocsin.hunting.atoms import compiled
from tocsin.hunting.conditions import Condition, atoms_of, read_condition
from tocsin.hunting.yaml_documents import documents, weigh_detection
from tocsin.knowledge import packs as pack_store
from tocsin.model.errors import RuleError, TocsinError
from tocsin.model.logs import LogSource
from tocsin.model.rules import RuleCard, RuleInfo, UnusableRule

ENDINGS = (".yml", ".yaml")
ARCHIVES = (".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz")
MAX_RULE_BYTES = 1 << 20
KEPT_FROM = 200
"""From how many files on what was read of them is kept on disk."""
SIGMA_VERSION = version("pysigma")
LEVELS = ("informational", "low", "medium", "high", "critical")
OTHER_NAMES = {"utf16le": "wide"}  # modifiers of the specification that pySigma knows under another name


class _Expressions(RE2RegexEngine):
    """The engine with which pySigma looks whether an expression is one; says nothing on standard error."""

    def compile(self, pattern: str, flags: int = 0) -> Any:
        return compiled(pattern, bool(flags & re.IGNORECASE), bool(flags & re.MULTILINE), bool(flags & re.DOTALL))


POLICY = SigmaPolicy(regex_engine=_Expressions())


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
    _by_id: dict[str, Rule] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {rule.card.info.id: rule for rule in self.rules})

    def rule(self, identifier: str) -> Rule | None:
        """Return the rule of this id."""
        return self._by_id.get(identifier)

    @property
    def cards(self) -> tuple[RuleCard, ...]:
        """What each rule is."""
        return tuple(rule.card for rule in self.rules)

    def named(self, text: str) -> tuple[Rule, ...]:
        """Return the rule of this id, else those whose id or title begins so, without regard to case."""
        exact = tuple(rule for rule in self.rules if rule.card.info.id == text)
        begin = text.casefold()
        return exact or tuple(
            rule
            for rule in self.rules
            if rule.card.info.id.casefold().startswith(begin) or rule.card.info.title.casefold().startswith(begin)
        )

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
    digest = hashlib.sha256(SIGMA_VERSION.encode())
    for name, content in files:
        digest.update(name.encode("utf-8", "surrogateescape") + b"\0" + hashlib.sha256(content).digest())
    key = digest.hexdigest()
    kept = _kept(key) if len(files) >= KEPT_FROM else None
    if kept is None:
        kept = _parse(files)
        if len(files) >= KEPT_FROM:
            cache.store("rules", key, msgspec.msgpack.encode(kept))
    return RuleSet(kept.rules, kept.unusable, key)


class _Kept(Struct, frozen=True):
    """What reading rules comes to, as it is kept on disk: reading thousands of them takes seconds."""

    rules: tuple[Rule, ...]
    unusable: tuple[UnusableRule, ...]


def _kept(key: str) -> _Kept | None:
    stored = cache.load("rules", key)
    if stored is None:
        return None
    try:
        return msgspec.msgpack.decode(stored, type=_Kept)
    except (msgspec.DecodeError, RecursionError):
        cache.forget("rules", key)
        return None


def _parse(files: Iterable[tuple[str, bytes]]) -> _Kept:
    rules: dict[str, Rule] = {}
    unusable: list[UnusableRule] = []
    for name, content in files:
        for rule in _read(name, content):
            if isinstance(rule, UnusableRule):
                unusable.append(rule)
                continue
            known = rules.setdefault(rule.card.info.id, rule)
            if (known.condition, known.card.logsource) != (rule.condition, rule.card.logsource):
                why = f"its id is that of another rule: {known.card.path}"
                unusable.append(UnusableRule(path=name, why=why, id=rule.card.info.id))
    return _Kept(tuple(rules[key] for key in sorted(rules)), tuple(unusable))


def _files(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield (name, content) of every file below a path that can hold rules; of one too large, a byte too many."""
    if not path.exists():
        raise RuleError("there is no such file or folder", where=str(path), hint="check the path after --rules")
    if path.is_dir():
        for file in sorted(path.rglob("*")):
            if file.suffix.lower() in ENDINGS and file.is_file():
                yield str(file.relative_to(path.parent)), _begin(file)
        return
    try:
        if zipfile.is_zipfile(path):
            yield from _zipped(path)
        elif path.suffix.lower() not in ENDINGS and tarfile.is_tarfile(path):
            yield from _tarred(path)
        elif path.suffix.lower() in ARCHIVES:
            raise RuleError("the archive cannot be read: it is damaged, or of another kind", where=str(path))
        else:
            yield path.name, _begin(path)
    except (zipfile.BadZipFile, tarfile.TarError, EOFError, zlib.error, lzma.LZMAError, RuntimeError) as error:
        raise RuleError(f"the archive cannot be read: {error}", where=str(path)) from error


def _begin(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_RULE_BYTES + 1)
    except OSError as error:
        raise RuleError(f"cannot be read: {error.strerror}", where=str(path)) from error


def _zipped(path: Path) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(path) as archive:
        for member in sorted(archive.infolist(), key=lambda one: one.filename):
            if member.filename.lower().endswith(ENDINGS):
                with archive.open(member) as file:
                    yield f"{path.name}/{member.filename}", file.read(MAX_RULE_BYTES + 1)


def _tarred(path: Path) -> Iterator[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    with tarfile.open(path) as archive:
        for entry in archive:
            stream = archive.extractfile(entry) if entry.name.lower().endswith(ENDINGS) else None
            if stream is not None:
                found.append((f"{path.name}/{entry.name}", stream.read(MAX_RULE_BYTES + 1)))
    yield from sorted(found)


def _read(name: str, content: bytes) -> Iterator[Rule | UnusableRule]:
    if len(content) > MAX_RULE_BYTES:
        yield UnusableRule(path=name, why=f"larger than {MAX_RULE_BYTES >> 20} MiB")
        return
    try:
        found = list(documents(content))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        yield UnusableRule(path=name, why=f"not YAML: {error.problem}", line=line)
        return
    except RuleError as error:
        yield UnusableRule(path=name, why=error.message)
        return
    except (yaml.YAMLError, UnicodeDecodeError, ValueError) as error:
        yield UnusableRule(path=name, why=f"not YAML: {_reason(error)}")
        return
    lines = content.decode("utf-8", "replace").splitlines()
    for line, document in found:
        rule = _rule(name, line, document)
        yield rule if isinstance(rule, Rule) else replace(rule, line=_line(rule.why, lines, line))


def _line(why: str, lines: list[str], begin: int) -> int:
    """Return the line that a reason speaks of: the first that holds what it quotes, else where the rule begins."""
    before = "|" if why.startswith("Unknown modifier") else ""
    for quoted in (before + text for text in re.findall(r"'([^']+)'", why)):
        for number in range(begin, len(lines) + 1):
            if quoted in lines[number - 1]:
                return number
    return begin


def _rule(name: str, line: int, document: Any) -> Rule | UnusableRule:
    def unusable(why: str) -> UnusableRule:
        said = document.get("id") if isinstance(document, dict) else None
        return UnusableRule(path=name, why=why, id=str(said) if said is not None else None)

    if not isinstance(document, dict):
        return unusable("not a rule: no mapping of keys")
    for kind in ("correlation", "filter"):
        if kind in document:
            return unusable(f"{kind} rules are not evaluated by this version")
    if "detection" not in document:
        return unusable("no detection")
    try:
        weigh_detection(document["detection"])
        parsed = SigmaRule.from_dict(_renamed(document), collect_errors=True, policy=POLICY)
        if parsed.errors:
            return unusable("; ".join(_reason(error) for error in parsed.errors))
        condition = read_condition(parsed)
    except SigmaError as error:
        return unusable(_reason(error))
    except TocsinError as error:
        return unusable(error.message)
    except RecursionError:
        return unusable("nested too deeply")
    except Exception as error:  # noqa: BLE001 - third-party parser's edge: rules are strangers' text
        return unusable(f"{type(error).__name__}: {_reason(error)}")
    return Rule(_card(name, line, parsed, condition), condition)


def _renamed(node: Any) -> Any:
    """Return a rule with the modifiers under the names that pySigma knows."""
    if isinstance(node, list):
        return [_renamed(part) for part in node]
    if not isinstance(node, dict):
        return node
    return {_renamed_key(key): _renamed(value) for key, value in node.items()}


def _renamed_key(key: Any) -> Any:
    if not isinstance(key, str) or "|" not in key:
        return key
    field, *modifiers = key.split("|")
    return "|".join((field, *(OTHER_NAMES.get(modifier, modifier) for modifier in modifiers)))


def _reason(error: BaseException) -> str:
    return str(error).splitlines()[0][:300] if str(error) else type(error).__name__


def _card(name: str, line: int, rule: SigmaRule, condition: Condition) -> RuleCard:
    source = rule.logsource
    level = rule.level.name.lower() if rule.level is not None else "medium"
    return RuleCard(
        info=RuleInfo(
            id=str(rule.id) if rule.id is not None else hashlib.sha256(f"{name}:{line}".encode()).hexdigest()[:32],
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
