"""Which values an expression can be found in: a first look at all expressions of a field together.

In: expressions that RE2 takes, and values. Out: pairs (expression, value) that may hold, never fewer than do; each is
confirmed by `atoms.regex_holds`. Hyperscan looks at a value for all expressions at once; where it does not know one, or
is not to be had, every value of the field is a candidate of that expression. So it is where compiling would take long:
Hyperscan gives every repetition of `.{0,300}` a state of its own, and minutes to some; counts are widened before.
"""

from __future__ import annotations

import hashlib
import re
import time
from typing import Any

import numpy as np
import orjson

from tocsin.collecting.columns import pc
from tocsin.hunting.atoms import Regex
from tocsin.hunting.patterns import hyperscan, load_database
from tocsin.hunting.texts import Numbers, Texts
from tocsin.knowledge import kept

_READ_DIFFERENTLY = r"[\x0b\x{17f}\x{212a}]|\n\z"
"""What RE2 and Hyperscan do not agree on: whether a vertical tab is a blank, whether the long s and the Kelvin sign are
letters of `(?i)\\w`, and whether a line begins behind the last newline. Such values are candidates of every expression.
"""


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


class Prefilter:
    """Expressions of one field, by their numbers."""

    def __init__(self, expressions: dict[int, Regex], *, engine: str = "auto") -> None:
        """Compile those that can be; the others are in `always`."""
        self.always = sorted(expressions)
        self._database: Any = None
        self._numbers: list[int] = []
        if hyperscan is None or engine == "re2":
            return
        numbers = sorted(expressions)
        taken, self._database = _compiled([expressions[number] for number in numbers])
        self._numbers = [numbers[place] for place in taken]
        self.always = sorted(set(expressions) - set(self._numbers))

    def pairs(self, texts: Texts) -> dict[int, Numbers]:
        """Return for each expression the values in which it may be found; those of `always` are not among them."""
        if self._database is None:
            return {}
        found: list[tuple[int, int]] = []

        def note(number: int, _begin: int, _end: int, _flags: int, at: int) -> None:
            found.append((self._numbers[number], at))

        scan = self._database.scan
        values = texts.joined(cased=True)
        data = memoryview(values.data)
        for at, (begin, size) in enumerate(zip(values.begins.tolist(), values.sizes.tolist(), strict=True)):
            scan(data[begin : begin + size], match_event_handler=note, context=at)
        differently = np.flatnonzero(np.asarray(pc.match_substring_regex(texts.array, _READ_DIFFERENTLY))).tolist()
        found += [(number, at) for at in differently for number in self._numbers]
        candidates: dict[int, list[int]] = {}
        for number, at in found:
            candidates.setdefault(number, []).append(at)
        return {number: np.unique(np.array(places, np.int64)) for number, places in candidates.items()}


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


def _flags(atom: Regex) -> int:
    flags = hyperscan.HS_FLAG_PREFILTER | hyperscan.HS_FLAG_SINGLEMATCH | hyperscan.HS_FLAG_UTF8
    flags |= hyperscan.HS_FLAG_ALLOWEMPTY
    flags |= hyperscan.HS_FLAG_CASELESS if atom.ignore_case else 0
    flags |= hyperscan.HS_FLAG_MULTILINE if atom.multiline else 0
    return flags | (hyperscan.HS_FLAG_DOTALL if atom.dotall else 0)


def _compiled(expressions: list[Regex]) -> tuple[list[int], Any]:
    """Return the places of the expressions that Hyperscan takes, and the database of those, kept on disk."""
    if not expressions:
        return [], None
    key = hashlib.sha256(
        repr((hyperscan.__version__, _MOST_TIMES, _LARGEST, expressions)).encode("utf-8", "replace")
    ).hexdigest()
    stored = kept.load("expressions", key)
    if stored is not None:
        head, _, body = stored.partition(b"\n")
        database = load_database(body)
        if database is not None:
            return orjson.loads(head), database
        kept.forget("expressions", key)
    end = time.process_time() + _LONGEST_S
    taken = [
        place
        for place, atom in enumerate(expressions)
        if time.process_time() < end and _small(widened(atom.pattern)) and _database([atom]) is not None
    ]
    database = _database([expressions[place] for place in taken]) if taken else None
    if database is None:
        return [], None
    kept.store("expressions", key, orjson.dumps(taken) + b"\n" + hyperscan.dumpb(database))
    return taken, database


def _database(expressions: list[Regex]) -> Any:
    """Compile expressions together; None when Hyperscan does not take one of them."""
    database = hyperscan.Database()
    try:
        database.compile(
            expressions=[widened(atom.pattern).encode("utf-8", "replace") for atom in expressions],
            ids=list(range(len(expressions))),
            elements=len(expressions),
            flags=[_flags(atom) for atom in expressions],
        )
    except hyperscan.error:
        return None
    return database
