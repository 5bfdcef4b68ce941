r"""Searching whole documents in linear time: RE2 on the text's UTF-8, spans given back in characters.

Use this for everything that runs over a document from end to end; Python's `re` only on short stretches. Patterns
are ASCII: `\b`, `\w` and case folding know ASCII letters only, and a find must not cut a character.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

import re2


@cache
def pattern(expression: str, *, any_case: bool = False, lines: bool = False, memory: int = 32 * 2**20) -> Any:
    """Return a compiled pattern, leftmost-longest; `lines`: `^` and `$` stand for those of a line."""
    options = re2.Options()
    options.longest_match = True
    options.case_sensitive = not any_case
    options.encoding = re2.Options.Encoding.LATIN1
    options.max_mem = memory
    options.log_errors = False
    # RE2 takes the flag for lines only inside a pattern
    return re2.compile((f"(?m:{expression})" if lines else expression).encode("ascii"), options)


@lru_cache(maxsize=1)
def encoded(text: str) -> bytes:
    """Return the bytes of the text that is looked through, which each pattern asks for again."""
    return text.encode("utf-8", "surrogatepass")


def count_characters(data: bytes) -> int:
    """Return how many characters whole bytes of UTF-8 stand for.

    >>> count_characters("é“b".encode())
    3
    """
    return len(data) if data.isascii() else len(data.decode("utf-8", "surrogatepass"))


def spans(compiled: Any, text: str) -> list[tuple[int, int]]:
    """Return the spans of all finds in a text, in order and apart.

    >>> spans(pattern("b+"), "é“bb” b")
    [(2, 4), (6, 7)]
    """
    data = encoded(text)
    found: list[tuple[int, int]] = [match.span() for match in compiled.finditer(data)]
    if len(data) == len(text):
        return found
    counted: list[tuple[int, int]] = []
    byte = character = 0
    for start, end in found:
        # each byte is decoded once
        first = character + count_characters(data[byte:start])
        last = first + count_characters(data[start:end])
        counted.append((first, last))
        byte, character = end, last
    return counted
