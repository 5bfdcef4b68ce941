"""One server: what is written is what is told, and a day at a larger scale is read back whole."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tocsin.collecting import collect
from tocsin.demo.attack import Plot
from tocsin.demo.keeping import Keeping
from tocsin.demo.scene import DAY, at
from tocsin.demo.servers import Server, make_server

from tests.demo.small_scenes import EVERYTHING

BEGIN = at("2021-03-02")
KEPT = Keeping(dict.fromkeys(EVERYTHING, BEGIN))
SERVER = Server("EX09", BEGIN, BEGIN + DAY, KEPT, "wrote", Plot(first=BEGIN + 3_600_000), scale=0.06)


def test_a_busy_day_is_read_back_whole(tmp_path: Path) -> None:
    truth = make_server(SERVER, tmp_path / "EX09", 4)
    files = collect([tmp_path]).files()

    assert sum(file.events for file in files) == truth.rows
    assert sum(file.rejected for file in files) == 0
    assert truth.rows > 0.06 * 500_000
    assert truth.stage == "foothold"
    assert set(truth.happened) - set(truth.shown) == {"scanned"}  # scanners come after the day


def test_nothing_is_shown_by_logs_that_begin_later(tmp_path: Path) -> None:
    late = Keeping(dict.fromkeys(EVERYTHING, BEGIN + DAY // 2))
    truth = make_server(replace(SERVER, keeping=late, scale=0.0003), tmp_path / "EX09", 4)

    assert (truth.stage, truth.shown) == (None, {})
    assert truth.rows > 0


def test_without_logs_nothing_is_written(tmp_path: Path) -> None:
    truth = make_server(replace(SERVER, keeping=Keeping({})), tmp_path / "EX09", 4)

    assert (truth.rows, truth.shown) == (0, {})
