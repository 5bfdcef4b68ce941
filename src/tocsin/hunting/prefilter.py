"""Which values an expression can be found in: a first look at all expressions of a field together.

In: expressions that RE2 takes, and values. Out: pairs (expression, value) that hold, and those that may, never fewer
than do, which are confirmed by `atoms.regex_holds`. Hyperscan looks at a value for all expressions at once; where it
does not know one, or is not to be had, every value of the field is a candidate of that expression. So it is where
compiling would take long: Hyperscan gives every repetition of `.{0,300}` a state of its own, and minutes to some;
counts are widened before. What it says needs no confirmation where both engines mean the same: of an expression of
plain parts, and of a value in ASCII.
"""

from __future__ import annotations

import hashlib
import re
import time
from typing import Any

import numpy as np
import orjson
import pyarrow as pa

from tocsin.collecting.columns import pc
from tocsin.hunting.atoms import Regex
from tocsin.hunting.patterns import hyperscan, load_database
from tocsin.hunting.texts import Joined, Numbers, Texts
from tocsin.knowledge import kept

_READ_DIFFERENTLY = r"[\x0b\x{17f}\x{212a}]|\n\z"
"""What RE2 and Hyperscan do not agree on: whether a vertical tab is a blank, whether the long s and the Kelvin sign are
letters of `(?i)\\w`, and whether a line begins behind the last newline. Such values are candidates of every expression.
"""


_PLAIN = re.compile(
    r"""(?x) (?:
    \\ (?: [AbBdDsSwWzntrfa] | x[0-7][0-9a-fA-F] | [!-/:-@\[-`{-~] )  # escapes that both know, and signs
    | \[ \^? (?: \\ (?: [dDsSwWntrfa] | x[0-7][0-9a-fA-F] | [!-/:-@\[-`{-~] ) | [^\[\]\\] )+ \]
    | \( (?: \?: | \? [ims]{1,3} [:)] | (?! [?*] ) )
    | \{ \d+ (?: , \d* )? \}
    | [^\\\[({]
    )*""",
    re.ASCII,
)
"""Expressions that mean the same to RE2 and to Hyperscan in values of ASCII: others are always confirmed."""

_MOST_TIMES = 50
"""A count above this is `or more` for the first look: what holds is found all the same, and a little besides."""

_LARGEST = 3000
"""Instructions of RE2's program for an expression that Hyperscan compiles within half a second (measured)."""

_LONGEST_S = 20.0
"""Seconds of processor time for all expressions of a field, one by one; those behind it are tested on every value."""

_COUNTS = re.compile(
    r"\\Q.*?(?:\\E|\Z)|\\[xpP]\{[^}]*\}|\\.|\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\]|\{(\d+)(?:,(\d*))?\}", re.DOTALL
)
"""What may hold braces that are no counts, or a count: lowest, highest."""

_NO_COUNT = re.compile(r"\{(?:\d+,)?0\d")
"""What is text to RE2 and a count to Hyperscan."""

_RULES_OF_TAKING = _PLAIN.pattern, _NO_COUNT.pattern

_NONE = np.empty(0, np.int64)


