"""`tocsin coverage EVIDENCE...`: what the evidence holds, hour by hour, and what is missing from it."""

from __future__ import annotations

from pathlib import Path

import click

from tocsin.cli.options import evidence_argument, force_option
from tocsin.model.errors import UsageError


@click.command()
@evidence_argument
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("-o", "--out", type=click.Path(path_type=Path, dir_okay=False), default=None, help="Write to this file.")
@click.option("--timezone", metavar="ZONE", default=None, help="Time zone of times that carry none: Europe/Berlin.")
@click.option("--password", metavar="WORD", default=None, help="Password of encrypted archives.")
@force_option
def coverage(
    evidence: tuple[Path, ...], form: str, out: Path | None, timezone: str | None, password: str | None, force: bool
) -> int:
    """Say which hours EVIDENCE covers: hosts, logs, first and last event, gaps, losses, signs of tampering.

    EVIDENCE are files, folders and archives. Coverage means hours that a log recorded: what happened in other hours
    cannot be seen in it.
    """
    from tocsin.collecting import collect
    from tocsin.model.json_form import to_json
    from tocsin.showing.coverage_text import coverage_text

    if out is not None and out.exists() and not force:
        raise UsageError("the file is there already", where=str(out), hint="--force overwrites it")
    inventory = collect(evidence, timezone=timezone, password=password).inventory()
    shown = to_json(inventory) if form == "json" else coverage_text(inventory).encode()
    if out is None:
        click.echo(shown, nl=False)
    else:
        out.write_bytes(shown)
    return 0
