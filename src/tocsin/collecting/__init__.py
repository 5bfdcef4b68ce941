"""Collecting: whatever logs the user has become event tables, with their coverage; nothing is lost without a word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tocsin.collecting.batches import EventBatch, Wanted
    from tocsin.collecting.coverage import Survey
    from tocsin.collecting.evidence import Evidence, collect

__all__ = ["EventBatch", "Evidence", "Survey", "Wanted", "collect"]

_HOMES = {
    "Evidence": "evidence",
    "collect": "evidence",
    "EventBatch": "batches",
    "Wanted": "batches",
    "Survey": "coverage",
}


def __getattr__(name: str) -> Any:
    """Load a public name's module when it is first asked for: Arrow is not loaded for `tocsin --help`."""
    if name not in _HOMES:
        raise AttributeError(f"module 'tocsin.collecting' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"tocsin.collecting.{_HOMES[name]}"), name)