class Prefilter:
    """Expressions of one field, by their numbers."""

    def __init__(self, expressions: dict[int, Regex], *, engine: str = "auto") -> None:
        """Compile those that can be; the others are in `always`."""
        self.always = sorted(expressions)
        self._database: Any = None
        if hyperscan is None or engine == "re2":
            return
        numbers = sorted(expressions)
        taken, exact, self._database = _compiled([expressions[number] for number in numbers])
        self._numbers = np.array([numbers[place] for place in taken], np.int64)
        self._exact = np.array(exact, bool)
        self.always = sorted(set(expressions).difference(self._numbers.tolist()))

    def pairs(self, texts: Texts) -> tuple[tuple[Numbers, Numbers], dict[int, Numbers]]:
        """Return (expression, value) that hold, and for each expression the values in which it may be found besides.

        Those of `always` are not among them.
        """
        if self._database is None:
            return (_NONE, _NONE), {}
        values = texts.joined(cased=True)
        place, value = self._scanned(values, 0)
        # Hyperscan misses some short literals that end where its data ends, where others are anchored: a newline more
        more, of = self._scanned(values, 1)
        missed = ~np.isin(more * len(values) + of, place * len(values) + value)
        sure = np.append(self._exact[place], np.zeros(int(missed.sum()), bool))
        place, value = np.append(place, more[missed]), np.append(value, of[missed])
        strange = _strange(values)
        if len(strange):
            sure &= ~np.isin(value, strange)
            read = np.asarray(pc.match_substring_regex(texts.array.take(pa.array(strange)), _READ_DIFFERENTLY))
            every = np.arange(len(self._numbers))
            differently = np.repeat(strange[read], len(every))
            place = np.concatenate([place, np.tile(every, len(differently) // max(len(every), 1))])
            value = np.concatenate([value, differently])
            sure = np.concatenate([sure, np.zeros(len(differently), bool)])
        return (self._numbers[place[sure]], value[sure]), self._by_expression(place[~sure], value[~sure])

    def _scanned(self, values: Joined, behind: int) -> tuple[Numbers, Numbers]:
        """Return (place of the expression, value) as they are told of values, with so many letters behind each."""
        flat: list[int] = []
        add = flat.append

        def note(place: int, _begin: int, _end: int, _flags: int, at: int) -> None:
            add(place)
            add(at)

        scan, data = self._database.scan, memoryview(values.data)
        for at, (begin, size) in enumerate(zip(values.begins.tolist(), values.sizes.tolist(), strict=True)):
            scan(data[begin : begin + size + behind], note, 0, at)
        place, value = np.array(flat, np.int64).reshape(-1, 2).T
        return place, value

    def _by_expression(self, place: Numbers, value: Numbers) -> dict[int, Numbers]:
        if not len(place):
            return {}
        order = np.lexsort((value, place))
        place, value = place[order], value[order]
        first = (np.diff(place, prepend=-1) != 0) | (np.diff(value, prepend=-1) != 0)  # each pair once
        place, value = place[first], value[first]
        begins = np.flatnonzero(np.diff(place, prepend=-1)).tolist()
        return {
            int(self._numbers[place[begin]]): value[begin:end]
            for begin, end in zip(begins, [*begins[1:], len(place)], strict=True)
        }


def _strange(values: Joined) -> Numbers:
    """Return the values that are not plain: with more than ASCII or a vertical tab, or with a newline at their end."""
    letters = np.frombuffer(values.data, np.uint8)
    odd = np.flatnonzero((letters >= 0x80) | (letters == 0x0B))
    some = np.flatnonzero(values.sizes)
    ended = some[letters[values.begins[some] + values.sizes[some] - 1] == 0x0A]
    if not len(odd):
        return ended
    return np.union1d(ended, np.searchsorted(values.begins, odd, "right") - 1)


def widened(pattern: str) -> str:
    r"""Return an expression of RE2 that is found wherever this one is, without large counts.

    >>> widened("a.{0,300}b{2,3}"), widened("[{1,99}]{99}"), widened(r"\x{1000}\{7,800}")
    ('a.{0,}b{2,3}', '[{1,99}]{50,}', '\\x{1000}\\{7,800}')
    """

    def fewer(found: re.Match[str]) -> str:
        low, high = found.groups()
        if low is None or max(int(low), int(high or 0)) <= _MOST_TIMES:
            return found.group()
        return f"{{{min(int(low), _MOST_TIMES)},}}"

    return _COUNTS.sub(fewer, pattern)


def _small(pattern: str) -> bool:
    """Say whether RE2 makes a small program of an expression."""
    import re2

    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(pattern, options).programsize <= _LARGEST
    except re2.error:
        return False


def is_plain(atom: Regex) -> bool:
    r"""Say whether an expression means the same to both engines in values of ASCII.

    >>> [is_plain(Regex("F", one)) for one in (r"(?i)\s-e[nc]*\b", r"\v", r"\pL", "[[:alpha:]]", "x{0,300}", "é")]
    [True, False, False, False, False, False]
    """
    pattern = atom.pattern
    return pattern.isascii() and _PLAIN.fullmatch(pattern) is not None and widened(pattern) == pattern


def _flags(atom: Regex, *, exact: bool) -> int:
    flags = hyperscan.HS_FLAG_SINGLEMATCH | hyperscan.HS_FLAG_UTF8 | hyperscan.HS_FLAG_ALLOWEMPTY
    flags |= 0 if exact else hyperscan.HS_FLAG_PREFILTER
    flags |= hyperscan.HS_FLAG_CASELESS if atom.ignore_case else 0
    flags |= hyperscan.HS_FLAG_MULTILINE if atom.multiline else 0
    return flags | (hyperscan.HS_FLAG_DOTALL if atom.dotall else 0)


def _compiled(expressions: list[Regex]) -> tuple[list[int], list[bool], Any]:
    """Return the places of the expressions that Hyperscan takes, which it tells exactly, and their database, kept."""
    if not expressions:
        return [], [], None
    key = hashlib.sha256(
        repr((hyperscan.__version__, _MOST_TIMES, _LARGEST, *_RULES_OF_TAKING, expressions)).encode("utf-8", "replace")
    ).hexdigest()
    stored = kept.load("expressions", key)
    if stored is not None:
        head, _, body = stored.partition(b"\n")
        database = load_database(body)
        if database is not None:
            return *orjson.loads(head), database
        kept.forget("expressions", key)
    end = time.process_time() + _LONGEST_S
    told = {
        place: exact
        for place, atom in enumerate(expressions)
        if time.process_time() < end and _small(widened(atom.pattern)) and (exact := _told(atom)) is not None
    }
    taken, exact = list(told), list(told.values())
    database = _database([expressions[place] for place in taken], exact) if taken else None
    if database is None:
        return [], [], None
    kept.store("expressions", key, orjson.dumps([taken, exact]) + b"\n" + hyperscan.dumpb(database))
    return taken, exact, database


def _told(atom: Regex) -> bool | None:
    """Say whether Hyperscan tells exactly where an expression is found; None where it does not take it at all."""
    if _NO_COUNT.search(atom.pattern):
        return None
    if is_plain(atom) and _database([atom], [True]) is not None:
        return True
    return None if _database([atom], [False]) is None else False


def _database(expressions: list[Regex], exact: list[bool]) -> Any:
    """Compile expressions together; None when Hyperscan does not take one of them."""
    database = hyperscan.Database()
    try:
        database.compile(
            expressions=[widened(atom.pattern).encode("utf-8", "replace") for atom in expressions],
            ids=list(range(len(expressions))),
            elements=len(expressions),
            flags=[_flags(atom, exact=one) for atom, one in zip(expressions, exact, strict=True)],
        )
    except hyperscan.error:
        return None
    return database
