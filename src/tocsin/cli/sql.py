"""`tocsin sql QUERY --lake DIR`: a question in DuckDB's SQL to a lake."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tocsin.cli import options
from tocsin.cli.rule_loading import reading_options
from tocsin.model.errors import UsageError

if TYPE_CHECKING:
    import pyarrow as pa

FORMATS = ("text", "csv", "jsonl", "parquet")


@click.command()
@click.argument("query")
@click.option(
    "--lake",
    "folder",
    metavar="DIR",
    default=Path(),
    type=click.Path(path_type=Path, file_okay=False),
    help="The lake to ask; the current folder unless given.",
)
@options.rules_option
@reading_options
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option("-o", "--out", type=click.Path(path_type=Path), default=None, help="Write to this file.")
@options.force_option
def sql(query: str, folder: Path, rules: tuple[Path, ...], **given: Any) -> int:
    """Ask a lake in SQL (DuckDB's): QUERY, or - to read it from standard input.

    Each log is a view (windows_sysmon, iis), each Sigma category too (process_creation); `events` has all of them,
    `logs` and `sources` say what there is. hits() is what the rules find; first_seen(), rare() and timeline() save
    typing: see docs/lake.md. The lake is only read.
    """
    from tocsin.cli.output import columns, open_output
    from tocsin.lake.asking import ask
    from tocsin.showing.tables import write_table

    if given["form"] == "parquet" and given["out"] is None:
        raise UsageError("parquet is not for a terminal", hint="give a file to write to: --out FILE")
    text = sys.stdin.read() if query == "-" else query
    answer = ask(folder, text, hits=lambda: _hits(folder, rules, given))
    with open_output(given["out"], force=given["force"]) as out:
        write_table(answer.schema, answer, given["form"], out, columns=columns(given["out"]))
    return 0


def _hits(folder: Path, rules: tuple[Path, ...], given: dict[str, Any]) -> pa.Table:
    from tocsin.cli.rule_loading import read_rules
    from tocsin.collecting import collect
    from tocsin.hunting import hunt

    return hunt(collect([folder]), read_rules(list(rules), given, None)).titled()
