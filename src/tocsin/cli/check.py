"""`tocsin check`: the whole path, from a report and logs to a verdict, shown and written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tocsin.cli.options import (
    engine_of,
    engine_options,
    evidence_options,
    exit_zero_option,
    force_option,
    host_option,
    keeping,
    no_color_option,
    period,
    quiet_option,
    reading_of,
    rules_option,
    since_option,
    state_option,
    strict_option,
    until_option,
    verbose_option,
    workers_option,
)
from tocsin.cli.rule_loading import read_rules, reading_options
from tocsin.model.errors import UsageError

if TYPE_CHECKING:
    from tocsin.model.verdict import Verdict

EXIT_CODES = {"seen": 1, "attempted": 4, "partly blind": 3, "blind": 3, "not seen": 0, "not checkable": 0}
"""By outcome of a finding; the first of `EXIT_ORDER` that occurs decides."""

EXIT_ORDER = (1, 4, 3, 0)


@click.command()
@click.argument("report", required=False, metavar="REPORT", type=click.Path(path_type=Path, allow_dash=True))
@click.argument("evidence", nargs=-1, metavar="EVIDENCE...", type=click.Path(path_type=Path))
@rules_option
@reading_options
@click.option(
    "-o",
    "--out",
    metavar="DIR",
    default=None,
    type=click.Path(path_type=Path),
    help="Write the page, the letter and the files for other tools into this folder.",
)
@click.option(
    "--share",
    metavar="FILE",
    default=None,
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write outcomes, shares and versions without any value of the logs, to give away (docs/library.md).",
)
@click.option("--interactive", is_flag=True, help="Ask for what is not given, and propose what lies here.")
@click.option("--json", "as_json", is_flag=True, help="Print verdict.json instead of the summary.")
@since_option
@until_option
@host_option
@evidence_options
@workers_option
@state_option
@engine_options
@force_option
@strict_option
@exit_zero_option
@quiet_option
@verbose_option
@no_color_option
@click.pass_context
def check(
    ctx: click.Context,
    report: Path | None,
    evidence: tuple[Path, ...],
    rules: tuple[Path, ...],
    out: Path | None,
    share: Path | None,
    interactive: bool,
    as_json: bool,
    since: str | None,
    until: str | None,
    host: str | None,
    workers: int | None,
    force: bool,
    strict: bool,
    exit_zero: bool,
    quiet: bool,
    verbose: bool,
    no_color: bool,
    **given: Any,
) -> int:
    """Read REPORT, hunt in EVIDENCE, and say for each host: seen, attempted, not seen, or blind.

    REPORT is a news article, an advisory or a statement (text, Markdown, HTML, PDF, DOCX), or - for standard input.
    EVIDENCE is files, folders and archives with logs.

    Exit code: 1 seen, 4 attempted, 3 partly blind or blind, 0 not seen, 2 error.
    """
    from tocsin.cli.output import tell_isolation, tell_progress_lost, wants_colour
    from tocsin.cli.progress import drawn
    from tocsin.hunting.progress import Progress
    from tocsin.judging.check import check as judge_it
    from tocsin.showing import folder

    begin, end = period(since, until)
    if interactive:
        from tocsin.cli.asking import ask

        report, evidence, out = ask(report, evidence, out)
    if report is None or not evidence:
        missing = "REPORT" if report is None else "EVIDENCE..."
        raise UsageError(f"{missing} is missing", hint="--interactive asks for it; see 'tocsin check --help'")
    if out is not None:
        folder.check_free(out, force=force)
    if share is not None and share.exists() and not force:
        raise UsageError("the file is there already", where=str(share), hint="--force overwrites it")
    progress = Progress()
    with drawn(progress, quiet=quiet):
        checked = judge_it(
            report,
            evidence,
            rules=read_rules(rules, {**given, "quiet": quiet, "strict": strict}, progress),
            host=host,
            since=begin,
            until=end,
            workers=workers,
            progress=progress,
            keeping=keeping(given),
            engine=engine_of(given),
            **reading_of(given),
        )
    written: tuple[Path, ...] = ()
    if out is not None:
        digests = checked.evidence.digests()
        written = folder.write(checked.verdict, checked.hits, out, force=force, evidence=digests)
    if share is not None:
        _write_shared(checked.verdict, share, force=force)
    if as_json:
        _print_json(checked.verdict)
    elif not quiet:
        _print_summary(checked.verdict, written, verbose=verbose, colour=wants_colour(no_color))
    tell_progress_lost(checked.hits.release(), {"quiet": quiet})
    tell_isolation(quiet=quiet)
    if strict:
        _refuse_losses(checked.verdict)
    return 0 if exit_zero else exit_code(checked.verdict)


def exit_code(verdict: Verdict) -> int:
    """Return the exit code of the contract: the first of seen, attempted, blind, not seen that holds."""
    codes = {EXIT_CODES[verdict.outcome.value], *(EXIT_CODES[finding.outcome.value] for finding in verdict.findings)}
    return next(code for code in EXIT_ORDER if code in codes)


def _refuse_losses(verdict: Verdict) -> None:
    from tocsin.model.errors import TocsinError

    lost = {
        "rules that cannot be used": len(verdict.rules.unusable),
        "rejected records": verdict.books.rejected,
        "files not read": verdict.books.not_read,
    }
    said = ", ".join(f"{count:,} {what}" for what, count in lost.items() if count)
    if said:
        raise TocsinError(f"--strict: {said}", hint="each is listed in verdict.json")


def _write_shared(verdict: Verdict, path: Path, *, force: bool) -> None:
    from tocsin.cli.output import open_output
    from tocsin.judging.sharing import shared
    from tocsin.model.json_form import to_json

    with open_output(path, force=force) as target:
        target.write(to_json(shared(verdict)))


def _print_json(verdict: Verdict) -> None:
    from tocsin.model.json_form import to_json

    click.echo(to_json(verdict), nl=False)


def _print_summary(verdict: Verdict, written: tuple[Path, ...], *, verbose: bool, colour: bool) -> None:
    from tocsin.cli.output import columns, say
    from tocsin.showing.terminal import render

    say(render(verdict, width=columns(), colour=colour, verbose=verbose, written=written), colour=colour)
