"""All atoms of one field, tested on the distinct values of that field.

In: atoms, and distinct values. Out: pairs (atom, value). Text is looked for by a compiled loop where that is loaded,
else by Hyperscan and Arrow, which is the same (tested). What cannot be tested on all values at once (wildcards inside,
expressions, networks, comparisons) is tested on those that can meet it: by columns where Arrow can do it, else by the
reference.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from socket import AF_INET6, inet_pton
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tocsin.collecting.columns import pc, spans
from tocsin.hunting.atoms import (
    AnyOne,
    Atom,
    Regex,
    Text,
    address_of,
    flagged,
    holds,
    network_of,
    number_of,
    wildcard_expression,
)
from tocsin.hunting.field_tests import FieldTests, Looked, Scanned, Whole
from tocsin.hunting.needle_search import NeedleSearch, search
from tocsin.hunting.patterns import Anchor, Scanner
from tocsin.hunting.prefilter import Prefilter
from tocsin.hunting.texts import Texts

Numbers = npt.NDArray[np.int64]
Pairs = tuple[Numbers, Numbers]

_FEW = 16
"""Up to how many values the reference is quicker than a column."""

_SOME = 100
"""Up to how many values a literal is looked for in one after the other."""

_STANDS = {Anchor.ANYWHERE: str.__contains__, Anchor.BEGIN: str.startswith, Anchor.END: str.endswith}
_LONG = re.compile(r"(?:\.|\(\.\)|\(\?:\.\))\{(\d{1,4}),\}")
_MAYBE_A_NUMBER = r"\A[\s\x0b\x1c-\x1f]*[+-]?[0-9]|[^\x00-\x7f]"
"""Values that may be a number; digits other than ASCII's count too."""

_COMPARED = 1 << 20
"""Comparisons of addresses with networks at a time."""

_MAPPED = 0xFFFF << 32
"""Added to an IPv4 address it is the number of that address as IPv6 has it (RFC 4291, 2.5.5.2)."""

_OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_FOUR = rf"\A{_OCTET}(\.{_OCTET}){{3}}\z"
_FOUR_PARTS = re.compile(rf"{_OCTET}(\.{_OCTET}){{3}}")
_MAYBE_AN_ADDRESS = r":|\A[^0-9]+[0-9]+\.|\.[0-9]+[^0-9]+\z"
"""IPv6, or IPv4 with blanks before or behind it."""


def by_value(found: list[Pairs]) -> Iterator[tuple[int, Numbers]]:
    """Yield the values that something holds for, and what does, in order."""
    if not any(len(atom) for atom, _ in found):
        return
    atom, value = (np.concatenate(column) for column in zip(*found, strict=True))
    order = np.lexsort((atom, value))
    atom, value = atom[order], value[order]
    begins = np.flatnonzero(np.diff(value, prepend=-1))
    ends = [*begins[1:].tolist(), len(value)]
    for begin, end, at in zip(begins.tolist(), ends, value[begins].tolist(), strict=True):
        yield at, atom[begin:end]


class Atoms(Protocol):
    """Atoms by their numbers."""

    def __getitem__(self, number: int, /) -> Atom: ...


