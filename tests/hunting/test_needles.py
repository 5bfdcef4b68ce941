"""Needles as they are laid out: their keys, and what is left to others."""

from __future__ import annotations

import numpy as np

from tocsin.hunting.atoms import AnyOne, AnyRun, Literal, Text
from tocsin.hunting.needles import (
    CODE,
    FOUR,
    GLOB,
    HEADS,
    IS,
    KEY,
    LONGEST,
    MODE,
    NEXT,
    OFFSET,
    ONE,
    RUN,
    TAILS,
    TWO,
    Needles,
    needles_of,
)


def text(*parts: str, cased: bool = False) -> Text:
    signs = {"*": AnyRun(), "?": AnyOne()}
    return Text("F", tuple(signs.get(part, Literal(part)) for part in parts), cased)


def table(needles: Needles) -> np.ndarray:
    return np.frombuffer(needles.table, np.int64).reshape(-1, OFFSET + 1)


def test_a_key_is_how_a_value_begins_or_ends_or_all_of_it_or_a_stretch_of_it() -> None:
    found = [
        text("Abc", "*"),
        text("*", "\\powershell.exe"),
        text("x"),
        text("*", "mimikatz", "*"),
        text("*", "ab", "*"),
    ]
    found += [text("*", "a", "*"), text("ab", "?", "longer", "*"), text()]

    rows = table(needles_of(dict(enumerate(found))))

    kinds = [HEADS + 3, TAILS + 8, IS, FOUR, TWO, ONE, FOUR, IS]
    assert rows[:, CODE].tolist() == kinds
    assert rows[6, MODE] == GLOB


def test_of_a_literals_stretches_the_key_is_one_that_no_other_shares() -> None:
    rows = table(needles_of({0: text("*", "\\system32\\abc.exe", "*"), 1: text("*", "\\system32\\xyz.exe", "*")}))

    keys = [int(key).to_bytes(4, "little") for key in rows[:, KEY]]
    assert keys[0] not in b"\\system32\\xyz.exe"
    assert keys[1] not in b"\\system32\\abc.exe"
    assert all(keys[row] == (b"\\system32\\abc.exe", b"\\system32\\xyz.exe")[row][at : at + 4]
               for row, at in enumerate(rows[:, OFFSET].tolist()))  # fmt: skip


def test_needles_of_one_key_are_chained() -> None:
    rows = table(
        needles_of({4: text("*", "abcdefgh.exe"), 5: text("*", "x", "abcdefgh.exe"), 6: text("*", "defgh.exe")})
    )

    assert rows[:, KEY].tolist()[0] == rows[:, KEY].tolist()[2]
    assert rows[:, NEXT].tolist() == [2, -1, -1]


def test_what_is_beyond_ascii_is_in_no_value_that_is_looked_at_and_what_is_too_long_is_left() -> None:
    needles = needles_of(
        {0: text("*", "é", "*"), 1: text("*", "a" * (LONGEST + 1)), 2: text("*"), 3: text("*", "ſ", "*")}
    )

    assert needles.left == (1, 2)
    assert np.frombuffer(needles.owners, np.int64).tolist() == [3]  # the long s is an s without its case
    assert needles.text == b"s"
    assert needles_of({0: text("*", "é", "*")}) == Needles()


def test_wildcards_stand_among_the_bytes() -> None:
    assert needles_of({0: text("a", "*", "B")}).text == b"a" + bytes([RUN]) + b"b"
    assert needles_of({0: text("a", "*", "B", cased=True)}).text == b"a" + bytes([RUN]) + b"B"
