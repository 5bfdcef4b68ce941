"""`tocsin rules add`, `update` and `remove`: packs and rules of others, kept for every later check and hunt."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import click

from tocsin.cli.options import quiet_option, verbose_option
from tocsin.model.errors import RuleError, UsageError

SIGMAHQ_NAME = "sigmahq"
LEAST_USABLE = 0.9
"""Of an update at least this share must be usable, and of the number before: less is a release that went wrong."""

dry_run_option = click.option("--dry-run", is_flag=True, help="Try it and say what would change; change nothing.")


@click.command("add")
@click.argument("path", metavar="FOLDER|FILE|ARCHIVE", type=click.Path(path_type=Path))
@click.option("--name", metavar="NAME", default=None, help="Name of a collection of rules; the file's unless given.")
@dry_run_option
@quiet_option
@verbose_option
def rules_add(path: Path, name: str | None, dry_run: bool, quiet: bool, verbose: bool) -> int:
    """Install a pack (FOLDER|FILE|ARCHIVE with a pack.yaml), or a collection of Sigma rules.

    A pack must pass its own samples first. 'check' and 'hunt' use it from then on, and say so.
    """
    from tocsin.hunting.installing import PackFailsError, add
    from tocsin.showing.rules import added_text, trials_text

    try:
        added = add(path, name=name, dry_run=dry_run)
    except PackFailsError as error:
        if not quiet:
            click.echo(trials_text(error.pack, error.trials, whole=verbose), nl=False)
        raise
    if not quiet:
        click.echo(added_text(added, whole=verbose, done=not dry_run), nl=False)
    return 0


@click.command("update")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option(
    "--url", metavar="URL", default=None, help="Fetch from this address; SigmaHQ's latest release unless given."
)
@click.option("--proxy", metavar="URL", default=None, help="Fetch through this proxy; the environment's unless given.")
@click.option("--sha256", metavar="HEX", default=None, help="Refuse the file unless this is its checksum.")
@click.option("--name", metavar="NAME", default=SIGMAHQ_NAME, show_default=True, help="Name of the collection.")
@dry_run_option
@click.option("--force", is_flag=True, help="Take it though many of its rules cannot be used, or there are far fewer.")
@quiet_option
@verbose_option
def rules_update(
    file: Path | None,
    url: str | None,
    proxy: str | None,
    sha256: str | None,
    name: str,
    dry_run: bool,
    force: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """Get SigmaHQ's rules: from its public address, or from FILE, a release that was fetched before.

    The checksum and what changes are shown; the rules are tried before they take the place of those of before. They
    are not tocsin's: their licence (DRL 1.1) and their authors come along.
    """
    from tocsin.hunting.installing import add
    from tocsin.hunting.release import SIGMAHQ
    from tocsin.knowledge.installed import installed
    from tocsin.showing.rules import added_text

    if file is not None and (url is not None or proxy is not None):
        raise UsageError("FILE is not fetched", hint="leave --url and --proxy away, or FILE")
    with _release(file, url or SIGMAHQ, proxy, quiet=quiet) as (path, origin):
        digest = _checksum(path)
        if not quiet:
            click.echo(f"sha256 {digest}")
        if sha256 is not None and sha256.lower() != digest:
            raise RuleError("the checksum is another one; nothing was changed", where=origin, hint="get it again")
        if any(one.name == name and one.sha256 == digest for one in installed()):
            if not quiet:
                click.echo("That is what is installed already; nothing changes.")
            return 0
        added = add(path, name=name, origin=origin, dry_run=dry_run, least=0.0 if force else LEAST_USABLE)
    if not quiet:
        click.echo(added_text(added, whole=verbose, done=not dry_run), nl=False)
    return 0


@click.command("remove")
@click.argument("name")
@quiet_option
def rules_remove(name: str, quiet: bool) -> int:
    """Remove the pack or the collection NAME that was installed; what came with tocsin stays."""
    from tocsin.hunting.installing import remove
    from tocsin.showing.escape import terminal

    remove(name)
    if not quiet:
        click.echo(f"removed {terminal(name)}")
    return 0


@contextmanager
def _release(file: Path | None, url: str, proxy: str | None, *, quiet: bool) -> Generator[tuple[Path, str]]:
    """Yield the file to install and where it came from."""
    if file is not None:
        if not file.is_file():
            raise RuleError("there is no such file", where=str(file), hint="look whether the path is right")
        yield file, str(file)
        return
    from tocsin.cli.output import tell
    from tocsin.hunting.release import fetch
    from tocsin.showing.escape import terminal

    with tempfile.TemporaryDirectory(prefix="tocsin-") as folder:
        path = Path(folder) / "release.zip"
        if not quiet:
            tell(f"Fetching {terminal(url)}")
        yield path, fetch(url, path, proxy=proxy)


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
