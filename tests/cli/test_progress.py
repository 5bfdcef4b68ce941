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


@pytest.mark.parametrize(
    ("state", "seconds", "events", "expected"),
    [
        (State(Phase.STARTING, 0, 0, 0), 9.0, 0, "looking for evidence"),
        (State(Phase.COMPILING, 0, 3754, 0), 9.0, 0, "compiling rules (3,754)"),
        (
            State(Phase.HUNTING, 250_000_000, 500_000_000, 90_000),
            1.0,
            90_000,
            "hunting 50 %, 250.0 of 500.0 MB, 90,000 events/s",
        ),
        (
            State(Phase.HUNTING, 1_000_000, 400_000_000, 100),
            30.0,
            90,
            "hunting 0 %, 1.0 of 400.0 MB, 3 events/s, about 3 h 19 min left",
        ),
        (State(Phase.HUNTING, 0, 400, 0), 30.0, 0, "hunting 0 %, 0.0 of 0.0 MB"),
        (State(Phase.JUDGING, 0, 0, 100), 30.0, 0, "putting together what was found"),
    ],
)
def test_time_left_is_only_said_when_something_is_known(
    state: State, seconds: float, events: int, expected: str
) -> None:
    assert line(state, seconds, events) == expected
