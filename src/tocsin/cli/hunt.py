"""`tocsin hunt EVIDENCE...`: rules over evidence, no report needed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from tocsin.cli import options


@click.command()
@options.evidence_argument
@options.rules_option
@click.option("--format", "form", type=click.Choice(["text", "jsonl", "csv"]), default=None, help="What to write.")
@click.option("-o", "--out", type=click.Path(path_type=Path), default=None, help="Write to this file.")
@options.min_level_option
@options.host_option
@options.since_option
@options.until_option
@options.workers_option
@options.force_option
@options.strict_option
@options.exit_zero_option
@options.quiet_option
@options.verbose_option
@options.no_color_option
@click.pass_context
def hunt(ctx: click.Context, evidence: tuple[Path, ...], rules: tuple[Path, ...], **given: Any) -> int:
    """Hunt in EVIDENCE with Sigma rules: the built-in packs', and those given with --rules.

    Exit code: 0 no hit, 1 hits, 2 the command could not do its work.
    """
    from tocsin.cli.output import open_output, tell
    from tocsin.collecting import collect
    from tocsin.hunting import hunt as hunt_in
    from tocsin.hunting import load_rules
    from tocsin.model.errors import RuleError
    from tocsin.showing.hunt import FORMS, summary

    since, until = options.period(given["since"], given["until"])
    loaded = load_rules(list(rules))
    if given["strict"] and loaded.unusable:
        first = loaded.unusable[0]
        where = first.path if first.line is None else f"{first.path}:{first.line}"
        raise RuleError(f"{len(loaded.unusable)} rules cannot be used, the first: {first.why}", where=where)
    form = given["form"] or "text"
    with open_output(given["out"], force=given["force"]) as out:
        hits = hunt_in(
            collect(list(evidence)),
            loaded,
            workers=given["workers"],
            since=since,
            until=until,
            host=given["host"],
            min_level=given["min_level"],
        )
        FORMS[form](hits, out, verbose=given["verbose"])
    if not given["quiet"]:
        tell(summary(hits))
    ctx.exit(0 if given["exit_zero"] or not len(hits) else 1)
