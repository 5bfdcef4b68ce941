"""Who stands still: by processor time where it can be seen, by the clock at the latest."""

from __future__ import annotations

import os
import sys
import time

import pytest

from tocsin.isolation import watching
from tocsin.isolation.watching import LOOK_S, PATIENCE, Watch, processor_time


class World:
    """A clock, and the processor time of the one process there is."""

    def __init__(self) -> None:
        self.now = 100.0
        self.taken: float | None = 5.0

    def late_after(self, watch: Watch, share: float, most: float, seconds: float = 10) -> float | None:
        """Let time pass, of which the process gets a share; return when it was late."""
        begun = self.now
        while self.now - begun < most:
            self.now += LOOK_S
            if self.taken is not None:
                self.taken += share * LOOK_S
            if watch.late(seconds):
                return self.now - begun
        return None


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    made = World()
    monkeypatch.setattr(watching.time, "monotonic", lambda: made.now)
    monkeypatch.setattr(watching, "processor_time", lambda pid: made.taken)
    return made


def test_one_that_sleeps_is_late_by_the_clock(world: World) -> None:
    assert world.late_after(Watch(1), 0, 1000) == 10 + LOOK_S


def test_one_that_works_is_late_by_its_processor_time(world: World) -> None:
    assert world.late_after(Watch(1), 1, 1000) == 10 + LOOK_S
    assert world.late_after(Watch(1), 0.5, 1000) == 20 + LOOK_S


def test_one_that_gets_next_to_nothing_has_longer_but_not_for_ever(world: World) -> None:
    assert world.late_after(Watch(1), 0.02, 1000) == PATIENCE * 10 + LOOK_S


def test_progress_begins_anew(world: World) -> None:
    watch = Watch(1)
    assert world.late_after(watch, 0, 9) is None
    watch.progress()
    assert world.late_after(watch, 0, 9) is None


def test_who_did_not_look_counts_nothing_of_it(world: World) -> None:
    watch = Watch(1)
    world.now += 5000  # both stopped by Ctrl-Z, or the results were being written
    assert not watch.late(10)
    assert world.late_after(watch, 0, 1000) == 10 + LOOK_S


def test_where_processor_time_cannot_be_seen_the_clock_counts(world: World) -> None:
    world.taken = None
    assert world.late_after(Watch(1), 0, 1000) == 10 + LOOK_S


@pytest.mark.skipif(sys.platform != "linux", reason="SKIPPED, only Linux shows what another process takes")
def test_the_processor_time_is_that_of_the_process() -> None:
    until = time.process_time() + 0.05
    while time.process_time() < until:
        pass

    assert abs((processor_time(os.getpid()) or 0) - time.process_time()) < 0.1
    assert processor_time(2**22 + 1) is None
