"""Techniques by name: where a report uses ATT&CK's own name, or a phrase that has no other sense.

In: a document. Out: mentions with basis `name`, every occurrence. A name of several words counts as ATT&CK prints it
(with capitals); in small letters, and for single words, only phrases from a table count. A name that its id follows
is left to `identifiers`. A name that several techniques share counts when the parent's name stands just before.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import re2

from tocsin import knowledge
from tocsin.model.report import Document, TechniqueMention
from tocsin.reading.data import table
from tocsin.reading.linear import pattern, spans
from tocsin.reading.sections import Sections

_ID_FOLLOWS = re.compile(r"\W{0,4}(?:TA|T)?\d{4}")
_PARENT = 80  # characters before a shared name in which its parent's may stand
_COMMON = "-"


def find_techniques(document: Document) -> tuple[TechniqueMention, ...]:
    """Return the techniques that a document names."""
    text = document.text
    sections = Sections(text)
    mentions: list[TechniqueMention] = []
    for start, end in spans(_names(), text):
        identifier = _meant(text, start, end)
        # a trademark notice or a reading list names without saying that it was done
        if identifier is None or _ID_FOLLOWS.match(text, end) or sections.aside(start):
            continue
        technique = knowledge.base().technique(identifier)
        if technique is not None:
            mentions.append(
                TechniqueMention(
                    id=identifier,
                    name=technique.name,
                    basis="name",
                    score=None,
                    status=technique.status,
                    start=start,
                    end=end,
                )
            )
    return tuple(mentions)


@cache
def _names() -> Any:
    """Return one automaton for all names and phrases (RE2: linear), with a plural's ending."""
    written = sorted({*_by_name(), *_phrases()}, key=lambda name: (-len(name), name))
    # a blank in a name may be the end of a line in the text
    spaced = [re2.escape(name).replace(r"\ ", r"\s+") for name in written if name.isascii()]
    return pattern(rf"\b(?:{'|'.join(spaced)})(?:s|es)?\b", any_case=True)


@cache
def _by_name() -> dict[str, tuple[str, ...]]:
    """Return the current techniques of each name, names in small letters."""
    found: dict[str, tuple[str, ...]] = {}
    for technique in knowledge.base().techniques():
        if technique.status == "current":
            key = technique.name.lower()
            found[key] = (*found.get(key, ()), technique.id)
    return found


@cache
def _phrases() -> dict[str, str]:
    return dict(line.split("\t", 1) for line in table("technique_phrases.tsv"))


def _meant(text: str, start: int, end: int) -> str | None:
    """Return the technique that a name in the text means; None when it is likely just words."""
    printed = " ".join(text[start:end].split())
    name = _listed(printed.lower())
    if name is None:
        return None
    if name in _phrases():
        phrase = _phrases()[name]
        return None if phrase == _COMMON else phrase
    candidates = _by_name()[name]
    technique = knowledge.base().technique(candidates[0])
    if technique is None or " " not in name or not printed.startswith(technique.name):
        return None
    return candidates[0] if len(candidates) == 1 else _of_parent(text[max(0, start - _PARENT) : start], candidates)


def _listed(printed: str) -> str | None:
    """Return the name as it is listed, without the ending of a plural."""
    endings = (printed, printed.removesuffix("s"), printed.removesuffix("es"))
    return next((name for name in endings if name in _phrases() or name in _by_name()), None)


def _of_parent(before: str, candidates: tuple[str, ...]) -> str | None:
    parents = {identifier: knowledge.base().technique(identifier.partition(".")[0]) for identifier in candidates}
    named = [identifier for identifier, parent in parents.items() if parent and parent.name.lower() in before.lower()]
    return named[0] if len(named) == 1 else None
