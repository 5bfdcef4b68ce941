"""Collections of rules in one file: documents with `action` say what the others have in common.

In: the documents of a file. Out: whole rules. `global` is merged into every rule that follows, several of them add up,
and they go before what a rule says itself (as in pySigma); `reset` forgets them; `repeat` is the rule before it, with
what this document says in place. Correlations and filters stand for themselves. Source: Sigma 1, "Rule Collections".
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from typing import Any

from tocsin.model.errors import RuleError


def whole_rules(documents: Iterable[tuple[int, Any]]) -> Iterator[tuple[int, Any]]:
    """Yield (line, rule).

    Raises `RuleError` for an action that does not exist; what follows would mean something else without it.
    """
    common: dict[Any, Any] = {}
    before: dict[Any, Any] = {}
    ids: set[str] = set()
    for line, document in documents:
        if not isinstance(document, dict) or "correlation" in document or "filter" in document:
            yield line, document
            continue
        action = document.get("action")
        own = {key: value for key, value in document.items() if key != "action"}
        if action is None:
            before = merged(own, common)
        elif action == "global":
            common = merged(common, own)
            continue
        elif action == "reset":
            common = {}
            continue
        elif action == "repeat":
            before = merged(before, own)
        else:
            raise RuleError(f"the action '{action}' does not exist: global, reset or repeat")
        yield line, _own_id(before, own, ids)


def merged(one: dict[Any, Any], other: dict[Any, Any]) -> dict[Any, Any]:
    """Return both mappings as one; where both say something, the other's goes first.

    >>> merged({"a": {"b": 1, "c": 2}}, {"a": {"b": 3}})
    {'a': {'b': 3, 'c': 2}}
    """
    whole = dict(one)
    for key, value in other.items():
        known = whole.get(key)
        whole[key] = merged(known, value) if isinstance(known, dict) and isinstance(value, dict) else value
    return whole


def _own_id(rule: dict[Any, Any], own: dict[Any, Any], ids: set[str]) -> dict[Any, Any]:
    """Return a rule with an id of its own: the first has the one that several share, the others derive theirs."""
    known = rule.get("id")
    if known is None or "id" in own or str(known) not in ids:
        ids.add(str(known))
        return rule
    derived = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{known}:{len(ids)}"))
    ids.add(derived)
    return rule | {"id": derived}
