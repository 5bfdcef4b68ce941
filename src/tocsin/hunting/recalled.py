"""What rules found in a lake before: a hunt reads only what rules and groups of rows need that are new.

In: the rules of a hunt and slices of lakes. Out: the slices with the rows in which rules that were hunted with before
are true, and a matcher of the rules that were not; what was added to a lake is a slice by itself. Rows are kept by rule
(what it asks, not what it is called) and by group of rows (the file it lies in as that lies on disk), in the user's
cache: a lake of others cannot bring any. What a hit shows is read again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path

import msgspec
import numpy as np

from tocsin import __version__
from tocsin.collecting.batches import ALL_FIELDS, EventBatch, Unit, Wanted
from tocsin.collecting.coverage import Survey
from tocsin.collecting.lake_slices import LakeSlice, Piece, blocks_of, part_of
from tocsin.hunting.match import Matcher
from tocsin.hunting.plan import plan_of
from tocsin.hunting.rules import Rule, RuleSet
from tocsin.hunting.table import Rows
from tocsin.knowledge import kept as disk
from tocsin.knowledge.logs import logs
from tocsin.model.evidence import Rejected

FORM = 2
"""Counts up when rules come to mean something else, or what is kept takes another form."""

MOST_BYTES = 256 << 20
"""How much is kept of what was found, at most; what was kept longest ago goes first."""

_FOUND, _RULES = "found", "found-with"
_DIGEST = 16
_SETS = 64
"""Sets of rules that a group of rows was hunted with, at most: those before count as not hunted with."""


class _Kept(msgspec.Struct, frozen=True):
    """Sets of rules that were hunted with (names of entries), and the rows of the group where a rule is true (int64).

    Rules are meant by their digests; rows of one that is in none of the sets are of no use.
    """

    hunted: tuple[str, ...] = ()
    found: dict[bytes, bytes] = {}


@dataclass(frozen=True, slots=True)
class _Block:
    """Rows of a slice that are of one group of rows; `key` names what is kept of them."""

    key: str
    begin: int
    rows: int
    kept: _Kept


@dataclass(frozen=True, slots=True)
class Recalled:
    """A slice of a lake in which some rules were hunted with before. A unit like the slice itself.

    `found` has the rows by the number of the rule; `matcher` is that of the others, whose numbers are in `numbers`;
    None where there are no others.
    """

    part: LakeSlice
    blocks: tuple[_Block, ...]
    digests: tuple[bytes, ...]
    found: Mapping[int, Rows]
    matcher: Matcher | None
    numbers: tuple[int, ...]

    @property
    def recalled(self) -> Recalled:
        """The unit itself, also for who has it wrapped."""
        return self

    @property
    def path(self) -> str:
        """As of the slice."""
        return self.part.path

    @property
    def size(self) -> int:
        """As of the slice."""
        return self.part.size

    @property
    def format(self) -> str:
        """As of the slice."""
        return self.part.format

    @property
    def why(self) -> str:
        """As of the slice."""
        return self.part.why

    @property
    def families(self) -> tuple[str, ...]:
        """As of the slice."""
        return self.part.families

    def survey(self) -> Survey:
        """As of the slice."""
        return self.part.survey()

    def slices(self) -> tuple[Unit, ...]:
        """Return the unit itself."""
        return (self,)

    def read(self, wanted: Wanted = ALL_FIELDS) -> Iterator[EventBatch | Rejected]:
        """Yield events of those groups in which something was found, or somebody looks at something now."""
        rows = np.unique(np.concatenate([np.empty(0, np.int64), *self.found.values()]))
        chosen = tuple(
            piece
            for piece in self.part.pieces
            if np.searchsorted(rows, piece.begin) < np.searchsorted(rows, piece.begin + piece.group.rows)
            or (self.matcher is not None and wanted.looked_at(piece.group.family, piece.group.kinds))
        )
        asked = ALL_FIELDS if self.matcher is None else replace(wanted, looks_at=None)
        yield from replace(self.part, pieces=chosen).read(asked)

    def match(self, batch: EventBatch, fresh: dict[int, list[Rows]]) -> Iterator[tuple[int, Rows]]:
        """Yield (number of the rule, rows of the batch), by rule; `fresh` gets the rows of the slice of new rules."""
        if batch.rows is None:
            raise ValueError("events of a lake without their numbers")
        matched: dict[int, Rows] = {}
        if self.matcher is not None:
            for number, rows in self.matcher.match(batch):
                matched[self.numbers[number]] = rows
                fresh.setdefault(self.numbers[number], []).append(batch.rows[rows])
        for number, known in self.found.items():
            begin, end = np.searchsorted(known, [batch.rows[0], batch.rows[-1] + 1])
            at = np.searchsorted(batch.rows, known[begin:end])
            at = at[batch.rows[at] == known[begin:end]]
            if len(at):
                matched[number] = at
        for number in sorted(matched):
            yield number, matched[number]

    def keep(self, fresh: Mapping[int, Sequence[Rows]]) -> None:
        """Keep what the new rules found, once the whole slice was read."""
        if self.matcher is None:
            return
        own = b"".join(sorted(self.digests[number] for number in self.numbers))
        name = hashlib.sha256(own).hexdigest()
        disk.store(_RULES, name, own)
        found = {self.digests[number]: np.sort(np.concatenate(rows)) for number, rows in fresh.items()}
        for block in self.blocks:
            kept = dict(block.kept.found)
            for digest, rows in found.items():
                begin, end = np.searchsorted(rows, [block.begin, block.begin + block.rows])
                if begin < end:
                    kept[digest] = (rows[begin:end] - block.begin).tobytes()
                else:
                    kept.pop(digest, None)
            hunted = (*(one for one in block.kept.hunted if one != name), name)[-_SETS:]
            disk.store(_FOUND, block.key, msgspec.msgpack.encode(_Kept(hunted, kept)))


def recall(matcher: Matcher, parts: Sequence[Unit]) -> list[Unit]:
    """Return the parts, those of lakes with what the rules of a matcher found in them before."""
    if not any(isinstance(part, LakeSlice) for part in parts) or disk.ready() is None:
        return list(parts)
    disk.prune(_FOUND, MOST_BYTES)
    remembering = _Remembering(matcher)
    return [one for part in parts for one in (remembering.parts(part) if isinstance(part, LakeSlice) else [part])]


class _Remembering:
    """The rules of one hunt, and which of them are new to what."""

    def __init__(self, matcher: Matcher) -> None:
        self._rules = matcher.plan.rules
        self._digests = tuple(map(_digest, self._rules))
        self._catalogue = hashlib.sha256(msgspec.msgpack.encode(logs())).hexdigest()
        every = tuple(range(len(self._rules)))
        self._matchers: dict[tuple[int, ...], Matcher | None] = {(): None, every: matcher}
        self._sets: dict[str, frozenset[bytes]] = {}
        self._new: dict[tuple[str, ...], tuple[int, ...]] = {(): every}

    def parts(self, part: LakeSlice) -> Iterator[Unit]:
        """Yield parts of a slice: groups of rows to which the same rules are new are together."""
        together: dict[tuple[int, ...], list[tuple[tuple[Piece, ...], str, _Kept]]] = {}
        for pieces in blocks_of(part.pieces):
            key = _key(part.folder, pieces, self._catalogue)
            if key is None:  # a file is gone: a loss, which reading tells
                yield part
                return
            kept = _load(key)
            together.setdefault(self._unknown(kept.hunted), []).append((pieces, key, kept))
        observed = part.observed
        for numbers, members in together.items():
            own = replace(part_of(part, [piece for pieces, _, _ in members for piece in pieces]), observed=observed)
            observed = ()
            sizes = [sum(piece.group.rows for piece in pieces) for pieces, _, _ in members]
            begins = [0, *accumulate(sizes)]
            blocks = tuple(
                _Block(key, begin, rows, kept)
                for (_, key, kept), begin, rows in zip(members, begins, sizes, strict=False)
            )
            yield Recalled(own, blocks, self._digests, self._found(blocks, numbers), self._matcher(numbers), numbers)
        if not together:
            yield part

    def _unknown(self, hunted: tuple[str, ...]) -> tuple[int, ...]:
        """Return the rules that are in none of some sets."""
        if hunted not in self._new:
            known = frozenset[bytes]().union(*map(self._set, hunted))
            self._new[hunted] = tuple(number for number, digest in enumerate(self._digests) if digest not in known)
        return self._new[hunted]

    def _set(self, name: str) -> frozenset[bytes]:
        if name not in self._sets:
            stored = disk.load(_RULES, name) or b""
            self._sets[name] = frozenset(stored[at : at + _DIGEST] for at in range(0, len(stored), _DIGEST))
        return self._sets[name]

    def _found(self, blocks: Sequence[_Block], numbers: tuple[int, ...]) -> dict[int, Rows]:
        """Return the rows of a slice in which rules are true that are not new."""
        new = set(numbers)
        known = {digest: number for number, digest in enumerate(self._digests) if number not in new}
        found: dict[int, list[Rows]] = {}
        for block in blocks:
            for digest, rows in block.kept.found.items():
                if digest in known:
                    found.setdefault(known[digest], []).append(np.frombuffer(rows, np.int64) + block.begin)
        return {number: np.concatenate(rows) for number, rows in found.items()}

    def _matcher(self, numbers: tuple[int, ...]) -> Matcher | None:
        if numbers not in self._matchers:
            some = tuple(self._rules[number] for number in numbers)
            whole = hashlib.sha256(b"".join(self._digests[number] for number in numbers)).hexdigest()
            self._matchers[numbers] = Matcher(plan_of(RuleSet(some, (), f"recalled:{whole}")))
        return self._matchers[numbers]


def _digest(rule: Rule) -> bytes:
    """Return a digest of what a rule asks of which events."""
    return hashlib.sha256(msgspec.msgpack.encode(rule.card.logsource) + rule.packed).digest()[:_DIGEST]


def _key(folder: str, pieces: Sequence[Piece], catalogue: str) -> str | None:
    """Return a digest of rows of a group and of the file they are read from; None where that is gone."""
    group = pieces[0].group
    try:
        status = Path(folder, group.file).stat()
    except OSError:
        return None
    told: list[object] = [FORM, __version__, catalogue, str(Path(folder).resolve()), group.file, group.number]
    told += [status.st_size, status.st_mtime_ns, status.st_ctime_ns]
    told += [(piece.group.begin, piece.group.rows) for piece in pieces]
    return hashlib.sha256(repr(told).encode("utf-8", "backslashreplace")).hexdigest()


def _load(key: str) -> _Kept:
    stored = disk.load(_FOUND, key)
    if stored is not None:
        try:
            return msgspec.msgpack.decode(stored, type=_Kept)
        except msgspec.DecodeError:
            disk.forget(_FOUND, key)
    return _Kept()
