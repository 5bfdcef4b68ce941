"""Where results go: standard output, or a file that is there whole or not at all.

Everything that is not the result goes to standard error.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

import click

from tocsin.model.errors import UsageError

WIDEST = 160
"""Columns beyond which lines are no easier to read."""


@contextmanager
def open_output(path: Path | None, *, force: bool) -> Generator[BinaryIO]:
    """Open the result for writing: standard output, or a new file that takes its name when everything is written."""
    from tocsin.collecting.whole_files import written

    if path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    if path.exists() and not force:
        raise UsageError("the file is there already", where=str(path), hint="--force overwrites it")
    try:
        with written(path) as file:
            yield cast(BinaryIO, file)
    except OSError as error:
        raise UsageError(
            f"cannot be written: {error.strerror}",
            where=str(path),
            hint="look whether there is room, and whether you may write there, or name another place",
        ) from error


def wants_colour(no_color: bool, path: Path | None = None) -> bool:
    """Say whether results are shown in colour: on a terminal that has any, unless somebody does not want it."""
    refused = no_color or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return path is None and not refused and sys.stdout.isatty()


def columns(path: Path | None = None) -> int:
    """Return how wide results are: as the terminal, as `COLUMNS` says in a pipe, else 80."""
    if path is None and sys.stdout.isatty():
        return min(shutil.get_terminal_size((80, 24)).columns, WIDEST)
    asked = os.environ.get("COLUMNS", "")
    return min(int(asked), WIDEST) if path is None and asked.isdecimal() and int(asked) else 80


def encoding(path: Path | None = None) -> str:
    """Return the encoding of results that people read: a terminal's own, UTF-8 everywhere else."""
    return (sys.stdout.encoding or "utf-8") if path is None and sys.stdout.isatty() else "utf-8"


def say(text: str, *, colour: bool = False) -> None:
    """Print a result for people; a terminal of another encoding shows what it cannot write as escapes, and no error."""
    known = sys.stdout.encoding or "utf-8"
    click.echo(text.encode(known, "backslashreplace").decode(known), nl=False, color=colour)


def tell_progress_lost(problem: str | None, given: dict[str, Any]) -> None:
    """Say that progress could not be kept, and what that means."""
    if problem is not None and not given["quiet"]:
        tell(f"Progress could not be kept ({problem}): interrupted, this would have begun again.")


def tell_isolation(*, quiet: bool) -> None:
    """Say what this system does not offer to keep the readers of evidence apart."""
    from tocsin.isolation.sandbox import missing

    for lack in () if quiet else missing():
        tell(f"Not offered by this system: {lack} (docs/security.md).")


def tell(text: str) -> None:
    """Say something that is not the result."""
    click.echo(text, err=True)
