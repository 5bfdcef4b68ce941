"""`tocsin hunt EVIDENCE...`: rules over evidence, no report needed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from tocsin.cli import options
from tocsin.cli.rule_loading import read_rules, reading_options

FORMATS = ("text", "jsonl", "csv", "parquet", "timesketch")
STATUSES = ("stable", "test", "experimental", "deprecated", "unsupported")


@click.command()
@options.evidence_argument
@options.rules_option
@reading_options
@click.option("--format", "form", type=click.Choice(FORMATS), default=None, help="What to write.")
@click.option(
    "--profile",
    type=click.Choice(["hayabusa", "ecs"]),
    default=None,
    help="Columns of csv and jsonl as another tool has them.",
)
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="Only rules with this tag: attack.t1505.003, t1505.")
@click.option("--status", "statuses", multiple=True, type=click.Choice(STATUSES), help="Only rules of this status.")
@click.option("-o", "--out", type=click.Path(path_type=Path), default=None, help="Write to this file.")
@options.evidence_options
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
    from tocsin.hunting.rule_sets import NAMED, select
    from tocsin.model.errors import RuleError, UsageError
    from tocsin.showing.hunt import BINARY, FORMS, summary
    from tocsin.showing.profiles import write_profile

    since, until = options.period(given["since"], given["until"])
    form, profile = given["form"] or ("csv" if given["profile"] else "text"), given["profile"]
    if profile and form not in ("csv", "jsonl"):
        raise UsageError(f"--profile is for csv and jsonl, not for {form}", hint="leave --format away, or --profile")
    if form in BINARY and given["out"] is None:
        raise UsageError(f"{form} is not for a terminal", hint="give a file to write to: --out FILE")
    named = [str(path) for path in rules if str(path) in NAMED and not path.exists()]
    loaded = read_rules([path for path in rules if str(path) not in named], given)
    if given["strict"] and loaded.unusable:
        first = loaded.unusable[0]
        where = first.path if first.line is None else f"{first.path}:{first.line}"
        raise RuleError(f"{len(loaded.unusable)} rules cannot be used, the first: {first.why}", where=where)
    loaded = select(loaded, named=named, tags=given["tags"], statuses=given["statuses"])
    with open_output(given["out"], force=given["force"]) as out:
        hits = hunt_in(
            collect(list(evidence), **options.reading_of(given)),
            loaded,
            workers=given["workers"],
            since=since,
            until=until,
            host=given["host"],
            min_level=given["min_level"],
        )
        if profile:
            write_profile(hits, out, profile=profile, form=form)
        else:
            FORMS[form](hits, out, verbose=given["verbose"])
    if not given["quiet"]:
        tell(summary(hits))
    ctx.exit(0 if given["exit_zero"] or not len(hits) else 1)