class FieldMatcher:
    """Tests every atom of a field. Numbers of atoms are the plan's."""

    def __init__(self, atoms: Atoms, tests: FieldTests, *, engine: str = "auto") -> None:
        """Take a plan's atoms, and how those of the field were sorted; `engine` as for `Scanner`."""
        self.atoms, self.tests = atoms, tests
        self.engine = engine
        self._needles = [
            NeedleSearch(one, cased=cased) if one.owners else None
            for cased, one in zip((False, True), tests.needles, strict=True)
        ]
        self._left = [number for one in tests.needles for number in one.left]
        self._each_text = [number for number in tests.each if isinstance(atoms[number], Text)]
        self._each_other = [number for number in tests.each if not isinstance(atoms[number], Text)]
        expressions = {number: atom for number in tests.expressions if isinstance(atom := atoms[number], Regex)}
        self._prefilter = Prefilter(expressions, engine=engine) if expressions else None
        self._numbers: dict[int | float, list[int]] = {}
        for number in tests.numbers:
            self._numbers.setdefault(atoms[number].number, []).append(number)  # type: ignore[union-attr]
        self._networks = {number: atoms[number].network for number in tests.networks}  # type: ignore[union-attr]

    def pairs(self, texts: Texts) -> Pairs:
        """Return (atom, value) for every atom that holds for a value, ordered by atom, then by value."""
        atom, value = self.pairs_as_found(texts)
        order = np.lexsort((value, atom))
        return atom[order], value[order]

    def pairs_as_found(self, texts: Texts) -> Pairs:
        """Return what `pairs` does, in no order."""
        found = [pair for pair in self._found(texts) if len(pair[0])] if len(texts) else []
        empty = np.empty(0, np.int64)
        return np.concatenate([empty, *(one for one, _ in found)]), np.concatenate([empty, *(two for _, two in found)])

    @cached_property
    def _whole(self) -> list[_Lookup | None]:
        return [None if one is None else _Lookup(one) for one in self.tests.whole]

    @cached_property
    def _scans(self) -> list[_Scan | None]:
        return [None if one is None else _Scan(one, self.engine) for one in self.tests.scanned]

    def _found(self, texts: Texts) -> Iterator[Pairs]:
        yield from self.texts_found(texts)
        yield from self.others_found(texts)
        yield from self.expressions_found(texts)

    def texts_found(self, texts: Texts) -> Iterator[Pairs]:
        """Yield (atom, value) for the atoms about text."""
        by_needles = self.engine == "auto" and search.is_loaded and any(self._needles)
        return self._by_needles(texts) if by_needles else self._by_columns(texts)

    def expressions_found(self, texts: Texts) -> Iterator[Pairs]:
        """Yield (atom, value) for the expressions."""
        if self._prefilter is not None:
            held, maybe = self._prefilter.pairs(texts)
            yield held
            for number, candidates in maybe.items():
                yield _of(number, candidates[self._hold(number, texts, candidates)])
            yield from self._one_by_one(self._prefilter.always, texts)

    def others_found(self, texts: Texts) -> Iterator[Pairs]:
        """Yield (atom, value) for the atoms about numbers, networks and times."""
        yield from self._one_by_one(self._each_other, texts)
        if self._numbers:
            yield self._as_numbers(texts)
        if self._networks:
            yield self._in_networks(texts)

    def _one_by_one(self, atoms: Iterable[int], texts: Texts) -> Iterator[Pairs]:
        every = np.arange(len(texts))
        for number in atoms:
            yield _of(number, every[self._hold(number, texts, every)])

    def _by_needles(self, texts: Texts) -> Iterator[Pairs]:
        """Look for text in the values' bytes; values that cannot be looked at so are tested by columns."""
        strange = np.empty(0, np.int64)
        for needles in self._needles:
            if needles is not None:
                atom, value, strange = needles.pairs(*texts.raw)
                yield atom, value
        if self._left:
            plain = np.setdiff1d(np.arange(len(texts)), strange)
            for number in self._left:
                yield _of(number, plain[self._hold(number, texts, plain)])
        if len(strange):
            for atom, value in self._by_columns(Texts(texts.array.take(pa.array(strange)))):
                yield atom, strange[value]

    def _by_columns(self, texts: Texts) -> Iterator[Pairs]:
        """Look for text in all values by Arrow and Hyperscan."""
        for cased in (False, True):
            lookup, scan = self._whole[cased], self._scans[cased]
            if lookup is not None:
                yield lookup.pairs(texts.column(cased=cased))
            if scan is not None:
                yield from self._scanned(scan, texts, cased=cased)
        for one in self.tests.looked:
            yield _of(one.atom, _stands(one, texts))
        yield from self._one_by_one(self._each_text, texts)

    def _scanned(self, scan: _Scan, texts: Texts, *, cased: bool) -> Iterator[Pairs]:
        literal, value = scan.scanner.scan(texts.joined(cased=cased))
        unsure = scan.unsure[literal]
        if not unsure.any():
            yield scan.owners[literal], value
            return
        yield scan.owners[literal[~unsure]], value[~unsure]
        literal, value = literal[unsure], value[unsure]
        begins = np.flatnonzero(np.diff(literal, prepend=-1))
        for begin, end in zip(begins.tolist(), [*begins[1:].tolist(), len(literal)], strict=True):
            number, candidates = int(scan.owners[literal[begin]]), value[begin:end]
            yield _of(number, candidates[self._hold(number, texts, candidates)])

    def _hold(self, number: int, texts: Texts, candidates: Numbers) -> npt.NDArray[np.bool_]:
        """Say of which candidates an atom holds."""
        atom = self.atoms[number]
        if isinstance(atom, Regex) and (length := _LONG.fullmatch(atom.pattern)) and not atom.dotall:
            return _long(texts.array.take(pa.array(candidates)), int(length[1]))
        if len(candidates) > _FEW and isinstance(atom, (Text, Regex)):
            by_column = _by_column(atom, texts, candidates)
            if by_column is not None:
                return by_column
        return _each(atom, texts, candidates)

    def _as_numbers(self, texts: Texts) -> Pairs:
        maybe = np.flatnonzero(np.asarray(pc.match_substring_regex(texts.array, _MAYBE_A_NUMBER)))
        values = texts.array.take(pa.array(maybe)).to_pylist()
        return _array(
            [
                (atom, at)
                for at, value in zip(maybe.tolist(), values, strict=True)
                for atom in self._numbers.get(number_of(value), ())  # type: ignore[arg-type]
            ]
        )

    @cached_property
    def _ranges(self) -> list[tuple[int, int, int]]:
        """First and last address of each network as numbers (an IPv4 address is one mapped into IPv6), and its atom."""
        known = [(one, network_of(said)) for one, said in self._networks.items()]
        spans = [(one, int(net[0]), int(net[-1]), _MAPPED if net.version == 4 else 0) for one, net in known]
        return [(first + mapped, last + mapped, one) for one, first, last, mapped in spans]

    def _networks_that_may_hold(self, value: str) -> Iterable[int]:
        """Return the networks in which a value may be an address: all, where that is not told quickly."""
        ended = value.strip().rpartition(":")[2]
        if "." in ended and "%" not in ended and _FOUR_PARTS.fullmatch(ended) is None:
            return ()
        try:
            number = int.from_bytes(inet_pton(AF_INET6, value.strip()), "big")
        except (OSError, ValueError):
            return self._networks if address_of(value) is not None else ()
        return [one for first, last, one in self._ranges if first <= number <= last]

    def _in_networks(self, texts: Texts) -> Pairs:
        """Return (atom, value) for the addresses that lie in a network; IPv4 addresses are compared as numbers."""
        fours = np.asarray(pc.match_substring_regex(texts.array, _FOUR))
        others = np.flatnonzero(~fours & np.asarray(pc.match_substring_regex(texts.array, _MAYBE_AN_ADDRESS)))
        values = texts.array.take(pa.array(others)).to_pylist()
        found = [
            _array(
                [
                    (one, at)
                    for at, value in zip(others.tolist(), values, strict=True)
                    for one in self._networks_that_may_hold(value)
                    if holds(self.atoms[one], value)
                ]
            )
        ]
        at = np.flatnonzero(fours)
        if len(at):
            parts = pc.list_flatten(pc.split_pattern(texts.array.take(pa.array(at)), "."))
            number = np.asarray(pc.cast(parts, pa.int64())).reshape(-1, 4) @ np.array([1 << 24, 1 << 16, 1 << 8, 1])
            first, last, atoms = self._ranges_of_four
            some = _COMPARED // max(1, len(atoms)) + 1
            for begin in range(0, len(at), some):
                one = number[begin : begin + some, None]
                value, which = np.nonzero((one >= first) & (one <= last))
                found.append((atoms[which], at[begin + value]))
        return np.concatenate([atom for atom, _ in found]), np.concatenate([value for _, value in found])

    @cached_property
    def _ranges_of_four(self) -> tuple[Numbers, Numbers, Numbers]:
        """First and last address of each IPv4 network as numbers, and its atom."""
        known = [(network, one) for one, said in self._networks.items() if (network := network_of(said)).version == 4]
        rows = [(int(network.network_address), int(network.broadcast_address), one) for network, one in known]
        first, last, atoms = np.array(rows, np.int64).reshape(-1, 3).T
        return first, last, atoms


