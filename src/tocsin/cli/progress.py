"""Progress drawn on a terminal: what is being done, how fast, and how much time is left.

In: a `Progress` that the work counts in. Out: one line on standard error, redrawn some times a second, gone when the
work is done. Nothing at all in a pipe, with --quiet, or on a terminal that cannot go back in a line.
"""

from __future__ import annotations

import os
import shutil
import sys
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tocsin.hunting.progress import Progress, State

EVERY = 0.2
"""Seconds between two drawings; the first comes after as many, so that quick work draws nothing."""

SURE_AFTER = 2.0
"""Seconds of a phase before the time that is left is guessed at."""


def watched(*, quiet: bool) -> bool:
    """Say whether somebody can see progress."""
    return not quiet and sys.stderr.isatty() and os.environ.get("TERM", "") != "dumb"


@contextmanager
def drawn(progress: Progress, *, quiet: bool) -> Generator[None]:
    """Draw progress while the work inside goes on."""
    if not watched(quiet=quiet):
        yield
        return
    done = threading.Event()
    drawer = threading.Thread(target=_draw, args=(progress, done), daemon=True)
    drawer.start()
    try:
        yield
    finally:
        done.set()
        drawer.join()


def _draw(progress: Progress, done: threading.Event) -> None:
    from tocsin.hunting.progress import Phase

    since, begun = progress.state(), time.monotonic()
    shown = False
    while not done.wait(EVERY):
        state, now = progress.state(), time.monotonic()
        # what the first events need is compiled before them: speed and time left are counted from the first on
        if state.phase != since.phase or (state.phase == Phase.HUNTING and state.events == since.events):
            since, begun = state, now
        columns = shutil.get_terminal_size((80, 24)).columns
        _write(f"\r\x1b[K{line(state, since, now - begun)[: columns - 1]}")
        shown = True
    if shown:
        _write("\r\x1b[K")


def _write(text: str) -> None:
    # straight to the file: a worker that is forked meanwhile must not find the stream's own lock taken
    os.write(sys.stderr.fileno(), text.encode(sys.stderr.encoding or "utf-8", "replace"))


def line(state: State, since: State, seconds: float) -> str:
    """Return what is shown of a moment, so many seconds after another one of the same phase.

    >>> from tocsin.hunting.progress import Phase, State
    >>> line(State(Phase.PARSING, 1200, 3754, 0), State(Phase.PARSING, 0, 3754, 0), 6.0)
    'parsing rules 1,200/3,754, about 13 s left'
    >>> line(State(Phase.HUNTING, 500_000_000, 2_000_000_000, 90_000), State(Phase.HUNTING, 0, 2_000_000_000, 0), 3.0)
    'hunting 25 %, 0.5 of 2.0 GB, 30,000 events/s, about 9 s left'
    """
    from tocsin.hunting.progress import Phase

    words = {
        Phase.STARTING: "starting",
        Phase.PARSING: "parsing rules",
        Phase.COMPILING: "compiling rules",
        Phase.INDICATORS: "compiling indicators",
        Phase.HUNTING: "hunting" if state.events else "reading, and compiling what it needs",
        Phase.JUDGING: "putting together what was found",
        Phase.FINDING: "looking for logs",
    }[state.phase]
    done, events = state.done - since.done, state.events - since.events
    parts = [words]
    if state.phase is Phase.HUNTING and state.total:
        parts = [f"{words} {100 * state.done // state.total} %", _bytes(state.done, state.total)]
        if seconds > 0 and events:
            parts.append(f"{events / seconds:,.0f} events/s")
    elif state.phase is Phase.PARSING and state.total:
        parts = [f"{words} {state.done:,}/{state.total:,}"]
    elif state.phase is Phase.FINDING:
        parts = [f"{words}, {state.done:,} files so far"]
    elif state.total:
        parts = [f"{words} ({state.total:,})"]
    if done > 0 and state.done < state.total and seconds >= SURE_AFTER:
        parts.append(f"about {_time(seconds * (state.total - state.done) / done)} left")
    return ", ".join(parts)


def _bytes(done: int, total: int) -> str:
    unit, name = (1e9, "GB") if total >= 1e9 else (1e6, "MB")
    return f"{done / unit:,.1f} of {total / unit:,.1f} {name}"


def _time(seconds: float) -> str:
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    return f"{whole // 60} min" if whole < 3600 else f"{whole // 3600} h {whole % 3600 // 60} min"
