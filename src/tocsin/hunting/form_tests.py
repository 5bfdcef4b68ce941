"""The tests of a field as they are run by forms of values (`forms`).

In: the matchers of the plan's fields that a log's field gives values to. Out: what holds for every value of a form; and
how single values have to be looked at besides.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from msgspec.structs import replace

from tocsin.collecting.columns import pc
from tocsin.hunting.atoms import Compare, Regex, Text
from tocsin.hunting.matchers import FieldMatcher, Pairs
from tocsin.hunting.prefilter import Prefilter
from tocsin.hunting.spots import DigitLiterals
from tocsin.hunting.texts import Numbers, Texts

_BLANKS = r"[\s\x0b\x1c-\x1f]*"
_A_NUMBER = rf"\A{_BLANKS}[+-]?[0-9]+(\.[0-9]+)?{_BLANKS}\z"
_AN_ADDRESS = rf":|\A{_BLANKS}[0-9]{{1,3}}(\.[0-9]{{1,3}}){{3}}{_BLANKS}\z"
"""What forms of numbers and of addresses look like."""

_NONE = np.empty(0, np.int64)


class FormTests:
    """The tests of one field of a log."""

    def __init__(self, matchers: Sequence[FieldMatcher]) -> None:
        """Take the matchers; none of them may be `without_forms`."""
        self._matchers = matchers
        self.literals = [
            DigitLiterals(literals, cased=cased)
            for one in matchers
            for cased, literals in zip((False, True), one.tests.digits, strict=True)
            if literals.zeroed.owners
        ]
        self._blinded = [
            Prefilter(told, engine=one.engine)
            for one in matchers
            if (
                told := {
                    number: replace(atom, pattern=said)
                    for number, said in one.tests.blinded.items()
                    if said is not None and isinstance(atom := one.atoms[number], Regex)
                }
            )
        ]
        others = [one.atoms[number] for one in matchers for number in one.tests.each]
        compared = [atom for atom in others if isinstance(atom, Compare) and atom.part is None]
        self._times = any(not isinstance(atom, Text) for atom in others if atom not in compared)
        self._looks_like = [_A_NUMBER] if compared or any(one.tests.numbers for one in matchers) else []
        self._looks_like += [_AN_ADDRESS] if any(one.tests.networks for one in matchers) else []
        expressions = [number for one in matchers for number in one.tests.blinded]
        self._expressions = np.array(sorted(expressions), np.int64)
        self._with_digits = np.unique(np.concatenate([self._expressions, *(one.atoms for one in self.literals)]))

    @staticmethod
    def without_forms(matcher: FieldMatcher) -> bool:
        """Say whether it cannot be told what holds for all values of a form."""
        return any(one.zeroed.left for one in matcher.tests.digits)

    def of_forms(self, texts: Texts) -> list[Pairs]:
        """Return (atom, form) for what holds for each value of a form; `texts` are a value of each form."""
        found = [pair for one in self._matchers for pair in (*one.texts_found(texts), *one.expressions_found(texts))]
        return [_chosen(pair, ~np.isin(pair[0], self._with_digits)) for pair in found]

    def maybe_found(self, texts: Texts) -> Numbers:
        """Return the forms in whose values expressions may be found that can tell digits apart."""
        if any(said is None for one in self._matchers for said in one.tests.blinded.values()):
            return np.arange(len(texts))
        forms = [_NONE]
        for one in self._blinded:
            if one.always:
                return np.arange(len(texts))
            held, maybe = one.pairs(texts)
            forms += [held[1], *maybe.values()]
        return np.unique(np.concatenate(forms))

    def expressions(self, texts: Texts) -> list[Pairs]:
        """Return (atom, value) for those expressions, as they are found in values of such forms."""
        found = [pair for one in self._matchers for pair in one.expressions_found(texts)]
        return [_chosen(pair, np.isin(pair[0], self._expressions)) for pair in found]

    def alone(self, bare: Callable[[], pa.Array]) -> npt.NDArray[np.bool_] | bool:
        """Say which forms have values that numbers, networks and times have to be looked at for, by forms as texts."""
        if not self._looks_like or self._times:
            return self._times
        return np.asarray(pc.match_substring_regex(bare(), "|".join(self._looks_like)))

    def of_values(self, texts: Texts) -> list[Pairs]:
        """Return (atom, value) for numbers, networks and times."""
        return [pair for one in self._matchers for pair in one.others_found(texts)]


def _chosen(pair: Pairs, mask: npt.NDArray[np.bool_]) -> Pairs:
    return pair[0][mask], pair[1][mask]
