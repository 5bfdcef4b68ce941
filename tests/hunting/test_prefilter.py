"""The first look at all expressions of a field: it may let through too much, never too little."""

from __future__ import annotations

import itertools
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.hunting import prefilter
from tocsin.hunting.atoms import Regex, holds
from tocsin.hunting.prefilter import Prefilter, widened
from tocsin.hunting.texts import Numbers, Texts

VALUES = ["ſ", "s", "S", "K", "\u212a", "\x0b", "\x85", "\u00a0", "é", "É", "ß", "ẞ", "a\n", "\n", "", "𐍈", "İ", "i"]
VALUES += ["1", "١", "_", "a b", "\x00", "\ufffd", "ς", "Σ", "b\na\nc"]
PATTERNS = ["s", "k", r"^\S$", r"^\s$", r"\w", r"^\W$", r"\d", r"^\D$", r"\bé", r"é\b", r"\B", "$", "^a$", "(?m)a$"]
PATTERNS += [".", "^.$", r"\pL", r"^\PL$", "[[:alpha:]]", "[^[:space:]]", "ς", "é", r"\x00", "[r-t]", r"\Qa b\E", "^$"]
PATTERNS += ["(?U)a+", r"^\x{ff}*$", "()", "x*", r"\z", "[^k]", "(?i:S)", "(?-s:.)"]


def as_lists(found: dict[int, Numbers]) -> dict[int, list[int]]:
    return {number: values.tolist() for number, values in found.items()}


@pytest.mark.parametrize("pattern", PATTERNS)
def test_no_value_that_an_expression_is_found_in_is_left_out(pattern: str) -> None:
    for flags in itertools.product([False, True], repeat=3):
        atom = Regex("F", pattern, *flags)
        first = Prefilter({5: atom})
        found = first.pairs(Texts.of(VALUES)).get(5, np.empty(0, np.int64))
        candidates = set(range(len(VALUES))) if 5 in first.always else set(found.tolist())

        assert {place for place, value in enumerate(VALUES) if holds(atom, value)} <= candidates


def test_an_expression_that_hyperscan_does_not_take_is_always_tested() -> None:
    first = Prefilter({0: Regex("F", "a"), 1: Regex("F", r"\C")})

    assert first.always == [1]
    assert as_lists(first.pairs(Texts.of(["a", "b"]))) == {0: [0]}


def test_without_hyperscan_every_expression_is_always_tested(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prefilter, "hyperscan", None)

    assert Prefilter({0: Regex("F", "a")}).always == [0]


def test_a_kept_database_lets_the_same_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_CACHE", str(tmp_path))
    wanted = {0: Regex("F", "a"), 1: Regex("F", r"\C"), 3: Regex("F", "b")}

    first = as_lists(Prefilter(wanted).pairs(Texts.of(["a", "b"])))

    assert list(tmp_path.iterdir())
    assert as_lists(Prefilter(wanted).pairs(Texts.of(["a", "b"]))) == first == {0: [0], 3: [1]}


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
    assert as_lists(first.pairs(Texts.of(["foo baz x", "foo", "a" * 70]))) == {0: [0]}


def test_expressions_behind_the_limit_of_time_are_always_tested(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOCSIN_CACHE", str(tmp_path))
    monkeypatch.setattr(prefilter, "_LONGEST_S", -1.0)

    assert Prefilter({0: Regex("F", "a")}).always == [0]
