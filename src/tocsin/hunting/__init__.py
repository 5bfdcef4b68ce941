"""Hunting: rules and indicators × event tables → hits.

In: evidence, Sigma rules, indicators. Out: `Hits`. The way through the room: `rules` reads Sigma, `conditions` and
`atoms` say what it means, `scopes` which events it is about, `plan` compiles all rules together, `match` runs the plan
on a batch, `engines` over all evidence. `reference` is the simple path that the engine is tested against.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tocsin.hunting.hits import Hits
    from tocsin.hunting.indicator_files import load_indicators
    from tocsin.hunting.rules import RuleSet, load_rules
    from tocsin.hunting.run import hunt

__all__ = ["Hits", "RuleSet", "hunt", "load_indicators", "load_rules"]

_HOMES = {
    "Hits": "hits",
    "hunt": "run",
    "RuleSet": "rules",
    "load_indicators": "indicator_files",
    "load_rules": "rules",
}


def __getattr__(name: str) -> Any:
    """Load a name's module when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module 'tocsin.hunting' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"tocsin.hunting.{_HOMES[name]}"), name)
