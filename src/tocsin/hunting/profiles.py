"""Profiles of words: what all tests of a field say of a value, as one number.

In: words of a reader that codes, a plan's tests. Out: for each word the number of its profile: two words of a field
with the same profile are the same to every rule, unless it compares the field with another: then they are where they
are `alike` the same other words. Each word is tested once, however many events hold it. A profile may tell more apart
than rules do, never less.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tocsin.collecting.columns import pc, strings
from tocsin.collecting.words import OTHER, Group, Words
from tocsin.hunting.algebra import BELOW
from tocsin.hunting.atoms import FieldReference
from tocsin.hunting.combining import LIST
from tocsin.hunting.derived import FIRST, PARTS, derived, sources
from tocsin.hunting.matchers import FieldMatcher, Numbers, Pairs
from tocsin.hunting.nodes import KEYWORD
from tocsin.hunting.plan import Plan
from tocsin.hunting.programs import by_whole_text
from tocsin.hunting.texts import Texts
from tocsin.hunting.word_texts import WordTexts

Part = Callable[[str], str | None]

CONDITIONS = 64
"""Numbers that each scope has for its conditions."""


class Profiles:
    """Profiles of the words of one `Words`."""

    def __init__(self, words: Words, plan: Plan, fields: Callable[[str], FieldMatcher], family: str) -> None:
        """Take the words, and the matchers of a plan's fields."""
        self._words, self._fields = words, fields
        self._about = _About(plan, family)
        self._numbers: dict[bytes, int] = {b"": 0}
        self._starts, self._atoms = np.zeros(1, np.int64), np.empty(0, np.int64)
        self._every: frozenset[str] = frozenset()
        self.of: npt.NDArray[np.int32] = np.zeros(0, np.int32)
        self.alike: npt.NDArray[np.int32] = np.zeros(0, np.int32)
        """A number that words with the same text have in fields that rules compare; `LIST` for a list, 0 elsewhere."""
        self._texts: dict[str, int] = {}
        self.known = 0

    def learn(self, count: int, every: frozenset[str]) -> bool:
        """Test the words that are new: there are `count` by now; return whether profiles of others have changed.

        `every` are the fields that hold values of events in which every field is tested for keywords.
        """
        again = self.known > 0 and not every <= self._every
        if again:
            self.known = 0
        self._every |= every
        if count > len(self.of):
            more = np.zeros(max(count - len(self.of), len(self.of)), np.int32)
            self.of, self.alike = np.concatenate([self.of, more]), np.concatenate([self.alike, more])
        for group in self._words.groups(self.known, count):
            if group.field != OTHER:
                self._test(group)
        self.known = count
        return again

    def pairs(self, name: str, words: Numbers) -> Pairs:
        """Return (atom, place of the word) for every atom of a plan's field that holds, ordered by both."""
        profiles = self.of[words].astype(np.int64)
        some = np.flatnonzero(profiles)
        starts, all_atoms = self.laid_out()
        begins = starts[profiles[some]]
        sizes = starts[profiles[some] + 1] - begins
        at = np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes) + np.repeat(begins, sizes)
        atoms, places = all_atoms[at], np.repeat(some, sizes)
        mine = self._about.field_of(atoms) == self._about.number(name)
        atoms, places = atoms[mine], places[mine]
        order = np.argsort(atoms, kind="stable")
        return atoms[order], places[order]

    def laid_out(self) -> tuple[Numbers, Numbers]:
        """Return where the atoms of each profile begin, and the atoms of all of them."""
        if len(self._starts) <= len(self._numbers):
            self._starts, self._atoms = _laid_out(list(self._numbers))
        return self._starts, self._atoms

    def _texts_of(self, group: Group) -> tuple[Texts, Numbers]:
        """Return single texts, and of which word each is."""
        if group.is_list:
            texts = group.texts
            return Texts(pc.list_flatten(texts)), np.asarray(pc.list_parent_indices(texts)).astype(np.int64)
        return WordTexts(self._words, group.numbers), np.arange(len(group.numbers))

    def _numbers_of(self, texts: list[str]) -> list[int]:
        known = self._texts
        return [known.setdefault(text, len(known) + 1) for text in texts]

    def _test(self, group: Group) -> None:
        tests = self._about.tests(group.field)
        searched = group.field in self._every
        compared, apart = self._about.compared(group.field)
        if not tests and not searched and not compared and not apart:
            return
        atoms: list[Numbers] = []
        owners: list[Numbers] = []
        texts, owner = self._texts_of(group)
        if compared:
            self.alike[group.numbers] = LIST if group.is_list else self._numbers_of(texts.folded_values)
        for number, (field, parts) in enumerate(tests):  # what is no atom has a number below 0
            part, of = texts, owner
            for take in parts:
                part, of, none = _parts(part, of, take)
                if len(none):
                    owners.append(none)
                    atoms.append(np.full(len(none), -1 - number))
            if field in self._about.by_field:
                atom, value = self._fields(field).pairs_as_found(part)
                atoms.append(atom)
                owners.append(of[value])
            for place, values in self._about.conditions.get(field, ()):
                held = np.flatnonzero(np.asarray(pc.is_in(part.folded, value_set=values)))
                owners.append(of[held])
                atoms.append(np.full(len(held), place))
        if searched and KEYWORD in self._about.by_field:
            atom, value = self._fields(KEYWORD).pairs_as_found(texts)
            atoms.append(atom)
            owners.append(owner[value])
        if apart:
            atoms.append(-(1 << 40) - group.numbers)
            owners.append(np.arange(len(group.numbers)))
        if not any(map(len, atoms)):
            return
        atom, value = np.concatenate(atoms), np.concatenate(owners)
        order = np.lexsort((atom, value))
        atom, value = atom[order], value[order]
        begins = np.flatnonzero(np.diff(value, prepend=-1))
        ends = [*begins[1:].tolist(), len(value)]
        numbers, held, known = group.numbers, atom.tobytes(), self._numbers
        for begin, end, at in zip(begins.tolist(), ends, value[begins].tolist(), strict=True):
            self.of[numbers[at]] = known.setdefault(held[8 * begin : 8 * end], len(known))


