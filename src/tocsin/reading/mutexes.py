"""Mutexes: names that the text gives beside the word, quoted or after "named"."""

from __future__ import annotations

import re

from tocsin.reading.linear import pattern, spans
from tocsin.reading.observables import Observable

_WORD = r"\bmut(?:ex|exes|ant)\b"
_QUOTED = re.compile(r"[^\n\"“‘'`«.]{0,40}[\"“‘'`«](\S[^\n\"”’'`»]{1,98}\S)[\"”’'`»]")
_NAMED = re.compile(
    r"(?:es)?[ \t]{0,2}(?:named?|called|is|with the name|:|=)[ \t]{0,2}:?"
    r"[ \t]{0,2}((?:Global|Local)?\\?[\w{}.@!#$-]{4,80})"
)
_CODE = re.compile(r"[\d_{}\\!#$@-]|[a-z][A-Z]|^[A-Z]{4,}$")


def mutexes(text: str) -> list[Observable]:
    """Return the mutexes that a text names, in order."""
    found: list[Observable] = []
    for _, end in spans(pattern(_WORD, any_case=True), text):
        named = _QUOTED.match(text, end) or _NAMED.match(text, end)
        if named is None:
            continue
        value = named.group(1).rstrip(".,;")
        if named.re is _NAMED and not _CODE.search(value):
            continue
        start = named.start(1)
        if not found or start >= found[-1].end:
            found.append(Observable("mutex", value, start, start + len(value), False))
    return found
