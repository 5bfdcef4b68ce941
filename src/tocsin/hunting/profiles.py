"""Profiles of words: what all tests of a field say of a value, as one number.

In: words of a reader that codes, a plan's tests. Out: for each word the number of its profile: two words of a field
with the same profile are the same to every rule, unless it compares the field with another: then they are where they
are `alike` the same other words. Each word is tested once, however many events hold it. A profile may tell more apart
than rules do, never less.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tocsin.collecting.columns import pc, spans, strings
from tocsin.collecting.compiled_parts import KEY
from tocsin.collecting.words import OTHER, Group, Words
from tocsin.hunting.algebra import BELOW
from tocsin.hunting.atoms import FieldReference
from tocsin.hunting.combining import LIST
from tocsin.hunting.derived import FIRST, PARTS, derived, sources
from tocsin.hunting.form_tests import FormTests
from tocsin.hunting.forms import Forms, Without
from tocsin.hunting.matchers import FieldMatcher, Numbers, Pairs, by_value
from tocsin.hunting.nodes import KEYWORD
from tocsin.hunting.plan import Plan
from tocsin.hunting.programs import by_whole_text
from tocsin.hunting.spots import MOST_LITERALS, Spots
from tocsin.hunting.texts import Texts
from tocsin.hunting.word_texts import WordTexts

Part = Callable[[str], str | None]

_ALONE, _EXPRESSIONS, _WHOLLY = 1, 2, 4
"""How a word is tested beside its form: by tests that it has to meet alone, by expressions that may be found in it, or
by every test."""

_NONE = np.empty(0, np.int64)

CONDITIONS = 64
"""Numbers that each scope has for its conditions."""


class Profiles:
    """Profiles of the words of one `Words`."""

    def __init__(self, words: Words, plan: Plan, fields: Callable[[str], FieldMatcher], family: str) -> None:
        """Take the words, and the matchers of a plan's fields."""
        self._words, self._fields = words, fields
        self._about = _About(plan, family)
        self._numbers: dict[bytes, int] = {b"": 0}
        self._held: list[bytes] = [b""]
        self._starts, self._atoms = np.zeros(1, np.int64), np.empty(0, np.int64)
        self._every: frozenset[str] = frozenset()
        self.of: npt.NDArray[np.int32] = np.zeros(0, np.int32)
        self.alike: npt.NDArray[np.int32] = np.zeros(0, np.int32)
        """A number that words with the same text have in fields that rules compare; `LIST` for a list, 0 elsewhere."""
        self._texts = Forms(words, Without.CASE)
        self._forms = Forms(words, Without.DIGITS)
        self._of_form: npt.NDArray[np.int32] = np.zeros(1024, np.int32)
        self._how: npt.NDArray[np.uint8] = np.zeros(1024, np.uint8)  # words of each form are tested
        self._known_forms = 0
        self._spots = Spots(words)
        self._of_spots: dict[int, int] = {}  # by form and bits of its literals
        self._by_form: list[FormTests | None] = []  # of each of the words' fields
        self._compared: list[bool] = []  # whether words of each field are compared with others
        self.known = 0

    def learn(self, count: int, every: frozenset[str]) -> bool:
        """Test the words that are new: there are `count` by now; return whether profiles of others have changed.

        `every` are the fields that hold values of events in which every field is tested for keywords.
        """
        again = self.known > 0 and not every <= self._every
        if again:
            self.known = 0
            self._by_form.clear()
            self._compared.clear()
        self._every |= every
        if count > len(self.of):
            more = np.zeros(max(count - len(self.of), len(self.of)), np.int32)
            self.of, self.alike = np.concatenate([self.of, more]), np.concatenate([self.alike, more])
        self._learn(self.known, count)
        self.known = count
        return again

    def pairs(self, name: str, words: Numbers) -> Pairs:
        """Return (atom, place of the word) for every atom of a plan's field that holds, ordered by both."""
        profiles = self.of[words].astype(np.int64)
        some = np.flatnonzero(profiles)
        starts, all_atoms = self.laid_out()
        begins = starts[profiles[some]]
        sizes = starts[profiles[some] + 1] - begins
        atoms, places = all_atoms[spans(begins, sizes)], np.repeat(some, sizes)
        mine = self._about.field_of(atoms) == self._about.number(name)
        atoms, places = atoms[mine], places[mine]
        order = np.argsort(atoms, kind="stable")
        return atoms[order], places[order]

    def laid_out(self) -> tuple[Numbers, Numbers]:
        """Return where the atoms of each profile begin, and the atoms of all of them."""
        if len(self._starts) <= len(self._held):
            starts, atoms = _laid_out(self._held[len(self._starts) - 1 :])
            self._starts = np.concatenate([self._starts, self._starts[-1] + starts[1:]])
            self._atoms = np.concatenate([self._atoms, atoms])
        return self._starts, self._atoms

    def _learn(self, first: int, count: int) -> None:
        """Test words: of those that have a form each form once, and in each word what depends on its digits."""
        for name in self._words.fields[len(self._by_form) :]:
            self._by_form.append(self._form_tests(name))
            self._compared.append(self._about.compared(name)[0])
        fields = self._words.table[first:count, KEY] >> 8
        formed = np.full(count - first, -1, np.int32)
        mine = np.flatnonzero(np.array([tests is not None for tests in self._by_form])[fields])
        formed[mine] = self._forms.of(first + mine)
        self._test_forms(first, formed)
        some = np.flatnonzero(formed >= 0)
        forms = formed[some].astype(np.int64)
        how = np.full(count - first, _WHOLLY, np.uint8)
        how[some] = self._how[forms]
        self._tell_alike(first + np.flatnonzero(np.array(self._compared)[fields]))
        self.of[first + some] = self._of_form[forms]
        spotted = self._spots.some(forms) & (how[some] < _WHOLLY)
        self._test_spots(first + some[spotted], forms[spotted])
        for group in self._words.groups_of(first + np.flatnonzero(how >= _WHOLLY)):
            if group.field != OTHER:
                self._test(group)
        for group in self._words.groups_of(first + np.flatnonzero((how > 0) & (how < _WHOLLY))):
            self._test_more(group, how[group.numbers - first])

    def _tell_alike(self, words: Numbers) -> None:
        """Give words the numbers of their texts, whatever their case."""
        numbers = 1 + self._texts.of(words)
        left = np.flatnonzero(numbers == 0)
        for group in self._words.groups_of(words[left]):
            told = LIST
            if not group.is_list:
                told = [1 + self._texts.number(text) for text in Texts(group.texts).folded_values]
            numbers[left[group.places]] = told
        self.alike[words] = numbers

    def _form_tests(self, field: str) -> FormTests | None:
        """Return the tests of a field whose words have forms."""
        tests = self._about.tests(field)
        if not tests or any(parts for _, parts in tests) or field in self._every or self._about.compared(field)[1]:
            return None
        conditions = [values for name, _ in tests for _, values in self._about.conditions.get(name, ())]
        if any(pc.any(pc.match_substring_regex(values, "[0-9]")).as_py() for values in conditions):
            return None
        matchers = [self._fields(name) for name, _ in tests if name in self._about.by_field]
        return None if any(map(FormTests.without_forms, matchers)) else FormTests(matchers)

    def _test_forms(self, first: int, formed: npt.NDArray[np.int32]) -> None:
        """Test the forms that are new, each in one of its words."""
        known, self._known_forms = self._known_forms, len(self._forms)
        if self._known_forms > len(self._of_form):
            more = np.zeros(2 * self._known_forms - len(self._of_form), np.int32)
            self._of_form = np.concatenate([self._of_form, more])
            self._how = np.concatenate([self._how, more.astype(np.uint8)])
            self._spots.have(len(self._of_form))
        new = np.flatnonzero(formed >= known)
        forms, places = np.unique(formed[new], return_index=True)
        for group in self._words.groups_of(first + new[places]):
            tests = self._by_form[self._words.field(group.field)]
            if tests is None:
                continue
            mine = forms[group.places].astype(np.int64)
            texts = WordTexts(self._words, group.numbers)
            found = tests.of_forms(texts)
            for name, _ in self._about.tests(group.field):
                found += self._about.conditions_met(name, texts)
            self._of_form[mine] = self._profiles(found, len(mine))
            self._how[mine] = np.where(tests.alone(partial(self._forms.texts, mine)), _ALONE, 0)
            self._how[mine[tests.maybe_found(texts)]] |= _EXPRESSIONS
            self._spots.find(mine, tests.literals, self._forms.bare(mine))
        self._how[self._spots.settle()] = _WHOLLY

    def _test_spots(self, words: Numbers, forms: Numbers) -> None:
        """Look which literals with digits stand in words."""
        bits = self._spots.standing(words, forms)
        held = np.flatnonzero(bits)
        distinct, again = np.unique(forms[held] << MOST_LITERALS | bits[held], return_inverse=True)
        known = [self._of_spots.get(key) for key in distinct.tolist()]
        new = np.array([place for place, profile in enumerate(known) if profile is None], np.int64)
        of, told = distinct[new] >> MOST_LITERALS, distinct[new] & ((1 << MOST_LITERALS) - 1)
        for place, profile in zip(
            new.tolist(), self._with(self._of_form[of], [self._spots.atoms(of, told)]), strict=True
        ):
            known[place] = self._of_spots[int(distinct[place])] = profile
        self.of[words[held]] = np.array(known, np.int32)[again]

    def _test_more(self, group: Group, how: npt.NDArray[np.uint8]) -> None:
        """Test words as their digits may matter."""
        tests = self._by_form[self._words.field(group.field)]
        if tests is None:
            return
        for way, test in ((_ALONE, tests.of_values), (_EXPRESSIONS, tests.expressions)):
            words = group.numbers[how & way > 0]
            found = test(WordTexts(self._words, words)) if len(words) else []
            values = np.unique(np.concatenate([_NONE, *(value for _, value in found)]))
            if len(values):
                more = [(atom, np.searchsorted(values, value)) for atom, value in found]
                self.of[words[values]] = self._with(self.of[words[values]], more)

    def _with(self, profiles: npt.NDArray[np.int32], found: list[Pairs]) -> list[int]:
        """Return profiles that say some more (atom, number of the profile) than others."""
        held = [self._held[profile] for profile in profiles.tolist()]
        sizes = np.array([len(atoms) // 8 for atoms in held], np.int64)
        before = np.frombuffer(b"".join(held), np.int64), np.repeat(np.arange(len(held)), sizes)
        return self._profiles([before, *found], len(held)).tolist()

    def _texts_of(self, group: Group) -> tuple[Texts, Numbers]:
        """Return single texts, and of which word each is."""
        if group.is_list:
            texts = group.texts
            return Texts(pc.list_flatten(texts)), np.asarray(pc.list_parent_indices(texts)).astype(np.int64)
        return WordTexts(self._words, group.numbers), np.arange(len(group.numbers))

    def _test(self, group: Group) -> None:
        """Test everything in every word."""
        tests = self._about.tests(group.field)
        searched = group.field in self._every
        apart = self._about.compared(group.field)[1]
        if not tests and not searched and not apart:
            return
        found: list[Pairs] = []
        texts, owner = self._texts_of(group)
        for number, (field, parts) in enumerate(tests):  # what is no atom has a number below 0
            part, of = texts, owner
            for take in parts:
                part, of, none = _parts(part, of, take)
                if len(none):
                    found.append((np.full(len(none), -1 - number), none))
            if field in self._about.by_field:
                atom, value = self._fields(field).pairs_as_found(part)
                found.append((atom, of[value]))
            found += [(condition, of[value]) for condition, value in self._about.conditions_met(field, part)]
        if searched and KEYWORD in self._about.by_field:
            atom, value = self._fields(KEYWORD).pairs_as_found(texts)
            found.append((atom, owner[value]))
        if apart:
            found.append((-(1 << 40) - group.numbers, np.arange(len(group.numbers))))
        self.of[group.numbers] = self._profiles(found, len(group.numbers))

    def _profiles(self, found: list[Pairs], count: int) -> npt.NDArray[np.int32]:
        """Return the profiles of so many values by the (atom, value) that hold."""
        of = np.zeros(count, np.int32)
        for at, atoms in by_value(found):
            of[at] = self._number(atoms.tobytes())
        return of

    def _number(self, held: bytes) -> int:
        """Return the number of a profile."""
        number = self._numbers.setdefault(held, len(self._held))
        if number == len(self._held):
            self._held.append(held)
        return number


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

    def conditions_met(self, field: str, texts: Texts) -> list[Pairs]:
        """Return (number of a condition, value) for the conditions of scopes that values of a field meet."""
        found: list[Pairs] = []
        for number, values in self.conditions.get(field, ()):
            held = np.flatnonzero(np.asarray(pc.is_in(texts.folded, value_set=values)))
            found.append((np.full(len(held), number), held))
        return found

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
