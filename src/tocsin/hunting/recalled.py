"""What rules found in a lake before: a hunt with a changed rule set reads only what the new rules need.

In: the rules of a hunt and slices of lakes. Out: the slices with the rows in which rules that were hunted with before
are true, and a matcher of the rules that were not. Rows are kept by rule (what it asks, not what it is called) and by
slice (its files as they lie on disk), in the user's cache: a lake of others cannot bring any. What a hit shows is read
again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

import msgspec
import numpy as np

from tocsin import __version__
from tocsin.collecting import kept as disk
from tocsin.collecting.batches import ALL_FIELDS, EventBatch, Unit, Wanted
from tocsin.collecting.coverage import Survey
from tocsin.collecting.lake_slices import LakeSlice
from tocsin.hunting.match import Matcher
from tocsin.hunting.plan import plan_of
from tocsin.hunting.rules import Rule, RuleSet
from tocsin.hunting.table import Rows
from tocsin.knowledge.logs import logs
from tocsin.model.evidence import Rejected

FORM = 1
"""Counts up when rules come to mean something else, or what is kept takes another form."""

_KIND = "found"


class _Kept(msgspec.Struct, frozen=True):
    """Rules that were hunted with, by their digests, and rows of the slice where they are true (int64, as bytes)."""

    hunted: frozenset[bytes]
    found: dict[bytes, bytes]


@dataclass(frozen=True, slots=True)
class Recalled:
    """A slice of a lake in which some rules were hunted with before. A unit like the slice itself.

    `found` has the rows by the number of the rule; `matcher` is that of the others, whose numbers are in `numbers`;
    None where there are no others.
    """

    part: LakeSlice
    key: str
    kept: _Kept
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
        found = {self.digests[number]: np.concatenate(rows).tobytes() for number, rows in fresh.items()}
        hunted = self.kept.hunted | {self.digests[number] for number in self.numbers}
        disk.store(_KIND, self.key, msgspec.msgpack.encode(_Kept(hunted, {**self.kept.found, **found})))


def recall(matcher: Matcher, parts: Sequence[Unit]) -> list[Unit]:
    """Return the parts, those of lakes with what the rules of a matcher found in them before."""
    if not any(isinstance(part, LakeSlice) for part in parts) or disk.ready() is None:
        return list(parts)
    rules = matcher.plan.rules
    digests = tuple(map(_digest, rules))
    catalogue = hashlib.sha256(msgspec.msgpack.encode(logs())).hexdigest()
    matchers: dict[tuple[int, ...], Matcher | None] = {(): None, tuple(range(len(rules))): matcher}
    return [
        _recalled(part, rules, digests, catalogue, matchers) if isinstance(part, LakeSlice) else part for part in parts
    ]


def _recalled(
    part: LakeSlice,
    rules: Sequence[Rule],
    digests: tuple[bytes, ...],
    catalogue: str,
    matchers: dict[tuple[int, ...], Matcher | None],
) -> Unit:
    key = _key(part, catalogue)
    if key is None:
        return part
    kept = _load(key)
    numbers = tuple(number for number, digest in enumerate(digests) if digest not in kept.hunted)
    if numbers not in matchers:
        some = tuple(rules[number] for number in numbers)
        whole = hashlib.sha256(b"".join(digests[number] for number in numbers)).hexdigest()
        matchers[numbers] = Matcher(plan_of(RuleSet(some, (), f"recalled:{whole}")))
    found = {
        number: np.sort(np.frombuffer(kept.found[digest], np.int64))
        for number, digest in enumerate(digests)
        if digest in kept.found
    }
    return Recalled(part, key, kept, digests, found, matchers[numbers], numbers)


def _digest(rule: Rule) -> bytes:
    """Return a digest of what a rule asks of which events."""
    return hashlib.sha256(msgspec.msgpack.encode(rule.card.logsource) + rule.packed).digest()[:16]


def _key(part: LakeSlice, catalogue: str) -> str | None:
    """Return a digest of a slice and of the files it is read from; None where one of them is gone."""
    told: list[object] = [FORM, __version__, catalogue, str(Path(part.folder).resolve())]
    try:
        for file, pieces in groupby(part.pieces, key=lambda piece: piece.group.file):
            status = Path(part.folder, file).stat()
            told.append((file, status.st_size, status.st_mtime_ns, status.st_ctime_ns))
            told += [(piece.path, piece.group.number, piece.group.begin, piece.group.rows) for piece in pieces]
    except OSError:
        return None
    return hashlib.sha256(repr(told).encode("utf-8", "backslashreplace")).hexdigest()


def _load(key: str) -> _Kept:
    stored = disk.load(_KIND, key)
    if stored is not None:
        try:
            return msgspec.msgpack.decode(stored, type=_Kept)
        except msgspec.DecodeError:
            disk.forget(_KIND, key)
    return _Kept(frozenset(), {})
