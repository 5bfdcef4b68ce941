"""Where in a value an atom or an indicator stands, so that people see it at once.

In: an atom that holds for a value. Out: spans `[start, end)` of the value, in order, none over another. Nothing for
what is not a place in a text: a number that is large enough, a field that is missing. Only shown; nothing rests on it.
"""

from __future__ import annotations

import re

import re2

from tocsin.hunting.atoms import Atom, Cidr, Compare, Exists, Literal, Null, Number, Regex, Text, compiled, fold
from tocsin.hunting.indicator_forms import forms

Spans = tuple[tuple[int, int], ...]
LONGEST = 65_536
"""Characters of a value that are looked at."""


def spans(atom: Atom, value: str) -> Spans:
    """Return where an atom stands in a value that meets it.

    >>> from tocsin.hunting.atoms import AnyRun
    >>> spans(Text("F", (AnyRun(), Literal("-ENC"), AnyRun())), "x -enc y")
    ((2, 6),)
    """
    value = value[:LONGEST]
    if isinstance(atom, Text):
        return _literals(atom, value)
    if isinstance(atom, Regex):
        return _expression(atom, value)
    if isinstance(atom, (Number, Cidr, Compare)):
        return ((0, len(value)),) if value else ()
    if isinstance(atom, (Null, Exists)):
        return ()
    return ((0, len(value)),) if value else ()


def indicator_spans(kind: str, wanted: str, value: str) -> Spans:
    """Return where an indicator's text stands in a value; () for a network, which stands nowhere as it is written."""
    value = value[:LONGEST]
    folded = fold(value)
    if len(folded) != len(value):
        return ()
    found = [(folded.find(form.text), len(form.text)) for form in forms(kind, wanted)]
    if kind == "user-agent":  # with whatever stands for its blanks
        words = [re.escape(word) for form in forms(kind, wanted) for word in form.whole.split()]
        whole = re.search(r"[\s+,]+".join(words), folded) if words else None
        found = [(whole.start(), len(whole.group()))] if whole is not None else found
    return tuple((start, start + size) for start, size in found if start >= 0)[:1]


def _literals(atom: Text, value: str) -> Spans:
    """Return where the literals of a text stand, one behind the other; a closing one at the end of the value."""
    text = value if atom.cased else fold(value)
    if len(text) != len(value):  # a letter that folds to two: places of one are not those of the other
        return ()
    found: list[tuple[int, int]] = []
    at = 0
    for number, part in enumerate(atom.parts):
        if not isinstance(part, Literal):
            continue
        wanted = part.text if atom.cased else fold(part.text)
        last = number == len(atom.parts) - 1
        start = text.rfind(wanted, at) if last else text.find(wanted, at)
        if start < 0 or not wanted:
            continue
        found.append((start, start + len(wanted)))
        at = start + len(wanted)
    return tuple(found)


def _expression(atom: Regex, value: str) -> Spans:
    try:
        found = compiled(atom.pattern, atom.ignore_case, atom.multiline, atom.dotall).search(value)
    except re2.error:
        return ()
    return (found.span(),) if found is not None and found.end() > found.start() else ()
