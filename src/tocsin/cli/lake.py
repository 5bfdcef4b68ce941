"""`tocsin lake EVIDENCE... --out DIR`: evidence kept as Parquet, for SQL and for hunting again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from tocsin.cli import options
from tocsin.cli.rule_loading import read_rules, reading_options
from tocsin.model.errors import UsageError


@click.command()
@click.argument("evidence", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    metavar="DIR",
    help="The lake: a new folder, or one made by this command, to which the evidence is added.",
)
@click.option(
    "--compact", "compacting", is_flag=True, help="Put the lake's small files together; EVIDENCE is optional."
)
@click.option(
    "--iceberg", is_flag=True, help="Tables of Apache Iceberg over the lake's files, with a catalogue in SQLite."
)
@click.option(
    "-r",
    "--rules",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Hunt with these Sigma rules already: later hunts with them look up what was found. EVIDENCE is optional.",
)
@reading_options
@click.option("--host", metavar="NAME", default=None, help="Host of logs that name none themselves.")
@options.evidence_options
@options.workers_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@options.quiet_option
def lake(evidence: tuple[Path, ...], out: Path, rules: tuple[Path, ...], host: str | None, **given: Any) -> int:
    """Keep EVIDENCE as Parquet files in a lake, partitioned by log and day.

    What the lake holds already, by content, is not added again. Hunt in a lake, check a report against it, or ask it in
    SQL, as in raw evidence: tocsin hunt DIR, tocsin check REPORT DIR, tocsin sql QUERY --lake DIR.
    """
    from tocsin.collecting import collect
    from tocsin.lake import change
    from tocsin.model.json_form import to_json
    from tocsin.showing.lake_text import change_text

    if not (evidence or rules or given["compacting"] or given["iceberg"]):
        raise UsageError("no evidence was given", hint="name files, folders or archives, or --compact")
    ahead = read_rules(rules, given, packs=False) if rules else None  # before anything is written: they may be none
    added = collect(evidence, host=host, **options.reading_of(given)) if evidence else None
    done = change(out, added, compacting=given["compacting"], iceberg=given["iceberg"], workers=given["workers"])
    if ahead is not None:
        from tocsin.hunting.ahead import hunt_ahead

        kept = hunt_ahead(collect([out]), ahead, workers=given["workers"])
        if not given["quiet"]:
            _tell_ahead(len(ahead.unusable), kept=kept)
    if given["form"] == "json":
        click.echo(to_json(done), nl=False)
    elif not given["quiet"]:
        click.echo(change_text(done, str(out)), nl=False)
    return 0


def _tell_ahead(unusable: int, *, kept: bool) -> None:
    """Say what of hunting ahead came to nothing."""
    if unusable:
        rules = "1 rule" if unusable == 1 else f"{unusable} rules"
        click.echo(f"{rules} cannot be used: tocsin rules check says why", err=True)
    if not kept:
        click.echo(
            "not all that the rules found is kept: a file of the lake is damaged, or the cache cannot be written to"
            " (TOCSIN_CACHE names another folder); hunts look for it themselves",
            err=True,
        )
