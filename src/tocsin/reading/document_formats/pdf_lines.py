"""Lines of PDF pages: running heads left out, words cut at the end of a line made whole, sentences unwrapped."""

from __future__ import annotations

import re
from collections import Counter

CUT = "\x02"
"""What PDFium puts for a hyphen at the end of a line; the line end itself is gone."""

_EDGE = 4  # so many lines at the top and at the bottom of a page can be running heads
_LONG = 60  # characters: a line at least that long may go on in the next
_DIGITS = re.compile(r"\d+")
_WORD = re.compile(r"[\w'-]+")
_LAST_WORD = re.compile(r"[\w']{1,80}$")
_TOKEN = 200  # characters looked at before a cut
_PREFIXES = frozenset(
    [
        "all",
        "anti",
        "co",
        "cross",
        "cyber",
        "de",
        "ex",
        "high",
        "in",
        "inter",
        "intra",
        "long",
        "low",
        "mid",
        "mis",
        "multi",
        "non",
        "off",
        "on",
        "one",
        "open",
        "out",
        "over",
        "post",
        "pre",
        "pro",
        "re",
        "self",
        "semi",
        "short",
        "so",
        "state",
        "sub",
        "third",
        "two",
        "un",
        "under",
        "us-cert",
        "well",
        "zero",
    ]
)


def without_running_heads(pages: list[str]) -> list[str]:
    """Return the pages without lines that stand at the edge of more than half of them (digits aside)."""
    if len(pages) < 3:
        return [unwrapped(page.split("\n")) for page in pages]
    counts = Counter(shape for page in pages for shape in {_shape(line) for line in _edges(page.split("\n"))})
    running = {shape for shape, count in counts.items() if shape and count * 2 > len(pages)}
    return [unwrapped(_body(page.split("\n"), running)) for page in pages]


def _shape(line: str) -> str:
    return _DIGITS.sub("0", line.strip())


def _edges(lines: list[str]) -> list[str]:
    return lines if len(lines) <= 2 * _EDGE else lines[:_EDGE] + lines[-_EDGE:]


def _body(lines: list[str], running: set[str]) -> list[str]:
    last = len(lines) - _EDGE
    return [line for i, line in enumerate(lines) if not ((i < _EDGE or i >= last) and _shape(line) in running)]


def unwrapped(lines: list[str]) -> str:
    r"""Join a line to the one before when the sentence plainly goes on: a long line, then a small letter.

    >>> unwrapped(["Successful exploitation of these flaws allows any unauthenticated client", "to run code.", "B"])
    'Successful exploitation of these flaws allows any unauthenticated client to run code.\nB'
    """
    joined: list[str] = []
    width = 0  # of the last printed line, not of what has been joined
    for line in lines:
        stripped = line.strip()
        goes_on = width >= _LONG and stripped[:1].islower() and " " in stripped and " " in joined[-1]
        if goes_on and joined[-1][-1:] not in ".:;!?":
            joined[-1] = f"{joined[-1]} {stripped}"
        else:
            joined.append(line.rstrip())
        width = len(line.rstrip())
    return "\n".join(joined)


def whole_words(text: str) -> str:
    """Put back the hyphen of a cut word where it belongs to the word, and leave it out where it only cut.

    The document decides: a form that stands whole elsewhere wins; addresses keep their hyphen.
    """
    if CUT not in text:
        return text
    words = frozenset(_WORD.findall(text.lower()))
    first, *rest = text.split(CUT)
    pieces = [first]
    for piece in rest:
        pieces.append("-" if _keeps_hyphen(pieces[-1], piece, words) else "")
        pieces.append(piece)
    return "".join(pieces)


def _keeps_hyphen(before: str, after: str, words: frozenset[str]) -> bool:
    token = before[-_TOKEN:].rpartition(" ")[2].rpartition("\n")[2]
    head = _WORD.match(after)
    first, second = _LAST_WORD.search(token), head.group() if head else ""
    left = first.group() if first else ""
    if "/" in token or "." in token or any(c.isdigit() for c in left + second) or not second[:1].islower():
        return True
    if f"{left}{second}".lower() in words:
        return False
    return f"{left}-{second}".lower() in words or left.lower() in _PREFIXES
