"""`tocsin summary EVIDENCE...`: what it comes down to, in tables."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from tocsin.cli import options
from tocsin.model.errors import UsageError

FORMATS = ("text", "csv", "jsonl")


@click.command()
@options.evidence_argument
@click.option("--of", "names", multiple=True, metavar="NAME", help="Only this summary: logons, hosts … Several times.")
@click.option("--top", type=click.IntRange(1), default=20, show_default=True, help="Rows of each table shown as text.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option("-o", "--out", type=click.Path(path_type=Path), default=None, help="Write to this file.")
@click.option("--host", metavar="NAME", default=None, help="Host of logs that name none themselves.")
@options.since_option
@options.until_option
@options.evidence_options
@options.workers_option
@options.force_option
def summary(evidence: tuple[Path, ...], **given: Any) -> int:
    """Sum EVIDENCE up: hosts, events, logons, remote sessions, programs, services, tasks, accounts, encoded commands.

    EVIDENCE are files, folders and archives, or one lake, which answers sooner.
    """
    from tocsin.cli.output import columns, open_output
    from tocsin.lake.summaries import chosen, summarise
    from tocsin.showing.summary_text import write_summaries

    wanted = chosen(given["names"])
    if given["form"] == "csv" and len(wanted) != 1:
        raise UsageError("csv is for one table", hint="say which: --of logons")
    since, until = options.period(given["since"], given["until"])
    with _lake(evidence, given) as folder, open_output(given["out"], force=given["force"]) as out:
        write_summaries(
            summarise(folder, wanted, since, until), given["form"], out, columns=columns(given["out"]), top=given["top"]
        )
    return 0


@contextmanager
def _lake(evidence: tuple[Path, ...], given: dict[str, Any]) -> Generator[Path]:
    """Give the lake that the evidence is, or one made of it for the time being."""
    from tocsin.collecting import collect
    from tocsin.collecting.lake_index import is_lake
    from tocsin.collecting.store import Store
    from tocsin.lake import keep

    if len(evidence) == 1 and is_lake(evidence[0]):
        yield evidence[0]
        return
    store = Store()  # gone with this run, and after a crash with the next
    folder = Path(store.ready()) / "lake"
    keep(collect(list(evidence), host=given["host"], **options.reading_of(given)), folder, workers=given["workers"])
    yield folder
