"""Rule sets: Sigma rules of files, folders and archives, each read or listed with the reason why it cannot be used.

In: paths. Out: a `RuleSet`. One bad rule never stops the others; its file, line and reason are kept.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from dataclasses import replace as changed
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from tocsin.hunting.conditions import Condition
from tocsin.hunting.correlations import Correlation, resolve, silent, with_bases
from tocsin.hunting.field_names import taxonomies_of
from tocsin.hunting.given import Given
from tocsin.hunting.progress import Phase, Progress
from tocsin.hunting.rule_files import rule_files, stamps
from tocsin.knowledge import kept
from tocsin.knowledge import packs as pack_store
from tocsin.knowledge.installed import Installed, files_of, installed
from tocsin.knowledge.taxonomies import digest as taxonomies_digest
from tocsin.model.errors import RuleError
from tocsin.model.rules import RuleCard, UnusableRule
from tocsin.model.tuning import Tuned

if TYPE_CHECKING:
    from tocsin.hunting.pipelines import Pipelines

KEPT_FROM = 200
"""From how many files on what was read of them is kept on disk."""
SIGMA_VERSION = version("pysigma")
READING = 2
"""Counts up when rules come to mean something else, so that what was kept before is read again."""
_RULES = "ruleset"
_DIGESTS = "rule-digests"
_TICK_NS = 2_000_000_000
"""How coarse the clock of a file system is, at most."""
LEVELS = ("informational", "low", "medium", "high", "critical")

_CONDITION = msgspec.msgpack.Decoder(Condition)


class Rule:
    """A rule that can be used: its card and what it asks. Frozen."""

    __slots__ = ("_asked", "_card", "id")

    def __init__(self, card: RuleCard, condition: Condition | msgspec.Raw) -> None:
        """Take a condition, or one as MessagePack, which is read when it is asked for."""
        self.id = card.info.id
        self._card: RuleCard | msgspec.Raw = card
        self._asked = condition

    @classmethod
    def packed_as(cls, identifier: str, card: msgspec.Raw, condition: msgspec.Raw) -> Rule:
        """Return a rule whose parts are there as MessagePack: of thousands, most are never asked for their cards."""
        rule = cls.__new__(cls)
        rule.id, rule._card, rule._asked = identifier, card, condition
        return rule

    @property
    def card(self) -> RuleCard:
        """What the rule is."""
        if isinstance(self._card, msgspec.Raw):
            self._card = msgspec.msgpack.decode(self._card, type=RuleCard)
        return self._card

    @property
    def condition(self) -> Condition:
        """What the rule asks of an event."""
        if isinstance(self._asked, msgspec.Raw):
            self._asked = _CONDITION.decode(self._asked)
        return self._asked

    @property
    def packed(self) -> bytes:
        """What the rule asks, as MessagePack."""
        return bytes(self._asked) if isinstance(self._asked, msgspec.Raw) else msgspec.msgpack.encode(self._asked)

    def at_level(self, level: str) -> Rule:
        """Return the rule with another level."""
        return Rule(replace(self.card, info=replace(self.card.info, level=level)), self._asked)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Rule) and (self.card, self.condition) == (other.card, other.condition)

    def __hash__(self) -> int:
        return hash(self.id)


class Exclusion(Struct, frozen=True):
    """Events that a user does not want to see of these rules."""

    name: str
    reason: str | None
    place: str
    rules: frozenset[str]
    condition: Condition


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Rules in the order of their ids, those that cannot be used, and a digest of everything that was read.

    A correlation stands after those it refers to. Hits of the rules and correlations in `hidden` are not shown: they
    are there for correlations only. `exclusions` and `tuned` are what the user's tuning asks for and did.
    """

    rules: tuple[Rule, ...]
    unusable: tuple[UnusableRule, ...]
    digest: str
    correlations: tuple[Correlation, ...] = ()
    hidden: frozenset[str] = frozenset()
    exclusions: tuple[Exclusion, ...] = ()
    tuned: tuple[Tuned, ...] = ()
    sets: tuple[str, ...] = ()  # what was read: packs and installed collections with their versions, paths as given
    _by_id: dict[str, Rule] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {rule.id: rule for rule in self.rules})

    def rule(self, identifier: str) -> Rule | None:
        """Return the rule of this id."""
        return self._by_id.get(identifier)

    def card(self, identifier: str) -> RuleCard | None:
        """Return what the rule or correlation of this id is."""
        rule = self._by_id.get(identifier)
        if rule is not None:
            return rule.card
        return next((one.card for one in self.correlations if one.card.info.id == identifier), None)

    @property
    def cards(self) -> tuple[RuleCard, ...]:
        """What each rule and each correlation is."""
        return tuple(one.card for one in (*self.rules, *self.correlations))

    def named(self, text: str) -> tuple[Rule, ...]:
        """Return the rule of this id, else those whose id or title begins so, without regard to case."""
        exact = tuple(rule for rule in self.rules if rule.id == text)
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
        return self.only(lambda card: LEVELS.index(card.info.level) >= LEVELS.index(level), level)

    def only(self, wanted: Callable[[RuleCard], bool], label: str) -> RuleSet:
        """Return the rules and correlations that are wanted, and, hidden, what those correlations refer to.

        `label` says what was asked; it becomes part of the digest.
        """
        shown = frozenset(card.info.id for card in self.cards if wanted(card)) - self.hidden
        correlations = with_bases((one for one in self.correlations if one.card.info.id in shown), self.correlations)
        needed = {rule for one in correlations for rule in one.rules}
        rules = tuple(rule for rule in self.rules if rule.id in shown or rule.id in needed)
        hidden = frozenset(one.card.info.id for one in (*rules, *correlations)) - shown
        digest = f"{self.digest}:{label}"
        return changed(self, rules=rules, digest=digest, correlations=correlations, hidden=hidden)


