"""The first look at all expressions of a field: too much may need confirmation, nothing is left out or wrong."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from tocsin.hunting import prefilter
from tocsin.hunting.atoms import Regex, holds
from tocsin.hunting.prefilter import Prefilter, widened
from tocsin.hunting.texts import Texts

VALUES = ["ſ", "s", "S", "K", "\u212a", "\x0b", "\x85", "\u00a0", "é", "É", "ß", "ẞ", "a\n", "\n", "", "𐍈", "İ", "i"]
VALUES += ["1", "١", "_", "a b", "\x00", "\ufffd", "ς", "Σ", "b\na\nc"]
PATTERNS = ["s", "k", r"^\S$", r"^\s$", r"\w", r"^\W$", r"\d", r"^\D$", r"\bé", r"é\b", r"\B", "$", "^a$", "(?m)a$"]
PATTERNS += [".", "^.$", r"\pL", r"^\PL$", "[[:alpha:]]", "[^[:space:]]", "ς", "é", r"\x00", "[r-t]", r"\Qa b\E", "^$"]
PATTERNS += ["(?U)a+", r"^\x{ff}*$", "()", "x*", r"\z", "[^k]", "(?i:S)", "(?-s:.)"]


PARTS = [
    r"\b",
    r"\B",
    r"\s",
    r"\S",
    r"\w",
    r"\W",
    r"\d",
    r"\D",
    r"\A",
    r"\z",
    "^",
    "$",
    ".",
    "a",
    "k",
    "S",
    "|",
    "(?:a|\\b)",
    "()",
]
PARTS += [
    r"\-",
    r"\/",
    r"\\",
    r"\n",
    r"\t",
    r"\x4b",
    "(?i)",
    "(?s:.)",
    "(?m:^)",
    "(?m:$)",
    "*",
    "+",
    "?",
    "{2}",
    "{0,3}",
    "{1,}",
    "(s)",
]
CLASSES = [r"\s", r"\w-", "a-k", r"\S", r"\W", "k", "S_", r"\n", r"\x4b-\x53", ".*"]
PATTERNS += [
    r"\v",
    r"^\s*$",
    r"(?i)\bs\b",
    r"a\Z",
    r"\x73",
    r"[^\w]",
    r"(?im)^a$",
    r"^(?:a|b)\n",
    r"\_",
    r"a{0,3}$",
    "[.-]",
]


def looked(first: Prefilter, values: list[str]) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
    """Return the values in which each expression is found, and those in which it may be."""
    (numbers, places), maybe = first.pairs(Texts.of(values))
    held: dict[int, set[int]] = {}
    for number, place in zip(numbers.tolist(), places.tolist(), strict=True):
        assert place not in held.setdefault(number, set())
        held[number].add(place)
    return held, {number: set(found.tolist()) for number, found in maybe.items()}


def expressions(pattern: str) -> Iterator[Regex]:
    for flags in itertools.product([False, True], repeat=3):
        try:
            holds(atom := Regex("F", pattern, *flags), "")
        except re2.error:  # the rule is not usable
            return
        yield atom


@pytest.mark.parametrize("pattern", PATTERNS)
def test_no_value_that_an_expression_is_found_in_is_left_out(pattern: str) -> None:
    for atom in expressions(pattern):
        first = Prefilter({5: atom})
        held, maybe = looked(first, VALUES)
        due = {place for place, value in enumerate(VALUES) if holds(atom, value)}

        assert held.get(5, set()) <= due
        assert due <= (set(range(len(VALUES))) if 5 in first.always else held.get(5, set()) | maybe.get(5, set()))


@given(
    st.lists(st.sampled_from([*PARTS, *map("[{}]".format, CLASSES), *map("[^{}]".format, CLASSES)]), max_size=6),
    st.tuples(st.booleans(), st.booleans(), st.booleans()),
    st.lists(st.text(" -/\\aAbkKsS_09.\n\r\t\x00\x0b\x7f\x85\u212a\u017fé", max_size=8), max_size=8),
)
def test_what_needs_no_confirmation_holds(parts: list[str], flags: tuple[bool, bool, bool], values: list[str]) -> None:
    atom = Regex("F", "".join(parts), *flags)
    try:
        due = {place for place, value in enumerate(values) if holds(atom, value)}
    except re2.error:
        return
    first = Prefilter({3: atom, 7: Regex("F", "^a")})
    held, maybe = looked(first, values)

    assert held.get(3, set()) <= due
    assert due <= (set(range(len(values))) if 3 in first.always else held.get(3, set()) | maybe.get(3, set()))


def test_values_of_ascii_need_no_confirmation_of_a_plain_expression() -> None:
    first = Prefilter({0: Regex("F", r"(?i)-e[nc]*\s"), 1: Regex("F", "[[:alpha:]]b")})

    assert looked(first, ["x -ENC ", "ab", "é -e ", "-e\n", ""]) == ({0: {0}}, {0: {2, 3}, 1: {1, 3}})


def test_an_expression_that_hyperscan_does_not_take_is_always_tested() -> None:
    first = Prefilter({0: Regex("F", "a"), 1: Regex("F", r"\C")})

    assert first.always == [1]
    assert looked(first, ["a", "b"]) == ({0: {0}}, {})


def test_without_hyperscan_every_expression_is_always_tested(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prefilter, "hyperscan", None)

    assert Prefilter({0: Regex("F", "a")}).always == [0]


def test_a_kept_database_lets_the_same_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_CACHE", str(tmp_path))
    wanted = {0: Regex("F", "a"), 1: Regex("F", r"\C"), 3: Regex("F", "b")}

    first = looked(Prefilter(wanted), ["a", "b", "é a"])

    assert list(tmp_path.iterdir())
    assert looked(Prefilter(wanted), ["a", "b", "é a"]) == first == ({0: {0}, 3: {1}}, {0: {2}})


COUNTED = [
    "a{60}",
    "^a{2,70}$",
    "(?:ab){60,}",
    r"[\]{1,99}]{51}",
    "[]{9,99}]{51}",
    r"\Qa{99}\E",
    "[[:alpha:]{99}]{60}b",
]


@given(st.sampled_from(COUNTED), st.lists(st.sampled_from(["a", "ab", "b", "]", "{", "9", "}", "a{99}"]), max_size=4))
def test_counts_are_widened_and_never_narrowed(pattern: str, parts: list[str]) -> None:
    value = "".join(part * times for part, times in zip(parts, (60, 1, 70, 2), strict=False))

    atom = Regex("F", pattern)
    assert not holds(atom, value) or holds(Regex("F", widened(pattern)), value)


def test_a_large_count_does_not_make_hyperscan_stall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_CACHE", str(tmp_path))
    begun = time.process_time()
    first = Prefilter({0: Regex("F", "(foo|bar).{0,300}(baz|qux).{0,300}x"), 1: Regex("F", r"(.{1,30}a){30}x")})

    assert time.process_time() - begun < 5  # without a bound it was at no end after 40 s
    assert first.always == [1]
    assert looked(first, ["foo baz x", "foo", "a" * 70]) == ({}, {0: {0}})


def test_expressions_behind_the_limit_of_time_are_always_tested(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOCSIN_CACHE", str(tmp_path))
    monkeypatch.setattr(prefilter, "_LONGEST_S", -1.0)

    assert Prefilter({0: Regex("F", "a")}).always == [0]


ENDINGS = [r"z\.", r"\.c\.1$", "ab", "^q", r"1\b", r"x[0-9]+\.$", r"0\\C\$"]


@pytest.mark.parametrize("patterns", [ENDINGS, ENDINGS[:2], ENDINGS[2:4], ENDINGS[1:5]])
def test_what_ends_where_a_value_ends_is_found_beside_anchored_expressions(patterns: list[str]) -> None:
    values = [
        begin + end for begin in ("", "q", "zy101zy0x0yy.baa.") for end in ("z.", ".c.1", "ab", "1", "x7.", "0\\C$")
    ]
    atoms = {number: Regex("F", one) for number, one in enumerate(patterns)}
    (held, of), maybe = Prefilter(atoms).pairs(Texts.of(values))
    told = set(zip(held.tolist(), of.tolist(), strict=True))
    told |= {(one, at) for one, some in maybe.items() for at in some.tolist() if holds(atoms[one], values[at])}

    assert told == {(n, at) for n, atom in atoms.items() for at, value in enumerate(values) if holds(atom, value)}
