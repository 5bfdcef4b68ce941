"""The atoms of one field, sorted by the way many values are tested at once; plain data, kept on disk with a plan.

In: atoms by their numbers. Out: `FieldTests`. Whole texts are looked up, literals are scanned for all at once, and the
literals that most values have (`.exe`, a backslash, a single letter) are looked for one by one, since a scanner would
report each of them again and again.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from msgspec import Struct

from tocsin.hunting.atoms import AnyRun, Atom, Cidr, Exists, Literal, Null, Number, Part, Regex, Text, fold
from tocsin.hunting.digit_tests import blinded, zeroed
from tocsin.hunting.needles import Needles, needles_of
from tocsin.hunting.patterns import Anchor, LiteralSet, Pattern

_USUAL = (
    "c:\\windows\\system32\\svchost.exe -k netsvcs",
    '"c:\\windows\\system32\\cmd.exe" /c ',
    "c:\\windows\\system32\\ntdll.dll",
    "c:\\program files\\",
    "c:\\users\\",
    "hklm\\system\\currentcontrolset\\services\\",
    "hklm\\software\\microsoft\\windows\\currentversion\\",
)
"""What values in logs look like most of the time. A literal of several of them is found in too many values."""


class Whole(Struct, frozen=True):
    """Whole texts; those of text t are the atoms `owners[starts[t] : starts[t + 1]]` (int64 each)."""

    texts: tuple[str, ...]
    starts: bytes
    owners: bytes


LONG = 1024
"""Letters of a literal that are scanned for: Hyperscan refuses a pattern of many thousands."""


class Scanned(Struct, frozen=True):
    """Literals to be scanned for; `owners` are their atoms, `unsure` marks those that do not settle their atom."""

    literals: LiteralSet
    owners: bytes  # int64
    unsure: bytes  # bool


class Looked(Struct, frozen=True, array_like=True):
    """A literal to be looked for by itself."""

    atom: int
    text: str
    anchor: int
    cased: bool


class Digits(Struct, frozen=True):
    """Atoms about text with digits: as needles with zeros for digits, and the text of these needles as it is."""

    zeroed: Needles
    text: bytes


class FieldTests(Struct, frozen=True):
    """Numbers of atoms are the plan's; of each pair the first is for folded text, the second for text as it is."""

    whole: tuple[Whole | None, Whole | None]
    scanned: tuple[Scanned | None, Scanned | None]
    looked: tuple[Looked, ...]
    numbers: tuple[int, ...]
    networks: tuple[int, ...]
    expressions: tuple[int, ...]
    each: tuple[int, ...]  # those that are tested value by value
    needles: tuple[Needles, Needles]  # all atoms about text once more, for the compiled loop
    digits: tuple[Digits, Digits]  # those with digits once more
    blinded: dict[int, str | None]  # expressions that can tell digits apart, as they are when they cannot


def sort_tests(atoms: Mapping[int, Atom]) -> FieldTests:
    """Sort the atoms of a field; those about its absence are nobody's to test."""
    whole: tuple[dict[str, list[int]], dict[str, list[int]]] = {}, {}
    scanned: tuple[list[tuple[Pattern, int, bool]], list[tuple[Pattern, int, bool]]] = [], []
    looked: list[Looked] = []
    each: list[int] = []
    about_text: tuple[dict[int, Text], dict[int, Text]] = {}, {}
    for number, atom in atoms.items():
        if isinstance(atom, Text):
            about_text[atom.cased][number] = atom
            _place(number, atom, whole[atom.cased], scanned[atom.cased], looked, each)
        elif not isinstance(atom, (Number, Cidr, Regex, Null, Exists)):
            each.append(number)
    expressions = {number: atom for number, atom in atoms.items() if isinstance(atom, Regex)}
    return FieldTests(
        whole=(_whole(whole[False]), _whole(whole[True])),
        scanned=(_scanned(scanned[False]), _scanned(scanned[True])),
        looked=tuple(looked),
        numbers=tuple(number for number, atom in atoms.items() if isinstance(atom, Number)),
        networks=tuple(number for number, atom in atoms.items() if isinstance(atom, Cidr)),
        expressions=tuple(expressions),
        each=tuple(each),
        needles=(needles_of(about_text[False]), needles_of(about_text[True])),
        digits=(_digits(about_text[False]), _digits(about_text[True])),
        blinded={
            number: said for number, atom in expressions.items() if (said := blinded(atom.pattern)) != atom.pattern
        },
    )


def _digits(atoms: Mapping[int, Text]) -> Digits:
    told = {number: said for number, atom in sorted(atoms.items()) if (said := zeroed(atom)) is not None}
    return Digits(needles_of(told), needles_of({number: atoms[number] for number in told}).text)


def _place(
    number: int,
    atom: Text,
    whole: dict[str, list[int]],
    scanned: list[tuple[Pattern, int, bool]],
    looked: list[Looked],
    each: list[int],
) -> None:
    text = "".join(part.text for part in atom.parts if isinstance(part, Literal))
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        return  # half of a letter: no text has that
    text = text if atom.cased else fold(text)
    shape = "".join(
        "t" if isinstance(part, Literal) else "*" if isinstance(part, AnyRun) else "?" for part in atom.parts
    )
    anchor = {"*t*": Anchor.ANYWHERE, "t*": Anchor.BEGIN, "*t": Anchor.END}.get(shape)
    if shape in ("", "t"):
        whole.setdefault(text, []).append(number)
    elif anchor is None:
        longest = _longest(atom.parts)
        if longest is None or _is_usual(fold(longest)):
            each.append(number)
        else:
            scanned.append((Pattern((longest if atom.cased else fold(longest))[:LONG], Anchor.ANYWHERE), number, True))
    elif _is_usual(fold(text)):
        looked.append(Looked(number, text, int(anchor), atom.cased))
    elif len(text) > LONG:  # a part of it is enough to find the few values worth a look
        part = text[-LONG:] if anchor == Anchor.END else text[:LONG]
        scanned.append((Pattern(part, anchor), number, True))
    else:
        scanned.append((Pattern(text, anchor), number, False))


def _is_usual(text: str) -> bool:
    return "\n" not in text and ((len(text) < 2 and text.isascii()) or sum(text in usual for usual in _USUAL) > 1)


def _longest(parts: tuple[Part, ...]) -> str | None:
    texts = [part.text for part in parts if isinstance(part, Literal)]
    return max(texts, key=len, default=None)


def _whole(found: dict[str, list[int]]) -> Whole | None:
    if not found:
        return None
    sizes = [len(numbers) for numbers in found.values()]
    owners = [number for numbers in found.values() for number in numbers]
    return Whole(tuple(found), np.cumsum([0, *sizes]).astype(np.int64).tobytes(), np.array(owners, np.int64).tobytes())


def _scanned(found: list[tuple[Pattern, int, bool]]) -> Scanned | None:
    if not found:
        return None
    return Scanned(
        LiteralSet.of([pattern for pattern, _, _ in found]),
        np.array([number for _, number, _ in found], np.int64).tobytes(),
        np.array([unsure for _, _, unsure in found], bool).tobytes(),
    )
