"""Measuring: whole process trees, failures told, in turn, and memory that is given back is still a peak."""

from __future__ import annotations

import os
import sys

import pytest

from benchmarks import measuring
from benchmarks.measuring import (
    Command,
    CommandError,
    Figure,
    Run,
    alternating,
    described,
    peak_memory,
    processor_time,
    run,
)

SPINS = "t=__import__('time');e=t.process_time()+0.2\nwhile t.process_time()<e: pass"
CHILD = f"import subprocess,sys;subprocess.run([sys.executable,'-c',{SPINS!r}])"
LARGE = "x=bytearray(b'x')*120_000_000;import time;time.sleep(0.3)"


def python(code: str, *, good: tuple[int, ...] = (0,)) -> Command:
    return Command((sys.executable, "-c", code), good)


def test_processor_time_of_children_counts() -> None:
    assert run(python(CHILD)).cpu >= 0.2


@pytest.mark.skipif(sys.platform != "linux", reason="SKIPPED, only Linux tells the time of other processes")
def test_processor_time_of_what_nobody_waits_for_counts() -> None:
    left = f"import subprocess,sys,time;subprocess.Popen([sys.executable,'-c',{SPINS!r}]);time.sleep(2)"
    assert processor_time(python(left)).cpu >= 0.15
    assert processor_time(python("pass"), [os.getpid()]).cpu < 5


@pytest.mark.skipif(sys.platform != "linux", reason="SKIPPED, only Linux tells the time of other processes")
def test_a_process_that_was_seen_before_counts_though_it_is_nobodys_child() -> None:
    own = measuring._times([os.getpid()])
    ((process, start),) = [key for key in own if key[0] == os.getpid()]

    assert measuring._times([], [(process, start)]).keys() >= {(process, start)}
    assert measuring._times([], [(process, start + 1)]) == {}  # another one that got its number


@pytest.mark.skipif(sys.platform != "linux", reason="SKIPPED, only Linux tells the memory of other processes")
def test_memory_of_children_counts() -> None:
    peak = peak_memory(python(f"import subprocess,sys;subprocess.run([sys.executable,'-c',{LARGE!r}])"))

    assert peak is not None
    assert 120_000_000 < peak < 300_000_000


def test_a_command_that_fails_is_no_figure() -> None:
    with pytest.raises(CommandError, match="3: no such rule"):
        run(python("import sys;sys.stderr.write('no such rule');sys.exit(3)"))
    assert run(python("raise SystemExit(3)", good=(0, 3))).wall > 0


def test_commands_run_in_turn_after_one_run_to_warm_up() -> None:
    said: list[str] = []
    figures = alternating({"a": python("1"), "b": python("2")}, times=2, memory=False, say=said.append)

    assert [line.partition(":")[0] for line in said] == ["a", "b", "a", "b", "a", "b"]
    assert [len(figure.runs) for figure in figures.values()] == [2, 2]


def test_a_shorter_command_may_warm_up_and_memory_is_asked_of_some(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[Command] = []
    monkeypatch.setattr(measuring, "run", lambda command: ran.append(command) or Run(1.0, 1.0, 1))
    monkeypatch.setattr(measuring, "peak_memory", lambda command: 7)
    figures = alternating(
        {"a": python("1"), "b": python("2")}, times=1, memory=["b"], warm={"a": python("3"), "b": python("4")}
    )

    assert [command.arguments[-1] for command in ran] == ["3", "4", "1", "2"]
    assert [figure.memory for figure in figures.values()] == [None, 7]


def test_a_figure_is_the_median() -> None:
    figure = Figure((Run(3.0, 1.0, 0), Run(1.0, 5.0, 0), Run(2.0, 3.0, 0)))

    assert (figure.wall, figure.cpu) == (2.0, 3.0)


def test_no_folder_of_the_machine_stands_in_a_described_command() -> None:
    words = ["python", "-m", "benchmarks.hunt", "--samples", "/data/evtx-samples", "--out", "../out", "--size", "full"]

    assert described(words) == "python -m benchmarks.hunt --samples evtx-samples --out out --size full"