def load_rules(
    paths: Sequence[str | Path] = (),
    *,
    packs: bool = True,
    values: Mapping[str, Sequence[str]] | None = None,
    pipelines: Pipelines | None = None,
    taxonomy: str | None = None,
    progress: Progress | None = None,
) -> RuleSet:
    """Read the rules below `paths`, and with `packs` those of the packs and those that the user has installed.

    `values` are those of placeholders, `pipelines` what `load_pipelines` gave; `taxonomy` is that of rules which
    declare none. Raises `RuleError` for a path that does not exist or holds no rule at all, or an unknown taxonomy.
    """
    if taxonomy is not None:
        taxonomies_of(taxonomy)
    given = {name: tuple(texts) for name, texts in sorted((values or {}).items())}
    steps = None if pipelines is None else pipelines.digest
    asked = msgspec.json.encode((SIGMA_VERSION, READING, given, steps, taxonomy, taxonomies_digest()))
    stamp = _stamp(paths, packs=packs, asked=asked)
    key = None if stamp is None else _digest_at(stamp)
    found = None if key is None else _as_kept(key)
    if found is None:
        files = rule_sources(paths, packs=packs)
        digest = hashlib.sha256(asked)
        for name, content in files:
            digest.update(name.encode("utf-8", "surrogateescape") + b"\0" + hashlib.sha256(content).digest())
        key = digest.hexdigest()
        found = _as_kept(key) if len(files) >= KEPT_FROM else None
        if found is None:
            found = _parse(files, Given(given, pipelines, taxonomy), key, progress)
            if len(files) >= KEPT_FROM:
                _keep(found)
        if stamp is not None and len(files) >= KEPT_FROM:
            kept.store(_DIGESTS, stamp, key.encode())
    return changed(found, sets=_sets(paths, packs=packs))


def _stamp(paths: Sequence[str | Path], *, packs: bool, asked: bytes) -> str | None:
    """Return a digest that is another one when a file of rules is, without reading one.

    None: that is not certain, since a file was written just now and may be written to again within the same tick.
    """
    folders = [(pack.id, Path(pack.rules_path)) for pack in (pack_store.packs() if packs else ())]
    folders += [(one.name, files_of(one.name)) for one in (_collections() if packs else [])]
    try:
        found = [(name, stamps(path)) for name, path in [*folders, *((str(path), Path(path)) for path in paths)]]
    except OSError:
        return None  # whoever reads it says what is wrong
    latest = max((max(stamp[2:4]) for _, files in found for stamp in files), default=0)
    if latest > time.time_ns() - _TICK_NS:
        return None
    told = hashlib.sha256(asked)
    for name, files in found:
        names = "\0".join([name, str(len(files)), *(file for file, *_ in files)])
        told.update(names.encode("utf-8", "surrogateescape"))
        told.update(msgspec.msgpack.encode([stamp[1:] for stamp in files]))
    return told.hexdigest()


def _digest_at(stamp: str) -> str | None:
    """Return the digest that files of rules had with these stamps."""
    stored = kept.load(_DIGESTS, stamp)
    return None if stored is None else stored.decode("ascii", "replace")


