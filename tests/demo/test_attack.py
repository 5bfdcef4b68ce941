"""The attack of the demo: each stage shows just the steps that it should, in whatever log is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.demo.attack import STAGES, attack, scan
from tocsin.demo.keeping import Keeping
from tocsin.demo.scene import Scene
from tocsin.demo.windows import POWERSHELL, SYSMON

from tests.demo.small_scenes import written
from tests.packs.found import steps_found

STEPS = {
    "scanned": {"scanned"},
    "attempted": {"attempted"},
    "session": {"session"},
    "enumerated": {"enumerated"},
    "wrote": {"wrote", "file-dropped"},
    "reached": {"shell-reached"},
    "executed": {"executed", "credentials-dumped", "data-staged", "concealed", "tools-fetched", "mail-read"},
}
LOGS = (
    "iis",
    "iis-backend",
    "httpproxy",
    "httpproxy/Owa",
    "ecp",
    "MSExchange Management",
    "Application",
    "Security",
    SYSMON,
    POWERSHELL,
)


def attacked(stage: str) -> Scene:
    scene = Scene("EX09")
    attack(scene, stage)
    return scene


@pytest.mark.parametrize("stage", STAGES)
def test_an_attack_that_stops_shows_what_came_before(stage: str, tmp_path: Path) -> None:
    expected = {step for name in STAGES[: STAGES.index(stage) + 1] for step in STEPS[name]}

    assert set(steps_found([written(attacked(stage), tmp_path)])) == expected


@pytest.mark.parametrize(
    "logs",
    [*((log,) for log in LOGS), ("iis-backend", "ecp"), ("Application", "ecp"), (POWERSHELL, "Security")],
    ids=" ".join,
)
def test_some_logs_show_just_what_the_truth_says_of_them(logs: tuple[str, ...], tmp_path: Path) -> None:
    scene = attacked("executed")
    truth = Keeping(dict.fromkeys(logs, 0)).steps(scene.traces)

    assert steps_found([written(scene, tmp_path, *logs)]) == truth


def test_the_truth_tells_the_logs_apart() -> None:
    alone = {log: set(Keeping({log: 0}).steps(attacked("executed").traces)) for log in LOGS}

    assert alone["iis"] == {"scanned", "attempted", "session", "shell-reached"}
    assert alone["iis-backend"] == {"enumerated", "wrote"}
    assert alone["httpproxy/Owa"] == {"scanned", "shell-reached"}
    assert alone["ecp"] == {"enumerated", "wrote"}
    assert alone["Application"] == alone[POWERSHELL] == set()


def test_scanners_are_scanners(tmp_path: Path) -> None:
    scene = Scene("EX09")
    scan(scene)

    assert set(steps_found([written(scene, tmp_path)])) == {"scanned"}


def test_nothing_in_it_works_as_an_attack() -> None:
    scene = attacked("executed")
    everything = " ".join(str(one) for one in (*scene.requests, *scene.events, *scene.commands))

    assert "inert" in everything
    assert "eval(" not in everything
    assert all(request.client.startswith(("192.0.2.", "198.51.100.", "203.0.113.")) for request in scene.requests)
