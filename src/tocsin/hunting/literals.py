"""Many literals looked for in a column's texts as they lie in memory, in one call a column and without making strings.

In: literals, folded; an Arrow array of strings. Out: pairs (literal, text), each once. Letters of ASCII match in either
case; a text that has others is folded first. Texts lie end to end, so that a find may reach over the border of two:
it does not count. 100,000 literals cost little more than 100: Hyperscan looks for all of them at once. Where it is not
to be had, RE2's sets look at the texts one by one.
"""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tocsin.hunting.atoms import fold
from tocsin.hunting.patterns import CACHED_FROM, compiled_database, hyperscan, kept_database, re2_set
from tocsin.hunting.strings import Strings
from tocsin.hunting.texts import as_they_lie

Numbers = npt.NDArray[np.int64]
_NOTHING = np.empty(0, np.int64), np.empty(0, np.int64)


class Texts:
    """The strings of an Arrow array, as they lie in memory."""

    def __init__(self, values: pa.Array) -> None:
        """Take an array of strings, large or not, sliced or not."""
        held, places = as_they_lie(values)
        self.count = len(values)
        self.raw = held[places[0] : places[-1]].data
        self.begins: Numbers = places - places[0]
        self._valid = values.is_valid() if values.null_count else None

    def text(self, number: int) -> str:
        """Return one of the texts."""
        return bytes(self.raw[self.begins[number] : self.begins[number + 1]]).decode("utf-8", "replace")

    def beyond_ascii(self) -> Numbers:
        """Return the numbers of the texts that have a letter outside ASCII."""
        high = np.frombuffer(self.raw, np.uint8) >= 0x80
        return np.unique(self.of_places(np.flatnonzero(high))) if high.any() else _NOTHING[0]

    def of_places(self, places: Numbers) -> Numbers:
        """Return the number of the text in which each byte lies."""
        return np.searchsorted(self.begins, places, "right") - 1

    def valid(self, numbers: Numbers) -> npt.NDArray[np.bool_]:
        """Say of each text whether it is one, and not null."""
        if self._valid is None:
            return np.ones(len(numbers), bool)
        return self._valid.to_numpy(zero_copy_only=False)[numbers]


class Literals:
    """Literals ready to be looked for."""

    def __init__(self, texts: Strings, *, engine: str = "auto") -> None:
        """Compile folded, different, non-empty texts; `engine` as for `patterns.Scanner`. Kept on disk by content."""
        self._texts = texts
        self._length = texts.sizes()
        self._engine = engine
        self._compile()

    def _compile(self) -> None:
        use_hyperscan = hyperscan is not None and self._engine in ("auto", "hyperscan")
        some = len(self._texts) > 0
        self._database: Any = self._hyperscan() if use_hyperscan and some else None
        self._set: Any = (
            re2_set(expression.decode() for expression in self._expressions()) if some and not use_hyperscan else None
        )

    def __getstate__(self) -> dict[str, Any]:
        """Leave the database out: a process that is handed literals reads it from the cache, or compiles it."""
        return {"_texts": self._texts, "_length": self._length, "_engine": self._engine}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._compile()

    def _hyperscan(self) -> Any:
        digest = hashlib.sha256(f"{hyperscan.__version__} caseless {len(self._texts)} ".encode())
        digest.update(self._texts.ends + self._texts.data)
        return kept_database(
            "indicators",
            digest.hexdigest(),
            lambda: compiled_database(self._expressions(), hyperscan.HS_FLAG_CASELESS),
            keep=len(self._texts) >= CACHED_FROM,
        )

    def _expressions(self) -> list[bytes]:
        return [_expression(self._texts.raw(number)) for number in range(len(self._texts))]

    def pairs(self, texts: Texts) -> tuple[Numbers, Numbers]:
        """Return (literal, text) for every literal that is found in a text, ordered by literal."""
        if not len(self._texts) or not len(texts.raw):
            return _NOTHING
        if self._database is None:
            return self._one_by_one(texts)
        literal, text = self._scan(texts.raw, texts.begins)
        beyond = texts.beyond_ascii()
        if len(beyond):
            kept = ~np.isin(text, beyond)
            folded = [fold(texts.text(number)).encode("utf-8", "surrogatepass") for number in beyond.tolist()]
            sizes = np.fromiter(map(len, folded), np.int64, len(folded))
            more, of = self._scan(memoryview(b"".join(folded)), np.concatenate([[0], np.cumsum(sizes)]))
            literal = np.concatenate([literal[kept], more])
            text = np.concatenate([text[kept], beyond[of]])
        return _once(literal, text, texts)

    def _scan(self, raw: memoryview, begins: Numbers) -> tuple[Numbers, Numbers]:
        ids: list[int] = []
        ends: list[int] = []

        def note(number: int, _begin: int, end: int, _flags: int, _context: object) -> None:
            ids.append(number)
            ends.append(end)

        self._database.scan(raw, match_event_handler=note)
        if not ids:
            return _NOTHING
        literal, end = np.array(ids, np.int64), np.array(ends, np.int64)
        text = np.searchsorted(begins, end - 1, "right") - 1
        inside = end - self._length[literal] >= begins[text]
        return literal[inside], text[inside]

    def _one_by_one(self, texts: Texts) -> tuple[Numbers, Numbers]:
        literals: list[int] = []
        numbers: list[int] = []
        for number in range(texts.count):
            found: list[int] = self._set.Match(fold(texts.text(number)).encode("utf-8", "surrogatepass")) or []
            literals += found
            numbers += [number] * len(found)
        return _once(np.array(literals, np.int64), np.array(numbers, np.int64), texts)


def _expression(text: bytes) -> bytes:
    return b"".join([b"\\x%02x" % byte for byte in text])


def _once(literal: Numbers, text: Numbers, texts: Texts) -> tuple[Numbers, Numbers]:
    if not len(literal):
        return _NOTHING
    pairs = np.unique(literal * texts.count + text)
    literal, text = pairs // texts.count, pairs % texts.count
    valid = texts.valid(text)
    return literal[valid], text[valid]
