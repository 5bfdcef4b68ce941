"""Codes of states in tables of addresses: the cell "SE" of a row that says to whom a network belongs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tocsin import knowledge
from tocsin.model.report import Mention, MentionKind

_CELL = re.compile(r"(?<=[|\t])[ \xa0]*([A-Z]{2})[ \xa0]*(?=[|\t\n])")
_NETWORK = re.compile(r"\b\d{1,3}(?:\[?\.\]?\d{1,3}){3}\b|\bAS\d{2,10}\b")
_LONGEST_ROW = 1000
"""Characters of a row to each side that are looked at."""


def codes_in_tables(text: str) -> Iterator[Mention]:
    """Yield the states that a row of a table with an address or a network names by their code (ISO 3166-1)."""
    base = knowledge.base()
    for found in _CELL.finditer(text):
        country = base.country(found[1])
        if country is None:
            continue
        row = text[text.rfind("\n", 0, found.start()) + 1 : found.start()][-_LONGEST_ROW:]
        rest = text[found.end() : found.end() + _LONGEST_ROW].partition("\n")[0]
        if _NETWORK.search(row) or _NETWORK.search(rest):
            yield Mention(
                start=found.start(1), end=found.end(1), text=found[1], kind=MentionKind.COUNTRY, id=found[1],
                name=country.name,
            )  # fmt: skip
