"""`tocsin coverage EVIDENCE...`: what the evidence holds, hour by hour, and what is missing from it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from tocsin.cli.options import evidence_argument, evidence_options, force_option, reading_of
from tocsin.model.errors import UsageError


@click.command()
@evidence_argument
@click.option("--format", "form", type=click.Choice(["text", "json", "html"]), default="text", show_default=True)
@click.option("-o", "--out", type=click.Path(path_type=Path, dir_okay=False), default=None, help="Write to this file.")
@click.option("--host", metavar="NAME", default=None, help="Host of logs that name none themselves.")
@click.option("--window", metavar="FROM..TO", default=None, help="Say what share of this period was recorded.")
@evidence_options
@force_option
def coverage(
    evidence: tuple[Path, ...],
    form: str,
    out: Path | None,
    host: str | None,
    window: str | None,
    force: bool,
    **reading: Any,
) -> int:
    """Say which hours EVIDENCE covers: hosts, logs, first and last event, gaps, losses, signs of tampering.

    EVIDENCE are files, folders and archives. Coverage means hours that a log recorded: what happened in other hours
    cannot be seen in it.
    """
    from tocsin.collecting import collect
    from tocsin.judging.shares import with_window
    from tocsin.model.json_form import to_json
    from tocsin.showing.coverage_page import coverage_page
    from tocsin.showing.coverage_text import coverage_text

    if out is not None and out.exists() and not force:
        raise UsageError("the file is there already", where=str(out), hint="--force overwrites it")
    inventory = collect(evidence, host=host, **reading_of(reading)).inventory()
    if window is not None:
        inventory = with_window(inventory, window)
    forms = {"json": to_json, "text": lambda told: coverage_text(told).encode(), "html": coverage_page}
    shown = forms[form](inventory)
    if out is None:
        click.echo(shown, nl=False)
    else:
        out.write_bytes(shown)
    return 0
