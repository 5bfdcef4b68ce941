"""Ids of D3FEND countermeasures that do not exist, with the one that was probably meant.

Nothing is hunted by them; they are read because a wrong one shows that a table was typed by hand.
"""

from __future__ import annotations

import re
from itertools import permutations

from tocsin import knowledge
from tocsin.model.report import Problem, ProblemKind
from tocsin.reading.linear import pattern, spans

_ID = re.compile(r"(?<![A-Za-z0-9_-])D3-([A-Z]{1,8})(?![A-Za-z0-9-])")
_SHORT = 6  # letters: more have too many orders to try


def find_unknown(text: str) -> tuple[Problem, ...]:
    """Return one problem for each id that D3FEND does not have and that plainly stands for another."""
    problems: dict[str, Problem] = {}
    all_found = [found for place, _ in spans(pattern(r"\bD3-"), text) if (found := _ID.match(text, place))]
    cited = {found.group() for found in all_found}
    for found in all_found:
        identifier = found.group()
        if identifier in problems or knowledge.base().countermeasure(identifier):
            continue
        suggestion = _meant(found.group(1), cited)
        if suggestion is None:
            # the list known here may lack it (D3FEND's groups, newer ids): no objection without a better reading
            continue
        message = f"{identifier} is no D3FEND id known here; {suggestion} may be meant"
        problems[identifier] = Problem(
            kind=ProblemKind.IDENTIFIER_MALFORMED,
            message=message,
            claims=(),
            start=found.start(),
            end=found.end(),
            suggestion=suggestion,
        )
    return tuple(problems.values())


def _meant(letters: str, cited: set[str]) -> str | None:
    """Return the id of the same letters in another order; one that the text itself cites comes first."""
    if len(letters) > _SHORT:
        return None
    orders = sorted({f"D3-{''.join(order)}" for order in permutations(letters)})
    known = [order for order in orders if knowledge.base().countermeasure(order)]
    return next((order for order in known if order in cited), known[0] if len(known) == 1 else None)
