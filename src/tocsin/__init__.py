"""tocsin: reads what was publicly alleged about an attack, and says from your own logs whether it happened to you.

The whole program is five calls:

    report = tocsin.read("advisory.pdf")                  # a document -> who claims what, and what leaves traces
    evidence = tocsin.collect(["logs/"])                  # files, folders, archives -> events and their coverage
    hits = tocsin.hunt(evidence, indicators=report.indicators)
    verdict = tocsin.judge(report, evidence, hits)        # per behaviour and host: seen, attempted, not seen, blind
    tocsin.show(verdict, "terminal")

Each is loaded when it is first used, so that importing the package costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tocsin.collecting import collect
    from tocsin.hunting import hunt
    from tocsin.judging import judge
    from tocsin.reading import read
    from tocsin.showing import show

__version__ = "0.1.0"

__all__ = ["__version__", "collect", "hunt", "judge", "read", "show"]

_ROOMS = {"read": "reading", "collect": "collecting", "hunt": "hunting", "judge": "judging", "show": "showing"}


def __getattr__(name: str) -> Any:
    """Load the room of a verb when the verb is first asked for."""
    if name not in _ROOMS:
        raise AttributeError(f"module 'tocsin' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"tocsin.{_ROOMS[name]}"), name)
