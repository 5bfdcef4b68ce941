"""Text in columns of a terminal: how wide it is, wrapped, cut and padded. In: text that `escape` has made inert.

Letters of East Asian scripts and most emoji take two columns, combining marks none (Unicode Standard Annex 11).
"""

from __future__ import annotations

import unicodedata

ELLIPSIS = "…"


def width(text: str) -> int:
    """Return how many columns the text takes.

    >>> width("abc"), width("日本"), width("e\u0301")
    (3, 4, 1)
    """
    return len(text) if text.isascii() else sum(map(_columns, text))


def clip(text: str, columns: int) -> str:
    """Return the text in at most so many columns; `…` where it was cut.

    >>> clip("abcdef", 4), clip("日本語", 4)
    ('abc…', '日…')
    """
    if width(text) <= columns:
        return text
    head = _fitting(text, max(columns - 1, 0))
    return text[:head] + (ELLIPSIS if columns > 0 else "")


def pad(text: str, columns: int) -> str:
    """Return the text in exactly so many columns."""
    shown = clip(text, columns)
    return shown + " " * (columns - width(shown))


def wrap(text: str, columns: int, *, first: str = "", rest: str = "") -> list[str]:
    r"""Return lines of at most so many columns, `first` and `rest` being what they begin with.

    A word that is too long (a path, a hash) is cut where the line ends; line ends in the text stay line ends.

    >>> wrap("one two three", 9, first="- ", rest="  ")
    ['- one two', '  three']
    """
    lines: list[str] = []
    begin = first
    for paragraph in text.split("\n"):
        lines.extend(_wrapped(paragraph, columns, begin, rest))
        begin = rest
    return lines


def _wrapped(text: str, columns: int, first: str, rest: str) -> list[str]:
    lines: list[str] = []
    line, used, empty = first, width(first), True
    for word in text.split(" "):
        if not word:
            continue
        size = width(word)
        if not empty and used + 1 + size <= columns:
            line, used = f"{line} {word}", used + 1 + size
            continue
        if not empty:
            lines.append(line)
            line, used = rest, width(rest)
        while word and used + size > columns:
            taken = max(_fitting(word, columns - used), 1)
            lines.append(line + word[:taken])
            word, line, used = word[taken:], rest, width(rest)
            size = width(word)
        line, used, empty = line + word, used + size, False
    return [*lines, line]


def _fitting(text: str, columns: int) -> int:
    used = 0
    for position, character in enumerate(text):
        used += _columns(character)
        if used > columns:
            return position
    return len(text)


def _columns(character: str) -> int:
    if character < "\u0300":
        return 1
    if unicodedata.combining(character) or "\ufe00" <= character <= "\ufe0f":
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
