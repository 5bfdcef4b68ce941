"""Engines: the same pure function, batch to hits, run over all units of the evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tocsin.collecting.batches import Unit
    from tocsin.hunting.engines.local import Outcome, Work
    from tocsin.hunting.kept_progress import KeptProgress
    from tocsin.hunting.progress import Progress

Engine = Callable[
    ["Work", "Sequence[Unit]", "int | None", "Progress | None", "str | None", "KeptProgress | None"],
    "Iterator[Outcome]",
]
"""Takes the work, units, how many workers, who watches, a folder for hits that are many, and what is done already.

Gives outcomes, in the units' order.
"""
