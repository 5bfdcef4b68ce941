"""Progress on a terminal: phase, speed and time left in one line that goes away; nothing anywhere else."""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from tocsin.cli import progress as drawing
from tocsin.cli.progress import drawn, line, watched
from tocsin.hunting.progress import Phase, Progress, State


class Terminal(io.StringIO):
    """Standard error that says it is a terminal; what is written to it comes out of a pipe."""

    encoding = "utf-8"

    def __init__(self, end: int) -> None:
        super().__init__()
        self._end = end

    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._end


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    reading, writing = os.pipe()
    yield reading, writing
    os.close(reading)
    os.close(writing)


def test_a_line_is_drawn_and_taken_away_again(pipe: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", Terminal(pipe[1]))
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(drawing, "EVERY", 0.001)
    written = threading.Event()
    write: Any = drawing._write
    monkeypatch.setattr(drawing, "_write", lambda text: (write(text), written.set()))
    progress = Progress()
    progress.begin(Phase.PARSING, 3754)
    progress.add(1200)

    with drawn(progress, quiet=False):
        assert written.wait(10)
    shown = os.read(pipe[0], 100_000).decode()

    assert "parsing rules 1,200/3,754" in shown
    assert shown.endswith("\r\x1b[K")


def test_nothing_is_drawn_with_quiet_on_a_dumb_terminal_or_in_a_pipe(
    pipe: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr", Terminal(pipe[1]))
    monkeypatch.setenv("TERM", "xterm")
    assert watched(quiet=False)
    assert not watched(quiet=True)
    monkeypatch.setenv("TERM", "dumb")
    assert not watched(quiet=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("sys.stderr", io.StringIO())
    assert not watched(quiet=False)


START = State(Phase.HUNTING, 0, 0, 0)


@pytest.mark.parametrize(
    ("state", "since", "seconds", "expected"),
    [
        (State(Phase.STARTING, 0, 0, 0), START, 9.0, "starting"),
        (State(Phase.COMPILING, 0, 3754, 0), START, 9.0, "compiling rules (3,754)"),
        (
            State(Phase.HUNTING, 250_000_000, 500_000_000, 90_000),
            START,
            1.0,
            "hunting 50 %, 250.0 of 500.0 MB, 90,000 events/s",
        ),
        (
            State(Phase.HUNTING, 1_000_000, 400_000_000, 90),
            START,
            30.0,
            "hunting 0 %, 1.0 of 400.0 MB, 3 events/s, about 3 h 19 min left",
        ),
        (
            State(Phase.HUNTING, 300_000_000, 400_000_000, 3000),
            State(Phase.HUNTING, 200_000_000, 400_000_000, 1000),
            10.0,
            "hunting 75 %, 300.0 of 400.0 MB, 200 events/s, about 10 s left",
        ),
        (
            State(Phase.HUNTING, 0, 400_000_000, 0),
            START,
            30.0,
            "reading, and compiling what it needs 0 %, 0.0 of 400.0 MB",
        ),
        (State(Phase.HUNTING, 400, 400, 1), START, 9.0, "hunting 100 %, 0.0 of 0.0 MB, 0 events/s"),
        (State(Phase.JUDGING, 0, 0, 100), START, 30.0, "putting together what was found"),
    ],
)
def test_time_left_is_only_said_when_something_is_known(
    state: State, since: State, seconds: float, expected: str
) -> None:
    assert line(state, since, seconds) == expected
