"""The attack of the demo: each stage shows just the steps that it should, in whatever log is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.demo.attack import STAGES, attack, scan
from tocsin.demo.scene import Scene
from tocsin.demo.windows import SYSMON

from tests.demo.small_scenes import written
from tests.packs.found import steps_found

STEPS = {
    "scanned": {"scanned"},
    "attempted": {"attempted"},
    "session": {"session"},
    "enumerated": {"enumerated"},
    "wrote": {"wrote", "file-dropped"},
    "reached": {"shell-reached"},
    "executed": {"executed", "credentials-dumped", "data-staged"},
}

# what each log alone can show of the whole attack
ALONE = {
    "iis": {"scanned", "attempted", "session", "shell-reached"},
    "iis-backend": {"enumerated", "wrote"},
    "httpproxy": {"scanned", "attempted", "session", "enumerated", "wrote", "shell-reached"},
    "ecp": {"wrote"},
    "MSExchange Management": {"wrote"},
    "Application": set[str](),
    "Security": {"file-dropped", "executed", "credentials-dumped", "data-staged"},
    SYSMON: {"file-dropped", "shell-reached", "executed", "credentials-dumped", "data-staged"},
}


def attacked(stage: str) -> Scene:
    scene = Scene("EX09")
    attack(scene, stage)
    return scene


@pytest.mark.parametrize("stage", STAGES)
def test_an_attack_that_stops_shows_what_came_before(stage: str, tmp_path: Path) -> None:
    expected = {step for name in STAGES[: STAGES.index(stage) + 1] for step in STEPS[name]}

    assert set(steps_found([written(attacked(stage), tmp_path)])) == expected


@pytest.mark.parametrize("log", ALONE)
def test_each_log_shows_its_part(log: str, tmp_path: Path) -> None:
    assert set(steps_found([written(attacked("executed"), tmp_path, log)])) == ALONE[log]


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
