"""`tocsin library answers`, `picture`: shared verdicts of others, and what they add up to."""

from __future__ import annotations

from pathlib import Path

import click

from tocsin.cli.library import FILE, now, open_library
from tocsin.cli.options import verbose_option


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--member", metavar="NAME", default=None, help="Whose answers they are; the file's name unless given.")
@FILE
def answers(files: tuple[Path, ...], member: str | None, file: Path | None) -> None:
    """Add shared verdicts ('tocsin check --share FILE') of members: what they saw, and what they could have seen."""
    from tocsin.library.answers import add_answer

    added = 0
    with open_library(file) as shelf:
        for path in files:
            added += add_answer(shelf, path.read_bytes(), member or path.stem, now=now())
    click.echo(f"{added:,} added, {len(files) - added:,} known.")


@click.command()
@click.argument("report")
@FILE
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@verbose_option
def picture(report: str, file: Path | None, form: str, verbose: bool) -> None:
    """Add up what members answered about REPORT: who was hit, who could have seen it, what keeps the rest blind."""
    from tocsin.cli.output import columns
    from tocsin.library.answers import picture as drawn
    from tocsin.model.json_form import to_json
    from tocsin.showing.picture_text import picture_lines

    with open_library(file) as shelf:
        told = drawn(shelf, report)
    if form == "json":
        click.echo(to_json(told), nl=False)
        return
    for line in picture_lines(told, columns(), verbose=verbose):
        click.echo(line)
