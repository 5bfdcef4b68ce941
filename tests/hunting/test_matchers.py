"""All atoms of a field on its distinct values: as if each atom were asked of each value."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.hunting.atoms import AnyOne, AnyRun, Atom, Cidr, Compare, Exists, Literal, Null, Number, Regex, Text, holds
from tocsin.hunting.field_tests import sort_tests
from tocsin.hunting.matchers import FieldMatcher
from tocsin.hunting.needle_search import search
from tocsin.hunting.texts import Texts

from tests.collecting.formats.coded_files import needs_kernels

pieces = st.sampled_from(["a", "A", "ab", "ß", "ss", "\n", "7", "7.0", "K", "ſ", "*"])
texts = st.lists(pieces, max_size=4).map("".join)
atoms = st.one_of(
    st.builds(
        Text,
        st.just("F"),
        st.lists(
            st.one_of(st.just(AnyRun()), st.just(AnyOne()), st.builds(Literal, texts.filter(bool))), max_size=4
        ).map(tuple),
        st.booleans(),
    ),
    st.builds(Number, st.just("F"), st.sampled_from([7, 7.0, 0])),
    st.builds(Regex, st.just("F"), st.sampled_from(["a", "^a$", "(?i)ss", ".{2}", "(?i)k", ".{3,}"]), st.booleans()),
    st.builds(Cidr, st.just("F"), st.just("0.0.0.0/0")),
    st.builds(Compare, st.just("F"), st.sampled_from(["lt", "gte"]), st.just(7)),
)


def expected(wanted: list[Atom], values: list[str]) -> list[tuple[int, int]]:
    return [(n, v) for n, atom in enumerate(wanted) for v, value in enumerate(values) if holds(atom, value)]


@pytest.mark.parametrize("engine", ["hyperscan", "re2", pytest.param("auto", marks=needs_kernels)])
@settings(derandomize=True, max_examples=60, deadline=None)
@given(wanted=st.lists(atoms, max_size=8), values=st.lists(texts, max_size=9, unique=True))
def test_a_pair_is_found_exactly_where_the_atom_holds(engine: str, wanted: list[Atom], values: list[str]) -> None:
    if engine == "auto":
        search.load()
    atom, value = FieldMatcher(wanted, sort_tests(dict(enumerate(wanted))), engine=engine).pairs(Texts.of(values))

    assert sorted(zip(atom.tolist(), value.tolist(), strict=True)) == expected(wanted, values)
    assert atom.tolist() == sorted(atom.tolist())


def test_atoms_about_what_is_missing_are_no_ones_pair() -> None:
    missing = [Null("F"), Exists("F", True), Exists("F", False)]

    atom, value = FieldMatcher(missing, sort_tests(dict(enumerate(missing)))).pairs(Texts.of(["a"]))

    assert (len(atom), len(value)) == (0, 0)


def test_addresses_are_in_the_networks_that_they_are_in_however_they_are_written() -> None:
    networks = ["10.0.0.0/8", "::1/128", "fe80::/10", "0.0.0.0/0", "::/0", "192.168.1.7/32", "::ffff:0:0/96"]
    wanted: list[Atom] = [Cidr("F", network) for network in networks]
    values = ["::1", " ::1 ", "fe80::1%eth0", "::ffff:10.1.2.3", "::FFFF:192.168.1.7", "10.1.2.3", "10.1.2.300", "1:2"]
    values += ["010.1.2.3", "fe80::", "fd00::1.2.3.4", "12:30:45", "a\0::1", "é::1", "::ffff:010.1.2.3", "1.2.3.4 "]
    values += ["0:0:0:0:0:0:0:1", "::1/128", "[::1]", "1::2::3", "-1.2", "1234:5678:9abc:def0:1234:5678:9abc:def0"]

    atom, value = FieldMatcher(wanted, sort_tests(dict(enumerate(wanted)))).pairs(Texts.of(values))

    assert sorted(zip(atom.tolist(), value.tolist(), strict=True)) == expected(wanted, values)