def _as_kept(key: str) -> RuleSet | None:
    """Return the rule set of a digest, if it is kept."""
    found = _kept(key)
    if found is None:
        return None
    raw = msgspec.Raw
    rules = tuple(Rule.packed_as(rule.id, raw(rule.card), raw(rule.condition)) for rule in found.rules)
    return RuleSet(rules, found.unusable, key, found.correlations, found.hidden)


def _sets(paths: Sequence[str | Path], *, packs: bool) -> tuple[str, ...]:
    """Say which packs, installed collections and paths rules are read from."""
    named: list[str] = []
    if packs:
        built_in = {pack.id for pack in pack_store.built_in()}
        named += [
            f"{pack.id} {pack.version}" + ("" if pack.id in built_in else " (installed)") for pack in pack_store.packs()
        ]
        named += [f"{one.name} {one.version} (installed)" for one in _collections()]
    return (*named, *map(str, paths))


def _collections() -> list[Installed]:
    return [one for one in installed() if one.kind == "rules"]


def rule_sources(paths: Sequence[str | Path] = (), *, packs: bool = True) -> list[tuple[str, bytes]]:
    """Return the name and content of every file that `load_rules` reads; `RuleCard.path` is such a name."""
    files: list[tuple[str, bytes]] = []
    if packs:
        for pack in pack_store.packs():
            folder = Path(pack.rules_path)
            files += [(f"{pack.id}/{path.name}", path.read_bytes()) for path in sorted(folder.glob("*.yml"))]
        for one in _collections():
            files += rule_files(files_of(one.name))
    for path in map(Path, paths):
        found = list(rule_files(path))
        if not found:
            raise RuleError("no Sigma rule (.yml, .yaml) there", where=str(path), hint="give a file, folder or archive")
        files += found
    return files


class _KeptRule(Struct, frozen=True, array_like=True):
    id: str
    card: memoryview  # as MessagePack, which stands here as bytes: they are passed over at once
    condition: memoryview


class _Kept(Struct, frozen=True):
    """What reading rules comes to, as it is kept on disk: reading thousands of them takes seconds."""

    rules: tuple[_KeptRule, ...]
    unusable: tuple[UnusableRule, ...]
    correlations: tuple[Correlation, ...]
    hidden: frozenset[str]


def _kept(key: str) -> _Kept | None:
    stored = kept.load(_RULES, key)
    if stored is None:
        return None
    try:
        return msgspec.msgpack.decode(stored, type=_Kept)
    except (msgspec.DecodeError, RecursionError):
        kept.forget(_RULES, key)
        return None


def _keep(found: RuleSet) -> None:
    encode = msgspec.msgpack.encode
    rules = tuple(
        _KeptRule(rule.id, memoryview(encode(rule.card)), memoryview(encode(rule.condition))) for rule in found.rules
    )
    kept.store(_RULES, found.digest, encode(_Kept(rules, found.unusable, found.correlations, found.hidden)))


def _parse(files: Sequence[tuple[str, bytes]], given: Given, digest: str, progress: Progress | None) -> RuleSet:
    from tocsin.hunting.filters import Filter, filtered
    from tocsin.hunting.sigma_rules import read_rules  # pySigma takes its time to load

    found: dict[str, Rule | Correlation] = {}
    filters: list[Filter] = []
    unusable: list[UnusableRule] = []
    if progress is not None:
        progress.begin(Phase.PARSING, len(files))
    for name, content in files:
        if progress is not None:
            progress.add()
        for read in read_rules(name, content, given):
            if isinstance(read, UnusableRule):
                unusable.append(read)
            elif isinstance(read, Filter):
                filters.append(read)
            else:
                known = found.setdefault(read.card.info.id, read)
                if not _same(known, read):
                    why = f"its id is that of another rule: {known.card.path}"
                    unusable.append(UnusableRule(path=name, why=why, id=read.card.info.id))
    rules, refused = filtered([rule for _, rule in sorted(found.items()) if isinstance(rule, Rule)], filters)
    drafts = [draft for _, draft in sorted(found.items()) if isinstance(draft, Correlation)]
    cards = [rule.card for rule in rules]
    correlations, unresolved = resolve(drafts, cards, unusable)
    correlations = given.with_names(correlations, cards)
    return RuleSet(rules, (*unusable, *refused, *unresolved), digest, correlations, silent(correlations))


def _same(one: Rule | Correlation, other: Rule | Correlation) -> bool:
    """Say whether two rules of one id ask the same."""
    if isinstance(one, Rule) and isinstance(other, Rule):
        return (one.condition, one.card.logsource) == (other.condition, other.card.logsource)
    if isinstance(one, Correlation) and isinstance(other, Correlation):
        return replace(one, card=other.card, line=other.line, lines=other.lines) == other
    return False