class _Lookup:
    """Whole texts, looked up."""

    def __init__(self, whole: Whole) -> None:
        self._texts = pa.array(whole.texts, pa.string())
        self._starts = np.frombuffer(whole.starts, np.int64)
        self._owners = np.frombuffer(whole.owners, np.int64)

    def pairs(self, column: pa.Array) -> Pairs:
        place = self._places(column)
        values = np.flatnonzero(place >= 0)
        if not len(values):
            return values, values
        text = place[values]
        begin, count = self._starts[text], self._starts[text + 1] - self._starts[text]
        return self._owners[spans(begin, count)], np.repeat(values, count)

    def _places(self, column: pa.Array) -> Numbers:
        """Return which of the texts each value is, -1 for none."""
        if len(column) > _SOME:
            return np.asarray(pc.index_in(column, value_set=self._texts).fill_null(-1)).astype(np.int64)
        return np.array([self._numbers.get(value, -1) for value in column.to_pylist()], np.int64)

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {text: number for number, text in enumerate(self._texts.to_pylist())}


class _Scan:
    """Literals that are scanned for all at once."""

    def __init__(self, scanned: Scanned, engine: str) -> None:
        self.scanner = Scanner(scanned.literals, engine=engine)
        self.owners = np.frombuffer(scanned.owners, np.int64)
        self.unsure = np.frombuffer(scanned.unsure, bool)


