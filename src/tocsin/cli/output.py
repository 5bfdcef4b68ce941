"""Where results go: standard output, or a file that is there whole or not at all.

Everything that is not the result goes to standard error.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import click

from tocsin.model.errors import UsageError


@contextmanager
def open_output(path: Path | None, *, force: bool) -> Generator[BinaryIO]:
    """Open the result for writing: standard output, or a new file that takes its name when everything is written."""
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    if path.exists() and not force:
        raise UsageError("the file is there already", where=str(path), hint="--force overwrites it")
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    except OSError as error:
        raise UsageError(f"cannot be written: {error.strerror}", where=str(path)) from error
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def tell(text: str) -> None:
    """Say something that is not the result."""
    click.echo(text, err=True)
