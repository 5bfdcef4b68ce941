"""`tocsin serve`: the library and its verdicts in a browser, as JSON, and as a TAXII 2.1 server."""

from __future__ import annotations

import os
import secrets
from importlib.util import find_spec
from pathlib import Path

import click

from tocsin.cli.library import FILE, default_file
from tocsin.model.errors import UsageError

_NEEDED = ("starlette", "uvicorn", "python_multipart")


@click.command()
@FILE
@click.option(
    "--results",
    multiple=True,
    metavar="DIR",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="A folder in which results of check and coverage lie. Can be given several times.",
)
@click.option("--bind", "host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Address to listen at.")
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="0: any that is free.")
@click.option(
    "--token-file",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="File whose first line callers have to know; made if it is not there. Also: the variable TOCSIN_TOKEN.",
)
@click.option("--name", "names", multiple=True, metavar="HOST", help="A name by which a proxy or browser calls it.")
@click.option("--allow-upload", is_flag=True, help="Let callers add reports; without it nothing can be changed.")
def serve(
    file: Path | None,
    results: tuple[Path, ...],
    host: str,
    port: int,
    token_file: Path | None,
    names: tuple[str, ...],
    allow_upload: bool,
) -> None:
    """Show the library in a browser: search, incidents, reports, verdicts, coverage; JSON and TAXII 2.1 for programs.

    Only this machine can reach it, and nothing can be changed, unless told otherwise. Ctrl-C ends it.
    """
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        hint = "pip install 'tocsin[serve]'"
        raise UsageError(f"the server needs what is not installed: {', '.join(missing)}", hint=hint)
    from tocsin.serving.running import run
    from tocsin.serving.service import Service
    from tocsin.serving.settings import Settings

    settings = Settings(
        library=file or default_file(),
        results=results,
        host=host,
        port=port,
        token=_token(token_file),
        names=tuple(name.lower() for name in names),
        allow_upload=allow_upload,
    )
    service = Service.of(settings)
    run(service, lambda address: click.echo(f"Serving {settings.library} at {address} (Ctrl-C ends it)", err=True))


def _token(file: Path | None) -> str | None:
    """Return the token of a file, and write one into a file that is not there; else that of the environment."""
    if file is None:
        return os.environ.get("TOCSIN_TOKEN") or None
    try:
        if not file.exists():
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="ascii") as made:
                made.write(secrets.token_urlsafe(32) + "\n")
        first = file.read_text(encoding="utf-8").partition("\n")[0].strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise UsageError(f"the token cannot be read: {reason}", where=str(file)) from None
    if not first:
        raise UsageError("the file's first line is empty", where=str(file), hint="remove it, and one is made")
    return first