def _stands(one: Looked, texts: Texts) -> Numbers:
    """Return the values in which a literal stands."""
    if len(texts) <= _SOME:
        values = texts.values if one.cased else texts.folded_values
        held = _STANDS[Anchor(one.anchor)]
        return np.array([at for at, value in enumerate(values) if held(value, one.text)], np.int64)
    if one.anchor == Anchor.ANYWHERE:
        return texts.joined(cased=one.cased).holding(one.text.encode())
    test = pc.starts_with if one.anchor == Anchor.BEGIN else pc.ends_with
    return np.flatnonzero(np.asarray(test(texts.column(cased=one.cased), one.text)))


def _by_column(atom: Text | Regex, texts: Texts, candidates: Numbers) -> npt.NDArray[np.bool_] | None:
    """Test an atom on many values at once; None where only the reference knows what it means."""
    if isinstance(atom, Text):
        column, expression = texts.column(cased=atom.cased), wildcard_expression(atom.parts, cased=atom.cased)
    else:
        column = texts.array
        expression = flagged(atom.pattern, atom.ignore_case, atom.multiline, atom.dotall)
    try:
        held = np.asarray(pc.match_substring_regex(column.take(pa.array(candidates)), expression))
    except pa.ArrowInvalid:  # too large for Arrow's bounds; the reference allows more
        return None
    if isinstance(atom, Text) and not atom.cased and any(isinstance(part, AnyOne) for part in atom.parts):
        # with `?`, a letter that folds to two is one: only the reference keeps count
        strange = np.flatnonzero(np.isin(candidates, texts.beyond_ascii))
        if len(strange):
            held = held.copy()
            held[strange] = _each(atom, texts, candidates[strange])
    return held


def _each(atom: Atom, texts: Texts, candidates: Numbers) -> npt.NDArray[np.bool_]:
    values = texts.array.take(pa.array(candidates)).to_pylist()
    return np.array([holds(atom, value) for value in values], bool)


def _long(column: pa.Array, length: int) -> npt.NDArray[np.bool_]:
    """Say which values have a line of at least so many letters: an expression of that many parts takes its time."""
    held = np.asarray(pc.greater_equal(pc.utf8_length(column), length)).copy()
    for at in np.flatnonzero(held & np.asarray(pc.match_substring(column, "\n"))).tolist():
        held[at] = any(len(line) >= length for line in column[at].as_py().split("\n"))
    return held


def _of(atom: int, values: Numbers) -> Pairs:
    return np.full(len(values), atom, np.int64), values


def _array(pairs: list[tuple[int, int]]) -> Pairs:
    both = np.array(pairs, np.int64).reshape(-1, 2)
    return both[:, 0], both[:, 1]
