"""`tocsin search PATTERN EVIDENCE...`: words and patterns in every field of every event."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from tocsin.cli import options
from tocsin.cli.aliases import OthersNames
from tocsin.model.errors import UsageError

FORMATS = ("text", "jsonl", "csv", "parquet", "timesketch")


@click.command(cls=OthersNames)
@click.argument("pattern")
@options.evidence_argument
@click.option("-e", "--also", "more", multiple=True, metavar="PATTERN", help="A further word or pattern; any will do.")
@click.option("--all", "every", is_flag=True, help="All of the words or patterns must stand in the event.")
@click.option("-E", "--regex", is_flag=True, help="They are regular expressions (RE2's: linear in time).")
@click.option("-F", "--field", "fields", multiple=True, metavar="NAME", help="Only in this field. Several times.")
@click.option("--case-sensitive", "cased", is_flag=True, help="Capital and small letters are different.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option("-o", "--out", type=click.Path(path_type=Path), default=None, help="Write to this file.")
@options.evidence_options
@options.host_option
@options.since_option
@options.until_option
@options.workers_option
@options.force_option
@options.exit_zero_option
@options.quiet_option
@options.verbose_option
@options.no_color_option
def search(pattern: str, evidence: tuple[Path, ...], **given: Any) -> int:
    """Search for PATTERN in EVIDENCE: files, folders, archives or a lake.

    A word stands anywhere in a value, in any case. Exit code: 0 nothing found, 1 found, 2 the command could not do its
    work.
    """
    from tocsin.cli.output import columns, encoding, open_output, tell, wants_colour
    from tocsin.cli.progress import drawn
    from tocsin.collecting import collect
    from tocsin.hunting import hunt
    from tocsin.hunting.progress import Progress
    from tocsin.hunting.searching import search_rule
    from tocsin.showing.hunt import BINARY, FORMS
    from tocsin.showing.search_text import search_text
    from tocsin.showing.terminal import Style

    out, form = given["out"], given["form"]
    if form in BINARY and out is None:
        raise UsageError(f"{form} is not for a terminal", hint="give a file to write to: --out FILE")
    period = options.period(given["since"], given["until"])
    rules = search_rule(
        [pattern, *given["more"]],
        fields=given["fields"],
        regex=given["regex"],
        cased=given["cased"],
        every=given["every"],
    )
    progress = Progress()
    with open_output(out, force=given["force"]) as file:
        with drawn(progress, quiet=given["quiet"]):
            hits = hunt(
                collect(list(evidence), **options.reading_of(given)),
                rules,
                workers=given["workers"],
                since=period[0],
                until=period[1],
                host=given["host"],
                progress=progress,
            )
        if form == "text":
            style = Style(columns(out), wants_colour(given["no_color"], out), given["verbose"])
            for line in search_text(hits, rules.rules[0].condition, len(hits), style):
                file.write(f"{line}\n".encode(encoding(out), "backslashreplace"))
        else:
            FORMS[form](hits, file, verbose=given["verbose"])
    lost = {"records": sum(one.rejected for one in hits.files), "files": len(hits.not_read)}
    said = " and ".join(f"{count:,} {what}" for what, count in lost.items() if count)
    if said and not given["quiet"]:
        tell(f"Not read: {said}; 'tocsin coverage' lists them.")
    return 0 if given["exit_zero"] or not len(hits) else 1
