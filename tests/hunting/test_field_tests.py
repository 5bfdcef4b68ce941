"""How atoms are sorted by the way they are tested: each atom about a value is somewhere, and only once."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from tocsin.hunting.atoms import AnyOne, AnyRun, Atom, Cidr, Compare, Exists, Literal, Null, Number, Regex, Text, holds
from tocsin.hunting.field_tests import LONG, FieldTests, sort_tests
from tocsin.hunting.matchers import FieldMatcher
from tocsin.hunting.patterns import Anchor
from tocsin.hunting.texts import Texts


def text(*parts: str, cased: bool = False) -> Text:
    wild = {"*": AnyRun(), "?": AnyOne()}
    return Text("F", tuple(wild.get(part) or Literal(part) for part in parts), cased)


def owners(tests: FieldTests) -> list[int]:
    found = [one.atom for one in tests.looked]
    found += [*tests.numbers, *tests.networks, *tests.expressions, *tests.each]
    for kept in (*tests.whole, *tests.scanned):
        found += [] if kept is None else np.frombuffer(kept.owners, np.int64).tolist()
    return sorted(found)


def test_every_atom_about_a_value_is_tested_in_one_way() -> None:
    atoms: list[Atom] = [
        text("Abc"),
        text("*", "abc", "*", cased=True),
        text("*", ".exe"),
        text("*", "i", "*"),
        text("*", "needle", "?", "*"),
        text("*", "?"),
        Number("F", 7),
        Regex("F", "a+"),
        Cidr("F", "192.0.2.0/24"),
        Compare("F", "lt", 7),
        Null("F"),
        Exists("F", True),
    ]
    assert owners(sort_tests(dict(enumerate(atoms)))) == list(range(10))


def test_literals_that_most_values_have_are_looked_for_one_by_one() -> None:
    tests = sort_tests({0: text("*", ".EXE"), 1: text("*", "I", "*"), 2: text("*", "mimikatz", "*"), 3: text("*", "е")})

    assert [(one.atom, one.text, one.anchor) for one in tests.looked] == [(0, ".exe", Anchor.END), (1, "i", 0)]
    assert tests.scanned[0] is not None
    assert np.frombuffer(tests.scanned[0].owners, np.int64).tolist() == [2, 3]


def test_whole_texts_are_kept_once_with_all_their_atoms() -> None:
    (whole, cased) = sort_tests({3: text("Ab"), 5: text("aB"), 7: text("x"), 8: text("x", cased=True)}).whole

    assert whole is not None
    assert whole.texts == ("ab", "x")
    assert np.frombuffer(whole.starts, np.int64).tolist() == [0, 2, 3]
    assert np.frombuffer(whole.owners, np.int64).tolist() == [3, 5, 7]
    assert cased is not None


def test_half_a_letter_stands_in_no_value() -> None:
    assert owners(sort_tests({0: text("*", "\ud800", "*"), 1: text("\ud800")})) == []


@pytest.mark.parametrize("parts", [("*", "L", "*"), ("L", "*"), ("*", "L"), ("L", "?", "x"), ("L",)], ids=str)
@pytest.mark.parametrize("length", [LONG, LONG + 1, 200_000])
def test_a_literal_of_any_length_is_found(parts: tuple[str, ...], length: int) -> None:
    long = ("ab\nc" * length)[:length]
    asked = text(*(long if part == "L" else part for part in parts), cased=False)
    whole = "".join({"*": "zz", "?": "y", "L": long.upper()}.get(part, part) for part in parts)
    values = [whole, whole[:-1], whole[1:], long[: LONG + 5], "x"]
    matcher = FieldMatcher({0: asked}, sort_tests({0: asked}))
    _, found = matcher.pairs(Texts(pa.array(values)))
    assert sorted(set(found.tolist())) == [at for at, value in enumerate(values) if holds(asked, value)]
    assert 0 in found
