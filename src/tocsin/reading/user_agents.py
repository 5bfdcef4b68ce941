"""User agent strings, as browsers send them and as IIS logs print them (`+` for a blank).

A known product is believed anywhere; another one (`tool/1.0`) only where the text just before speaks of user
agents. A string that the line's end cut (an open bracket, a `+`) goes on in the next line.
"""

from __future__ import annotations

import re
from functools import cache

from tocsin.reading.data import table

_PRODUCT = re.compile(r"([A-Za-z][A-Za-z0-9_-]*)/v?\d")
_SPOKEN_OF = re.compile(r"\buser[- ]?agents?\b", re.IGNORECASE)
_GLUED = re.compile(r"(?<=\d)[A-Z][a-z]+[A-Za-z-]*$")  # a header's name without a blank before it: `537.36Content-Type`
_BEFORE = 1_500  # characters in which the text has to speak of user agents
_NEXT_LINE = 200
_CLOSING = " .,;+'\""


@cache
def _known() -> frozenset[str]:
    return frozenset(word.lower() for line in table("user_agents.txt") for word in line.split())


def user_agent(raw: str, text: str, start: int) -> tuple[str, int] | None:
    """Return the user agent that a candidate begins with and the length of what is printed, or None."""
    product = _PRODUCT.match(raw)
    if product is None or (start and (text[start - 1].isalnum() or text[start - 1] in "/\\@_")):
        return None
    if product.group(1).upper() in ("HTTP", "HTTPS"):
        return None
    known = product.group(1).lower() in _known()
    if not known and not _spoken_of(text[max(0, start - _BEFORE) : start]):
        return None
    if not known and ("." not in raw or (raw[0].islower() and "/" in raw[len(product.group()) :])):
        return None
    length = _printed(raw, text, start)
    value = _joined(text[start : start + length])
    return (value, length) if len(value) > len(product.group()) - 1 else None


def _spoken_of(before: str) -> bool:
    # the plain search is many times faster, and nearly always enough
    return ("gent" in before or "GENT" in before) and _SPOKEN_OF.search(before) is not None


def _printed(raw: str, text: str, start: int) -> int:
    """Return the length of the string in the text, following it over the ends of lines."""
    end = start + len(raw)
    for _ in range(3):
        printed = text[start:end]
        line_end = text.find("\n", end, end + 3)
        cut = printed.endswith("+") or printed.count("(") > printed.count(")")
        if line_end < 0 or text[end:line_end].strip("\r ") or not cut:
            break
        stop = text.find("\n", line_end + 1, line_end + 1 + _NEXT_LINE)
        following = text[line_end + 1 : stop if stop > 0 else line_end + 1 + _NEXT_LINE].rstrip("\r ")
        if not following.startswith("/") and not printed.endswith("+") and ")" not in following:
            break
        if _PRODUCT.match(following) and not printed.endswith("+"):
            break
        piece = following if "+" in printed else following.split(")", 1)[0] + ")" * (")" in following)
        end = line_end + 1 + len(piece)
    printed = text[start:end]
    trimmed = _GLUED.sub("", printed.rstrip(_CLOSING))
    if trimmed.endswith(")") and trimmed.count(")") > trimmed.count("("):
        trimmed = trimmed.rstrip(")")
    return len(trimmed)


def _joined(printed: str) -> str:
    glue = "" if "+" in printed else " "
    return glue.join(piece.strip("\r") for piece in re.split(r"\r?\n", printed))
