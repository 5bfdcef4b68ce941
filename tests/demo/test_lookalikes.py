"""Harmless look-alikes: none of them counts as anything."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tocsin.demo import lookalikes
from tocsin.demo.scene import Scene, at

from tests.demo.small_scenes import written
from tests.packs.found import proving_found

EACH = (
    lookalikes.administrator_sets_address,
    lookalikes.panel_refuses,
    lookalikes.crawler,
    lookalikes.monitoring,
    lookalikes.restore,
    lookalikes.own_check,
    lookalikes.archives,
    lookalikes.administrator_recreates_directory,
    lookalikes.support_case,
)


@pytest.mark.parametrize("put", EACH, ids=lambda put: put.__name__)
def test_a_look_alike_is_nothing(put: Callable[[Scene, int], None], tmp_path: Path) -> None:
    scene = Scene("EX09")
    put(scene, at("2021-03-02T09:00:00Z"))

    assert scene.requests or scene.events
    assert proving_found([written(scene, tmp_path)]) == {}


def test_all_of_them_together_are_nothing_too(tmp_path: Path) -> None:
    scene = Scene("EX09")
    lookalikes.all_of_them(scene, at("2021-02-22"), at("2021-03-08"))

    assert proving_found([written(scene, tmp_path)]) == {}
