"""Files that are there whole or not at all: after errors, full disks and runs that were killed."""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path

import pytest

from tocsin.collecting.whole_files import BESIDE, alone, settle_folder, written

from tests.isolation.test_landlock import in_a_child


def test_the_target_changes_at_once_and_nothing_else_is_left(tmp_path: Path) -> None:
    target = tmp_path / "a"
    target.write_bytes(b"before")
    with written(target) as file:
        file.write(b"after")
        file.flush()
        assert target.read_bytes() == b"before"

    assert target.read_bytes() == b"after"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.skipif(sys.platform != "linux", reason="SKIPPED, forks and limits file sizes")
def test_a_disk_that_is_full_leaves_what_was_there(tmp_path: Path) -> None:
    import resource
    import signal

    target = tmp_path / "a"
    target.write_bytes(b"before")

    def work() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
        with written(target) as file:
            file.write(bytes(1 << 20))

    assert in_a_child(work) == "OSError"
    assert target.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="SKIPPED, forks")
def test_what_a_killed_run_left_is_removed_by_the_next(tmp_path: Path) -> None:
    target = tmp_path / "a"

    def work() -> None:
        with written(target) as file:
            file.write(b"half")
            file.flush()
            os.kill(os.getpid(), 9)

    assert in_a_child(work) == ""
    assert [path.name.startswith(BESIDE) for path in tmp_path.iterdir()] == [True]
    with written(target) as file:
        file.write(b"whole")

    assert target.read_bytes() == b"whole"
    assert list(tmp_path.iterdir()) == [target]


def test_two_at_once_do_not_touch_each_other(tmp_path: Path) -> None:
    with written(tmp_path / "a") as first, written(tmp_path / "a") as second:
        first.write(b"first")
        second.write(b"second")

    assert (tmp_path / "a").read_bytes() == b"first"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


@pytest.mark.skipif(sys.platform == "win32", reason="SKIPPED, folders have no locks")
def test_one_waits_for_the_other(tmp_path: Path) -> None:
    order: list[str] = []

    def other() -> None:
        with alone(tmp_path):
            order.append("other")

    with alone(tmp_path):
        waiting = threading.Thread(target=other)
        waiting.start()
        time.sleep(0.1)
        order.append("first")
    waiting.join()

    assert order == ["first", "other"]


def test_a_folder_that_is_not_there_is_no_error(tmp_path: Path) -> None:
    settle_folder(tmp_path / "absent")
