"""Scenes of a day or two, written and searched: what the demo's tests share."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tocsin.demo.daily_life import live
from tocsin.demo.keeping import Keeping
from tocsin.demo.scene import DAY, Scene, at
from tocsin.demo.windows import SYSMON
from tocsin.demo.writers import write

EVERYTHING = (
    "iis",
    "iis-backend",
    "httpproxy",
    "ecp",
    "oab",
    "MSExchange Management",
    "Application",
    "System",
    "Security",
    SYSMON,
    "Microsoft-Windows-PowerShell/Operational",
)


def a_day(host: str = "EX09", *, seed: int = 5, scale: float = 0.001) -> Scene:
    """Return a server's ordinary Tuesday."""
    scene = Scene(host)
    begin = at("2021-03-02")
    live(scene, begin, begin + DAY, np.random.default_rng(seed), scale)
    scene.sort()
    return scene


def written(scene: Scene, folder: Path, *logs: str) -> Path:
    """Write some or all logs of a scene, however old, below a folder that has the host's name."""
    scene.sort()
    write(scene, folder / scene.host, Keeping(dict.fromkeys(logs or EVERYTHING, 0)), seed=5)
    return folder
