"""`tocsin library claims`, `incidents`, `incident`, `same`: who says what of whom across all reports of the library."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from tocsin.cli.library import FILE, now, open_library
from tocsin.cli.options import verbose_option
from tocsin.model.errors import UsageError

EVERY = 1 << 40
"""Positions that are told: all."""


@click.command()
@click.option("--incident", metavar="ID", default=None, help="Only about this incident: incident:exchange-2021.")
@click.option("--accused", metavar="NAME", default=None, help="Only of this accused: a name, or an id (CN, G0065).")
@click.option("--speaker", metavar="NAME", default=None, help="Only by this speaker: a name, or an id.")
@click.option("--act", metavar="ACT", default=None, help="Only this act: attribute, deny, condemn ...")
@FILE
@click.option("--format", "form", type=click.Choice(["text", "jsonl", "csv"]), default="text", show_default=True)
@verbose_option
def claims(file: Path | None, form: str, verbose: bool, **asked: Any) -> None:
    """Say who says what of whom across all reports, and who merely passes it on; --verbose with the sentences."""
    from tocsin.cli.output import columns
    from tocsin.library.attribution import origins, positions
    from tocsin.model.json_form import to_json
    from tocsin.showing.library_text import position_csv, position_lines

    with open_library(file) as shelf:
        found = positions(shelf, **asked, limit=EVERY)
    if form == "jsonl":
        for one in found:
            click.echo(to_json(one, header=False, indent=0), nl=False)
    elif form == "csv":
        for row in position_csv(found):
            click.echo(row, nl=False)
    else:
        for line in position_lines(found, origins(found), columns(), verbose=verbose):
            click.echo(line)


@click.command()
@FILE
@click.option("--format", "form", type=click.Choice(["text", "jsonl"]), default="text", show_default=True)
def incidents(file: Path | None, form: str) -> None:
    """List the incidents that reports are about, those of most reports first."""
    from tocsin.library.incident import incidents as listed
    from tocsin.model.json_form import to_json
    from tocsin.showing.escape import terminal

    with open_library(file) as shelf:
        found = listed(shelf)
    for one in found:
        if form == "jsonl":
            click.echo(to_json(one, header=False, indent=0), nl=False)
        else:
            click.echo(terminal(f"{one.reports:>5} reports  {one.claims:>5} claims  {one.id}  {one.name}"))


@click.command()
@click.argument("name")
@FILE
@click.option("--format", "form", type=click.Choice(["text", "json", "csv"]), default="text", show_default=True)
@verbose_option
def incident(name: str, file: Path | None, form: str, verbose: bool) -> None:
    """Say of an incident who attributes it to whom, who only condemns, who denies, who merely repeats, what conflicts.

    NAME is its id, exchange-2021, or a name of it: "Microsoft Exchange hack". --verbose adds how it moved in time.
    """
    from tocsin.cli.output import columns
    from tocsin.library.incident import answer
    from tocsin.model.json_form import to_json
    from tocsin.showing.incident_text import incident_csv, incident_lines

    with open_library(file) as shelf:
        told = answer(shelf, name)
    if form == "json":
        click.echo(to_json(told), nl=False)
        return
    for line in incident_csv(told) if form == "csv" else incident_lines(told, columns(), verbose=verbose):
        click.echo(line, nl=form != "csv")


@click.command()
@click.argument("names", nargs=-1, metavar="[ONE OTHER]")
@click.option("--undo", type=int, metavar="N", default=None, help="Take back what was set as number N.")
@FILE
def same(names: tuple[str, ...], undo: int | None, file: Path | None) -> None:
    """Count ONE and OTHER as one from now on; without names: who is said to be the same, and what you have set.

    Nothing is merged by it: the reports keep whom they named, and --undo takes it back.
    """
    from tocsin.cli.output import columns
    from tocsin.library.sameness import all_said, part, treat, treated
    from tocsin.showing.escape import terminal
    from tocsin.showing.incident_text import said_same_lines

    if len(names) not in (0, 2) or (names and undo is not None):
        raise UsageError("two names are one, or none to list", hint="tocsin library same 'APT40' 'Leviathan'")
    with open_library(file) as shelf:
        if names:
            number = treat(shelf, *names, now=now())
            click.echo(f"Counted as one from now on; 'tocsin library same --undo {number}' takes it back.")
        elif undo is not None:
            part(shelf, undo, now=now())
            click.echo("Counted apart again.")
        else:
            for line in said_same_lines(all_said(shelf), columns()):
                click.echo(line)
            for one in treated(shelf):
                state = f"taken back {one.undone[:10]}" if one.undone else "holds"
                click.echo(terminal(f"{one.id:>4}  {one.one} = {one.other}  (set {one.added[:10]}, {state})"))
