"""Makes a case: a report and the evidence of three servers, with the ground truth beside them.

In: a folder, a seed, how far the attack went. Out: `report.md`, `evidence/`, `truth.json`. Same arguments, same bytes.
The logs were collected on 15 March 2021: each reaches back as far as that product keeps it.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np

from tocsin.demo.attack import STAGES, attack, scan
from tocsin.demo.daily_life import live
from tocsin.demo.lookalikes import all_of_them
from tocsin.demo.scene import DAY, Scene, at
from tocsin.demo.windows import SYSMON
from tocsin.demo.writers import write
from tocsin.model.errors import UsageError

BEGIN, COLLECTED = at("2021-01-01"), at("2021-03-15")
SCALE = 0.001
HIT, SCANNED, BARE = "EX01", "EX02", "EX03"
POWERSHELL = "Microsoft-Windows-PowerShell/Operational"

# days back from the collection that a log reaches; the numbers are usual ones
_FULL = {
    "iis": 73,
    "iis-backend": 73,
    "httpproxy": 30,
    "ecp": 30,
    "oab": 30,
    "MSExchange Management": 64,
    "Application": 41,
    "System": 41,
    "Security": 9,
    SYSMON: 28,
    POWERSHELL: 20,
}
_NO_SYSMON = {name: days for name, days in _FULL.items() if name != SYSMON}
_BARE = {"Application": 6, "System": 6}

_OUTCOMES = {  # stage of the demo -> outcome, stage of the verdict, steps beyond those of the stage before
    "scanned": ("attempted", "scanned", ("scanned",)),
    "attempted": ("attempted", "attempted", ("attempted",)),
    "session": ("seen", "exploited", ("session",)),
    "enumerated": ("seen", "exploited", ("enumerated",)),
    "wrote": ("seen", "foothold", ("wrote", "file-dropped")),
    "reached": ("seen", "foothold", ("shell-reached",)),
    "executed": ("seen", "post-exploitation", ("executed", "credentials-dumped", "data-staged")),
}


@dataclass(frozen=True, slots=True)
class HostTruth:
    """What really happened on a server, and what its logs can tell of it."""

    name: str
    happened: str
    outcomes: tuple[str, ...]  # any of these is right
    stage: str | None
    steps: tuple[str, ...]  # of the pack exchange-2021, those that the logs kept


@dataclass(frozen=True, slots=True)
class DemoCase:
    """A case on disk."""

    report: Path
    evidence: Path
    truth: Path
    seed: int
    stage: str
    hosts: tuple[HostTruth, ...]


def make(out: Path, seed: int = 1, *, stage: str = "executed", scale: float = SCALE, force: bool = False) -> DemoCase:
    """Write a case below `out`; raises `UsageError` for a stage that is none, or when something is there already."""
    if stage not in STAGES:
        raise UsageError(f"there is no stage {stage!r}", hint=f"one of {', '.join(STAGES)}")
    if not 0 < scale <= 10:
        raise UsageError(f"a scale of {scale} cannot be made", hint="above 0, up to 10")
    case = DemoCase(out / "report.md", out / "evidence", out / "truth.json", seed, stage, _truth(stage))
    _make_room(case, force=force)
    try:
        _write(case, scale)
    except OSError as error:
        raise UsageError(f"cannot be written: {error.strerror}", where=str(out)) from error
    return case


def _make_room(case: DemoCase, *, force: bool) -> None:
    """Remove an earlier case, if asked to, and nothing that is not one."""
    if not case.evidence.exists():
        return
    if not force:
        raise UsageError("is there already", where=str(case.evidence), hint="another --out, or --force")
    if case.evidence.is_symlink() or not case.truth.is_file():
        raise UsageError("is not of an earlier demo and is left alone", where=str(case.evidence), hint="another --out")
    shutil.rmtree(case.evidence)


def _write(case: DemoCase, scale: float) -> None:
    case.evidence.mkdir(parents=True)
    for number, (host, kept) in enumerate(((HIT, _FULL), (SCANNED, _NO_SYSMON), (BARE, _BARE))):
        scene = _scene(host, np.random.default_rng([case.seed, number]), case.stage, scale, days=max(kept.values()))
        write(scene, case.evidence / host, {name: COLLECTED - days * DAY for name, days in kept.items()}, case.seed)
    case.report.write_bytes(files("tocsin.demo").joinpath("article.md").read_bytes())
    truth = {"seed": case.seed, "stage": case.stage, "scale": scale, "hosts": [asdict(host) for host in case.hosts]}
    case.truth.write_text(json.dumps(truth, indent=1) + "\n", encoding="utf-8")


def _scene(host: str, draws: np.random.Generator, stage: str, scale: float, *, days: int) -> Scene:
    scene = Scene(host)
    live(scene, COLLECTED - days * DAY, COLLECTED, draws, scale)
    if host == HIT:
        all_of_them(scene)
        attack(scene, stage)
    elif host == SCANNED:
        all_of_them(scene)
        scan(scene)
    scene.sort()
    return scene


def _truth(stage: str) -> tuple[HostTruth, ...]:
    outcome, reached, _ = _OUTCOMES[stage]
    steps = tuple(step for name in STAGES[: STAGES.index(stage) + 1] for step in _OUTCOMES[name][2])
    return (
        HostTruth(HIT, f"attacked, up to the step '{stage}'", (outcome,), reached, steps),
        HostTruth(SCANNED, "scanned by others, never broken into", ("attempted",), "scanned", ("scanned",)),
        HostTruth(
            BARE, "not known: only six days of two Windows channels were kept", ("blind", "partly blind"), None, ()
        ),
    )
