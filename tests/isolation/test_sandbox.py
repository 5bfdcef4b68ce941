"""The sandbox: memory is limited, the temporary folder is private, and what is missing is said."""

from __future__ import annotations

import mmap
import os
import sys
import tempfile
from pathlib import Path

import pytest

from tocsin.isolation import landlock, sandbox, seccomp
from tocsin.isolation.sandbox import Bounds

from tests.isolation.test_landlock import in_a_child

linux = pytest.mark.skipif(sys.platform != "linux", reason="SKIPPED, only Linux has these limits")


@linux
def test_memory_beyond_the_bound_is_refused_and_less_is_not(tmp_path: Path) -> None:
    def take(size: int) -> str:
        def work() -> None:
            sandbox.enter(Bounds(memory=128 << 20), [str(tmp_path)])
            # pages of its own, asked for anew: a bytearray may come out of what the process freed before
            mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)

        return in_a_child(work)

    assert take(64 << 20) == "ok"
    assert take(256 << 20) == "OSError"


@linux
def test_temporary_files_are_in_the_first_folder(tmp_path: Path) -> None:
    def work() -> None:
        sandbox.enter(Bounds(), [str(tmp_path)])
        name = tempfile.mkstemp()[1]
        assert Path(name).parent == tmp_path

    assert in_a_child(work) == "ok"
    assert len(list(tmp_path.iterdir())) == 1


@linux
def test_a_worker_leaves_no_memory_dump(tmp_path: Path) -> None:
    import resource

    def work() -> None:
        sandbox.enter(Bounds(), [str(tmp_path)])
        assert resource.getrlimit(resource.RLIMIT_CORE)[0] == 0

    assert in_a_child(work) == "ok"


@linux
def test_what_the_system_lacks_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(landlock, "version", lambda: 0)
    monkeypatch.setattr(seccomp, "machine", lambda: None)

    assert [line.split(":")[0] for line in sandbox.missing()] == ["Landlock", "a seccomp filter for this machine"]


def test_python_is_among_the_programs() -> None:
    assert os.path.realpath(sys.executable) in sandbox.programs()
