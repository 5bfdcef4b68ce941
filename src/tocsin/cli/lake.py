"""`tocsin lake EVIDENCE... --out DIR`: evidence kept as Parquet, for SQL and for hunting again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from tocsin.cli import options


@click.command()
@options.evidence_argument
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    metavar="DIR",
    help="The lake: a new folder, or one made by this command, to which the evidence is added.",
)
@click.option("--host", metavar="NAME", default=None, help="Host of logs that name none themselves.")
@options.evidence_options
@options.workers_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@options.quiet_option
def lake(evidence: tuple[Path, ...], out: Path, host: str | None, **given: Any) -> int:
    """Keep EVIDENCE as Parquet files in a lake, partitioned by log and day.

    What the lake holds already, by content, is not added again. Hunt in a lake, check a report against it, or ask it in
    SQL, as in raw evidence: tocsin hunt DIR, tocsin check REPORT DIR, tocsin sql QUERY --lake DIR.
    """
    from tocsin.collecting import collect
    from tocsin.lake import keep
    from tocsin.model.json_form import to_json
    from tocsin.showing.lake_text import keeping_text

    kept = keep(collect(evidence, host=host, **options.reading_of(given)), out, workers=given["workers"])
    if given["form"] == "json":
        click.echo(to_json(kept), nl=False)
    elif not given["quiet"]:
        click.echo(keeping_text(kept, str(out)), nl=False)
    return 0
