"""All atoms of one field, tested on the distinct values of that field.

In: atoms, and distinct values. Out: pairs (atom, value). Equal texts and numbers are looked up, literals scanned for
all at once, and what is left (wildcards inside, expressions, networks, comparisons) is tested by the reference on the
values that can meet it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tocsin.hunting.atoms import (
    AnyRun,
    Atom,
    Cidr,
    Exists,
    Literal,
    Null,
    Number,
    Part,
    Regex,
    Text,
    address_of,
    fold,
    holds,
    network_of,
    number_of,
)
from tocsin.hunting.patterns import Anchor, Pattern, Scanner
from tocsin.hunting.prefilter import Prefilter

Numbers = npt.NDArray[np.int64]


class FieldMatcher:
    """Tests every atom of a field. Numbers of atoms are the plan's."""

    def __init__(self, atoms: dict[int, Atom], *, engine: str = "auto") -> None:
        """Sort the atoms by the way they are tested."""
        self._atoms = atoms
        self._equal: dict[bool, dict[str, list[int]]] = {False: {}, True: {}}
        self._numbers: dict[int | float, list[int]] = {}
        self._each: list[int] = []
        self._networks: dict[int, str] = {}
        literal: dict[bool, list[tuple[Pattern, int, bool]]] = {False: [], True: []}
        for number, atom in atoms.items():
            if isinstance(atom, Text):
                self._place_text(number, atom, literal[atom.cased])
            elif isinstance(atom, Number):
                self._numbers.setdefault(atom.number, []).append(number)
            elif isinstance(atom, Cidr):
                self._networks[number] = atom.network
            elif not isinstance(atom, (Null, Exists, Regex)):
                self._each.append(number)
        expressions = {number: atom for number, atom in atoms.items() if isinstance(atom, Regex)}
        self._prefilter = Prefilter(expressions, engine=engine) if expressions else None
        self._each += [] if self._prefilter is None else self._prefilter.always
        self._scanners: dict[bool, tuple[Scanner, Numbers, npt.NDArray[np.bool_]]] = {}
        for cased, found in literal.items():
            if found:
                scanner = Scanner([pattern for pattern, _, _ in found], engine=engine)
                owners = np.array([number for _, number, _ in found], np.int64)
                confirm = np.array([unsure for _, _, unsure in found], bool)
                self._scanners[cased] = scanner, owners, confirm

    def _place_text(self, number: int, atom: Text, literals: list[tuple[Pattern, int, bool]]) -> None:
        text = "".join(part.text for part in atom.parts if isinstance(part, Literal))
        text = text if atom.cased else fold(text)
        shape = "".join(
            "t" if isinstance(part, Literal) else "*" if isinstance(part, AnyRun) else "?" for part in atom.parts
        )
        if shape in ("", "t"):
            self._equal[atom.cased].setdefault(text, []).append(number)
        elif shape in ("*t*", "t*", "*t"):
            anchor = {"*t*": Anchor.ANYWHERE, "t*": Anchor.BEGIN, "*t": Anchor.END}[shape]
            literals.append((Pattern(text, anchor), number, False))
        else:
            longest = _longest(atom.parts)
            if longest is None:
                self._each.append(number)
            else:
                literals.append((Pattern(longest if atom.cased else fold(longest), Anchor.ANYWHERE), number, True))

    def pairs(self, values: list[str]) -> tuple[Numbers, Numbers]:
        """Return (atom, value) for every atom that holds for a value, ordered by atom."""
        atoms: list[Numbers] = []
        found: list[Numbers] = []

        def note(pairs: list[tuple[int, int]]) -> None:
            if pairs:
                both = np.array(pairs, np.int64)
                atoms.append(both[:, 0])
                found.append(both[:, 1])

        folded = [fold(value) for value in values]
        for cased, texts in ((False, folded), (True, values)):
            equal = self._equal[cased]
            if equal:
                note([(atom, at) for at, text in enumerate(texts) if text in equal for atom in equal[text]])
            if cased in self._scanners:
                self._scan(cased, texts, values, atoms, found)
        if self._numbers:
            note([(atom, at) for at, value in enumerate(values) for atom in self._numbers.get(number_of(value), ())])  # type: ignore[arg-type]
        if self._networks:
            note(self._in_networks(values))
        if self._prefilter is not None:
            note([(one, at) for one, at in self._prefilter.pairs(values) if holds(self._atoms[one], values[at])])
        for number in self._each:
            atom = self._atoms[number]
            note([(number, at) for at, value in enumerate(values) if holds(atom, value)])
        if not atoms:
            return np.empty(0, np.int64), np.empty(0, np.int64)
        atom, value = np.concatenate(atoms), np.concatenate(found)
        order = np.argsort(atom, kind="stable")
        return atom[order], value[order]

    def _in_networks(self, values: list[str]) -> list[tuple[int, int]]:
        """Return (atom, value) for the addresses that lie in a network; IPv4 addresses are compared as numbers."""
        pairs: list[tuple[int, int]] = []
        fours: list[tuple[int, int]] = []  # value, address as a number
        for at, value in enumerate(values):
            address = address_of(value)
            if address is None:
                continue
            if address.version == 4:
                fours.append((at, int(address)))
            else:
                pairs += [(one, at) for one in self._networks if holds(self._atoms[one], value)]
        if fours:
            at_of, number = np.array(fours, np.int64).T
            for one, said in self._networks.items():
                network = network_of(said)
                if network.version == 4:
                    first, last = int(network.network_address), int(network.broadcast_address)
                    pairs += [(one, at) for at in at_of[(number >= first) & (number <= last)].tolist()]
        return pairs

    def _scan(
        self, cased: bool, texts: list[str], values: list[str], atoms: list[Numbers], found: list[Numbers]
    ) -> None:
        scanner, owners, confirm = self._scanners[cased]
        literal, value = scanner.scan([text.encode("utf-8", "surrogatepass") for text in texts])
        unsure = confirm[literal]
        if unsure.any():
            certain = np.ones(len(literal), bool)
            for at in np.flatnonzero(unsure).tolist():
                certain[at] = holds(self._atoms[int(owners[literal[at]])], values[int(value[at])])
            literal, value = literal[certain], value[certain]
        atoms.append(owners[literal])
        found.append(value)


def _longest(parts: tuple[Part, ...]) -> str | None:
    texts = [part.text for part in parts if isinstance(part, Literal)]
    return max(texts, key=len, default=None)
