r"""Searching whole documents in linear time: RE2 on the text's UTF-8, spans given back in characters.

Use this for everything that runs over a document from end to end; Python's `re` only on short stretches. Patterns
are ASCII: `\b`, `\w` and case folding know ASCII letters only, and a find must not cut a character.
"""

from __future__ import annotations

from functools import cache
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


def spans(compiled: Any, text: str) -> list[tuple[int, int]]:
    """Return the spans of all finds in a text, in order and apart.

    >>> spans(pattern("b+"), "é“bb” b")
    [(2, 4), (6, 7)]
    """
    data = text.encode("utf-8", "surrogatepass")
    found: list[tuple[int, int]] = [match.span() for match in compiled.finditer(data)]
    if len(data) == len(text):
        return found
    counted: list[tuple[int, int]] = []
    byte = character = 0
    for start, end in found:
        # each byte is decoded once
        first = character + len(data[byte:start].decode("utf-8", "surrogatepass"))
        last = first + len(data[start:end].decode("utf-8", "surrogatepass"))
        counted.append((first, last))
        byte, character = end, last
    return counted
