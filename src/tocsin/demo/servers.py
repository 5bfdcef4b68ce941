"""One made-up server: what happens on it over some days, written as its logs, and the truth of it.

In: a `Server`. Out: files below a folder, and `Truth`: what was done, and what of it the logs that are kept can show.
Same arguments, same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tocsin.demo.attack import PLOT, Plot, attack, scan
from tocsin.demo.daily_life import hours
from tocsin.demo.keeping import Keeping, furthest
from tocsin.demo.lookalikes import all_of_them
from tocsin.demo.scene import DAY, Scene
from tocsin.demo.writers import Writers

BUSY = 0.05
"""From this scale on HttpProxy begins a file an hour."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server of a case; `stage` None: nobody even scanned it."""

    name: str
    begin: int  # first moment of a day, from which on its life is made
    end: int  # first moment of the day on which its logs were collected
    keeping: Keeping
    stage: str | None = None
    plot: Plot = PLOT
    lookalikes: bool = True
    scale: float = 0.001


@dataclass(frozen=True, slots=True)
class Truth:
    """What happened on a server, and what its logs can still show."""

    happened: tuple[str, ...]  # steps of the pack exchange-2021
    shown: dict[str, str]  # of those, the ones that some kept record shows -> furthest stage
    stage: str | None  # the furthest stage of all that is shown
    rows: int  # written


def make_server(server: Server, folder: Path, seed: int, number: int = 0) -> Truth:
    """Write the logs of a server; `number` tells servers of one case apart."""
    special = specials(server)
    draws = np.random.default_rng([seed, number])
    writers = Writers(server.name, folder, server.keeping, seed, hourly=server.scale >= BUSY)
    oldest = min(server.keeping.since.values(), default=server.end)
    begin = at = max(server.begin, oldest // DAY * DAY)
    for part in hours(server.name, begin, server.end, draws, server.scale):
        part.add(special.between(at, at + DAY // 24))
        part.sort()
        writers.add(part)
        at += DAY // 24
    writers.close()
    inside = [trace for trace in special.traces if all(begin <= time < server.end for _, time in trace.records)]
    shown = server.keeping.steps(inside)
    return Truth(
        tuple(dict.fromkeys(trace.step for trace in special.traces)), shown, furthest(shown.values()), writers.rows
    )


def specials(server: Server) -> Scene:
    """Return what is out of the ordinary on a server: attack or scanners, and harmless look-alikes."""
    scene = Scene(server.name)
    if server.lookalikes:
        all_of_them(scene, server.begin, server.end)
    if server.stage == "scanned":
        scan(scene, server.plot)
    elif server.stage is not None:
        attack(scene, server.stage, server.plot)
    scene.sort()
    return scene
