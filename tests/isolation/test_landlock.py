"""Landlock: what a process gave up, it cannot do any more; everything else it can."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tocsin.isolation import landlock, sandbox

here = pytest.mark.skipif(not landlock.version(), reason="SKIPPED, this kernel has no Landlock")


def in_a_child(work: Callable[[], object]) -> str:
    """Do something in a forked process and return what it says: `ok`, or the error's name."""
    read, write = os.pipe()
    child = os.fork()
    if not child:
        try:
            work()
            os.write(write, b"ok")
        except BaseException as error:  # noqa: BLE001 - a forked process must not go on as the test
            os.write(write, type(error).__name__.encode())
        finally:
            os._exit(0)
    os.close(write)
    os.waitpid(child, 0)
    with os.fdopen(read) as said:
        return said.read()


@here
def test_files_are_written_in_the_folder_and_nowhere_else(tmp_path: Path) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    inside.mkdir()
    outside.mkdir()
    (outside / "old").write_text("old")

    def tried(work: Callable[[], object]) -> str:
        def restricted() -> None:
            assert landlock.restrict([str(inside)], [])
            work()

        return in_a_child(restricted)

    assert tried(lambda: (inside / "a").write_text("x")) == "ok"
    assert tried(lambda: (inside / "a").rename(inside / "b")) == "ok"
    assert tried(lambda: (inside / "b").unlink()) == "ok"
    assert tried(lambda: (outside / "old").read_text()) == "ok"
    assert tried(lambda: (outside / "new").write_text("x")) == "PermissionError"
    assert tried(lambda: (outside / "old").open("r+")) == "PermissionError"
    assert tried(lambda: (outside / "old").unlink()) == "PermissionError"
    assert tried(lambda: (outside / "folder").mkdir()) == "PermissionError"
    assert tried(lambda: (outside / "link").symlink_to("/")) == "PermissionError"
    assert [path.name for path in outside.iterdir()] == ["old"]
    assert (outside / "old").read_text() == "old"


@here
def test_only_named_programs_are_started(tmp_path: Path) -> None:
    def start(program: str) -> str:
        def restricted() -> None:
            assert landlock.restrict([str(tmp_path)], sandbox.programs())
            subprocess.run([program, "-c", "pass"], check=True, stderr=subprocess.DEVNULL)

        return in_a_child(restricted)

    assert start(sys.executable) == "ok"
    assert start("/bin/sh") == "PermissionError"


def test_a_system_without_it_is_told_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(landlock, "version", lambda: 0)

    assert landlock.restrict([str(tmp_path)], []) is False


@here
def test_only_what_is_named_is_read(tmp_path: Path) -> None:
    (tmp_path / "given").mkdir()
    for name in ("given/a.log", "one.log", "secret"):
        (tmp_path / name).write_text("x")
    readable = [str(tmp_path / "given"), str(tmp_path / "one.log"), *sandbox.libraries()]

    def reads(name: str) -> str:
        def work() -> None:
            assert landlock.restrict([], sandbox.programs(), readable)
            (tmp_path / name).read_text()

        return in_a_child(work)

    assert [reads(name) for name in ("given/a.log", "one.log", "secret")] == ["ok", "ok", "PermissionError"]


@here
def test_python_still_starts_and_finds_its_packages(tmp_path: Path) -> None:
    def work() -> None:
        assert landlock.restrict([str(tmp_path)], sandbox.programs(), sandbox.libraries())
        # the guarded parser of EVTX is such a process
        subprocess.run(
            [sys.executable, "-I", "-c", "import evtx, zoneinfo; zoneinfo.ZoneInfo('Asia/Tokyo')"], check=True
        )

    assert in_a_child(work) == "ok"
