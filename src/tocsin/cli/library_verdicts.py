"""`tocsin library verdicts`, `verdict`: what was judged of which evidence, and when."""

from __future__ import annotations

from pathlib import Path

import click

from tocsin.cli.library import FILE, open_library


@click.command()
@click.argument("report", required=False)
@FILE
@click.option("--format", "form", type=click.Choice(["text", "jsonl"]), default="text", show_default=True)
def verdicts(report: str | None, file: Path | None, form: str) -> None:
    """List the verdicts of REPORT, or of all reports, the last first."""
    from tocsin.cli.output import columns
    from tocsin.library.verdicts import verdicts as listed
    from tocsin.model.json_form import to_json
    from tocsin.showing.columns import clip
    from tocsin.showing.escape import terminal

    with open_library(file) as shelf:
        found = listed(shelf, None if report is None else shelf.find(report))
    for one in found:
        if form == "jsonl":
            click.echo(to_json(one, header=False, indent=0), nl=False)
        else:
            line = f"{one.id:>5}  {one.added[:16]}  {one.outcome:<12}  {one.evidence}  [{one.report}] {one.title}"
            click.echo(clip(terminal(line), columns()))


@click.command()
@click.argument("number", type=int)
@FILE
@click.option("--format", "form", type=click.Choice(["text", "json", "html"]), default="text", show_default=True)
def verdict(number: int, file: Path | None, form: str) -> None:
    """Show the verdict NUMBER as 'tocsin check' does."""
    from tocsin.cli.output import columns
    from tocsin.library.verdicts import verdict_of
    from tocsin.model.json_form import to_json
    from tocsin.showing.page import render as page
    from tocsin.showing.terminal import render

    with open_library(file) as shelf:
        found = verdict_of(shelf, number)
    if form == "json":
        click.echo(to_json(found), nl=False)
    elif form == "html":
        click.echo(page(found), nl=False)
    else:
        click.echo(render(found, width=columns(), colour=False, verbose=False, written=()), nl=False)