class _About:
    """Which tests of a plan are about a field of a log."""

    def __init__(self, plan: Plan, family: str) -> None:
        self.by_field = plan.by_field
        mine = [scope for scope in plan.index.fields if plan.scopes[scope].family == family]
        names = {name for scope in mine for name in plan.index.fields[scope]} - {KEYWORD}
        self.conditions: dict[str, list[tuple[int, pa.Array]]] = {}
        for scope in sorted(mine):
            for place, (name, values) in enumerate(plan.scopes[scope].conditions):
                names.add(name)
                number = -BELOW - scope * CONDITIONS - place
                folded = strings(sorted({value.casefold() for value in values}))
                self.conditions.setdefault(name, []).append((number, folded))
        self._tests: dict[str, list[tuple[str, tuple[Part, ...]]]] = {}  # by squeezed names of a log's fields
        for name in sorted(names):
            for field, way in _ways(name):
                self._tests.setdefault(field, []).append((name, way))
        compared = {atom for scope in mine for atom in plan.index.references.get(scope, ())}
        alike = {atom for atom in compared if by_whole_text(atom)}
        self._compared, self._apart = _squeezed_sources(alike), _squeezed_sources(compared - alike)
        self._field_numbers = {name: number for number, name in enumerate(plan.by_field)}
        self._field_of = np.full(len(plan.atoms) + 1, -1, np.int64)
        for name, atoms in plan.by_field.items():
            self._field_of[atoms] = self._field_numbers[name]

    def number(self, name: str) -> int:
        """Return the number of a plan's field."""
        return self._field_numbers[name]

    def field_of(self, atoms: Numbers) -> Numbers:
        """Return the numbers of the fields of atoms; -1 for what is none."""
        return self._field_of[np.where(atoms < 0, len(self._field_of) - 1, atoms)]

    def compared(self, field: str) -> tuple[bool, bool]:
        """Say whether values of a field are compared with others as whole texts, and whether in other ways.

        No two words of a field that is compared in other ways are the same to rules.
        """
        return _squeezed(field) in self._compared, _squeezed(field) in self._apart

    def tests(self, field: str) -> list[tuple[str, tuple[Part, ...]]]:
        """Return the plan's fields that a log's field gives values to, and what is taken of a value on the way."""
        return self._tests.get(_squeezed(field), [])


def _ways(name: str) -> Iterator[tuple[str, tuple[Part, ...]]]:
    """Yield the (squeezed) fields that a plan's field takes values of, and what is taken of a value on the way."""
    yield _squeezed(name), ()
    made = derived(name) if "(" in name else None
    if made is None:
        return
    for one in made.of:
        for field, way in _ways(one):
            yield field, way if made.function == FIRST else (*way, PARTS[made.function])


def _squeezed_sources(atoms: Iterable[FieldReference]) -> frozenset[str]:
    return frozenset(map(_squeezed, sources({name for atom in atoms for name in (atom.field, atom.other)})))


def _squeezed(name: str) -> str:
    return name.replace(" ", "")


def _laid_out(profiles: list[bytes]) -> tuple[Numbers, Numbers]:
    """Return where the atoms of each profile begin, and the atoms of all of them."""
    sizes = np.array([len(atoms) // 8 for atoms in profiles], np.int64)
    return np.concatenate([[0], np.cumsum(sizes)]), np.frombuffer(b"".join(profiles), np.int64)


def _parts(texts: Texts, owner: Numbers, take: Part) -> tuple[Texts, Numbers, Numbers]:
    """Return a part of each text with its owner, and the owners of the texts without it."""
    taken = [take(text) for text in texts.values]
    held = np.array([part is not None for part in taken], bool)
    return Texts.of([part for part in taken if part is not None]), owner[held], owner[~held]
