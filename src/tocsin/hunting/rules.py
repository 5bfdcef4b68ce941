"""Rule sets: Sigma rules of files, folders and archives, each read or listed with the reason why it cannot be used.

In: paths. Out: a `RuleSet`. One bad rule never stops the others; its file, line and reason are kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import msgspec
from msgspec import Struct

from tocsin.hunting import cache
from tocsin.hunting.conditions import Condition
from tocsin.hunting.rule_files import rule_files
from tocsin.knowledge import packs as pack_store
from tocsin.model.errors import RuleError
from tocsin.model.rules import RuleCard, UnusableRule

KEPT_FROM = 200
"""From how many files on what was read of them is kept on disk."""
SIGMA_VERSION = version("pysigma")
LEVELS = ("informational", "low", "medium", "high", "critical")


class Rule:
    """A rule that can be used: its card and what it asks. Frozen."""

    __slots__ = ("_asked", "card")

    def __init__(self, card: RuleCard, condition: Condition | msgspec.Raw) -> None:
        """Take a condition, or one as MessagePack, which is read when it is asked for."""
        self.card = card
        self._asked = condition

    @property
    def condition(self) -> Condition:
        """What the rule asks of an event."""
        if isinstance(self._asked, msgspec.Raw):
            self._asked = msgspec.msgpack.decode(self._asked, type=Condition)
        return self._asked

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Rule) and (self.card, self.condition) == (other.card, other.condition)

    def __hash__(self) -> int:
        return hash(self.card.info.id)


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
        found = list(rule_files(path))
        if not found:
            raise RuleError("no Sigma rule (.yml, .yaml) there", where=str(path), hint="give a file, folder or archive")
        files += found
    digest = hashlib.sha256(SIGMA_VERSION.encode())
    for name, content in files:
        digest.update(name.encode("utf-8", "surrogateescape") + b"\0" + hashlib.sha256(content).digest())
    key = digest.hexdigest()
    kept = _kept(key) if len(files) >= KEPT_FROM else None
    if kept is None:
        rules, unusable = _parse(files)
        if len(files) >= KEPT_FROM:
            _keep(key, rules, unusable)
        return RuleSet(rules, unusable, key)
    return RuleSet(tuple(Rule(rule.card, rule.condition) for rule in kept.rules), kept.unusable, key)


class _KeptRule(Struct, frozen=True, array_like=True):
    card: RuleCard
    condition: msgspec.Raw


class _Kept(Struct, frozen=True):
    """What reading rules comes to, as it is kept on disk: reading thousands of them takes seconds."""

    rules: tuple[_KeptRule, ...]
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


def _keep(key: str, rules: tuple[Rule, ...], unusable: tuple[UnusableRule, ...]) -> None:
    encode = msgspec.msgpack.encode
    kept = tuple(_KeptRule(rule.card, msgspec.Raw(encode(rule.condition))) for rule in rules)
    cache.store("rules", key, encode(_Kept(kept, unusable)))


def _parse(files: Iterable[tuple[str, bytes]]) -> tuple[tuple[Rule, ...], tuple[UnusableRule, ...]]:
    from tocsin.hunting.sigma_rules import read_rules  # pySigma takes its time to load

    rules: dict[str, Rule] = {}
    unusable: list[UnusableRule] = []
    for name, content in files:
        for rule in read_rules(name, content):
            if isinstance(rule, UnusableRule):
                unusable.append(rule)
                continue
            known = rules.setdefault(rule.card.info.id, rule)
            if (known.condition, known.card.logsource) != (rule.condition, rule.card.logsource):
                why = f"its id is that of another rule: {known.card.path}"
                unusable.append(UnusableRule(path=name, why=why, id=rule.card.info.id))
    return tuple(rules[key] for key in sorted(rules)), tuple(unusable)
