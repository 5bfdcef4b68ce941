"""A search in all events for words or patterns, as a rule made on the fly: what rules can do, a search can.

In: what is looked for, and in which fields. Out: a rule set of one rule, for `hunt`. A word stands anywhere in a value,
in any case unless asked otherwise; a pattern is a regular expression of RE2: linear in the length of what is searched.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from tocsin.hunting.rules import Rule, RuleSet
from tocsin.hunting.scopes import EVERYTHING
from tocsin.hunting.sigma_rules import read_selection
from tocsin.model.errors import RuleError, UsageError
from tocsin.model.rules import RuleCard, RuleInfo

SEARCH = "search"
"""Id of the rule."""

_TITLE = 80


def search_rule(
    wanted: Sequence[str], *, fields: Sequence[str] = (), regex: bool = False, cased: bool = False, every: bool = False
) -> RuleSet:
    """Return the rule that is true of events in which one of these stands; with `every`, all of them.

    With no `fields`, any field will do. Raises `UsageError` for a pattern that is none, or for nothing to look for.
    """
    if not all(wanted) or not wanted:
        raise UsageError("there is nothing to search for", hint="give a word, or a pattern with --regex")
    modifiers = ["re", *([] if cased else ["i"])] if regex else ["contains", *(["cased"] if cased else [])]
    values = list(wanted) if regex else [_literal(word) for word in wanted]
    names = fields or [""]
    try:
        where = [{"|".join([name, *modifiers, *(["all"] if every else [])]): values} for name in names]
        condition = read_selection(where, {})
    except RuleError as error:
        raise UsageError(f"cannot be searched for: {error.message}", hint="search for a part of it") from None
    title = f"Search: {', '.join(wanted)}"
    card = RuleCard(
        info=RuleInfo(
            id=SEARCH, title=title if len(title) <= _TITLE else f"{title[: _TITLE - 1]}…", level="informational"
        ),
        logsource=EVERYTHING,
        path="",
    )
    digest = hashlib.sha256(repr((wanted, fields, regex, cased, every)).encode()).hexdigest()
    return RuleSet((Rule(card, condition),), (), digest)


def _literal(word: str) -> str:
    r"""Return a word as a Sigma value that means it letter by letter.

    >>> _literal("C:\\*")
    'C:\\\\\\*'
    """
    return "".join(f"\\{sign}" if sign in "\\*?" else sign for sign in word)
