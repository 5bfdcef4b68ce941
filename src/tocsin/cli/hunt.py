"""`tocsin hunt EVIDENCE...`: rules and indicators over evidence, no report needed."""

from __future__ import annotations

import shlex
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from tocsin.cli import options
from tocsin.cli.aliases import OthersNames
from tocsin.cli.rule_loading import read_rules, reading_options
from tocsin.model.errors import RuleError, UsageError

if TYPE_CHECKING:
    from tocsin.hunting import Hits, RuleSet
    from tocsin.hunting.indicator_files import IndicatorSet
    from tocsin.hunting.progress import Progress
    from tocsin.showing.hunt_text import View

FORMATS = ("text", "jsonl", "csv", "parquet", "timesketch")
STATUSES = ("stable", "test", "experimental", "deprecated", "unsupported")


@click.command(cls=OthersNames)
@options.evidence_argument
@options.rules_option
@click.option("--packs", is_flag=True, help="With --rules: hunt with the packs' and installed rules, too.")
@reading_options
@click.option(
    "-i",
    "--indicators",
    multiple=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Indicators to look for in every field: one a line, CSV, a STIX 2.1 bundle, a MISP event. Several times.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice([*FORMATS, "json"]),
    default=None,
    metavar=f"[{'|'.join(FORMATS)}]",
    help="What to write.",
)
@click.option(
    "--profile",
    type=click.Choice(["hayabusa", "ecs", "timesketch"]),
    default=None,
    help="Columns of csv and jsonl as another tool has them.",
)
@click.option(
    "--explain",
    nargs=2,
    type=str,
    metavar="RULE RECORD",
    default=None,
    help="Say why a rule is true of a record, or not: a rule's id or title, and PATH:RECORD or RECORD.",
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
@options.state_option
@options.engine_options
@options.force_option
@options.strict_option
@options.exit_zero_option
@options.quiet_option
@options.verbose_option
@options.no_color_option
def hunt(evidence: tuple[Path, ...], rules: tuple[Path, ...], **given: Any) -> int:
    """Hunt in EVIDENCE with Sigma rules: those given with --rules, else those of the packs.

    Exit code: 0 no hit, 1 hits, 2 the command could not do its work.
    """
    from tocsin.cli.output import open_output, tell_isolation, tell_progress_lost
    from tocsin.cli.progress import drawn
    from tocsin.hunting.progress import Progress

    if given["explain"] is not None:
        from tocsin.cli.hunt_explain import explain

        return explain(evidence, rules, given)
    begun = time.monotonic()
    form, period = _form(given), options.period(given["since"], given["until"])
    sought = _indicators(given)
    progress = Progress()
    with open_output(given["out"], force=given["force"]) as out:
        with drawn(progress, quiet=given["quiet"]):
            hits = _hunt(evidence, chosen_rules(rules, given, progress), sought, period, given, progress)
        if form == "text":
            _write_text(hits, out, _view(evidence, rules, sought, given))
        else:
            _write(hits, form, out, given)
    tell_progress_lost(hits.release(), given)
    tell_isolation(quiet=given["quiet"])
    if not given["quiet"]:
        _tell(hits, form, sought, given, time.monotonic() - begun)
    if given["strict"]:
        _refuse_losses(hits)
    return 0 if given["exit_zero"] or not len(hits) else 1


def _form(given: dict[str, Any]) -> str:
    from tocsin.showing.hunt import BINARY

    form = given["form"] or ("csv" if given["profile"] else "text")
    if given["profile"] and form not in ("csv", "jsonl", "json"):
        raise UsageError(f"--profile is for csv and jsonl, not for {form}", hint="leave --format away, or --profile")
    if form in BINARY and given["out"] is None:
        raise UsageError(f"{form} is not for a terminal", hint="give a file to write to: --out FILE")
    return "jsonl" if form == "json" else form


def chosen_rules(rules: tuple[Path, ...], given: dict[str, Any], progress: Progress | None = None) -> RuleSet:
    """Return the rules that the options name and select; with --strict, one that cannot be used is an error."""
    from tocsin.hunting.rule_sets import NAMED, select

    named = [str(path) for path in rules if str(path) in NAMED and not path.exists()]
    paths = [path for path in rules if str(path) not in named]
    loaded = read_rules(paths, given, progress, packs=given["packs"] or not paths)
    if given["strict"] and loaded.unusable:
        first = loaded.unusable[0]
        where = first.path if first.line is None else f"{first.path}:{first.line}"
        raise RuleError(
            f"--strict: {_number(len(loaded.unusable), 'rule')} cannot be used, the first: {first.why}",
            where=where,
            hint="mend it, or leave --strict away to hunt with the others",
        )
    return select(loaded, named=named, tags=given["tags"], statuses=given["statuses"])


def _number(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"


def _indicators(given: dict[str, Any]) -> IndicatorSet | None:
    if not given["indicators"]:
        return None
    from tocsin.hunting.indicator_files import load_indicators

    sought = load_indicators(given["indicators"])
    if given["strict"] and sought.unusable:
        first = sought.unusable[0]
        where = first.path if first.line is None else f"{first.path}:{first.line}"
        raise RuleError(
            f"--strict: {_number(len(sought.unusable), 'indicator')} cannot be used, the first: {first.why}",
            where=where,
            hint="mend it, or leave --strict away to look for the others",
        )
    return sought


def _hunt(
    evidence: tuple[Path, ...],
    rules: RuleSet,
    sought: IndicatorSet | None,
    period: tuple[datetime | None, datetime | None],
    given: dict[str, Any],
    progress: Progress,
) -> Hits:
    from tocsin.hunting.plan_key import load_ahead

    if given["min_level"] is None:
        load_ahead(rules)  # while Arrow is loaded
    from tocsin.collecting import collect
    from tocsin.hunting import hunt as hunt_in
    from tocsin.hunting.progress import Phase

    progress.begin(Phase.FINDING)
    return hunt_in(
        collect(list(evidence), met=progress.add, **options.reading_of(given)),
        rules,
        indicators=() if sought is None else sought.indicators,
        workers=given["workers"],
        since=period[0],
        until=period[1],
        host=given["host"],
        min_level=given["min_level"],
        progress=progress,
        keeping=options.keeping(given),
        engine=options.engine_of(given),
    )


def _view(
    evidence: tuple[Path, ...], rules: tuple[Path, ...], sought: IndicatorSet | None, given: dict[str, Any]
) -> View:
    """Return how text is shown, and with which command one goes on."""
    from tocsin.cli.output import columns, encoding, wants_colour
    from tocsin.showing.hunt_panel import Indicators
    from tocsin.showing.hunt_text import View
    from tocsin.showing.terminal import Style

    out = given["out"]
    same = [*map(str, evidence), *(word for path in rules for word in ("--rules", str(path)))]
    return View(
        style=Style(columns(out), wants_colour(given["no_color"], out), given["verbose"]),
        zone=options.zone(given["timezone"]),
        encoding=encoding(out),
        next_step=f"tocsin hunt {shlex.join(same)} --explain {{rule}} {{record}}",
        otherwise=f"tocsin rules check {shlex.join(same)}",
        indicators=None if sought is None else Indicators(len(sought), sought.unusable, sought.left_out),
    )


def _write_text(hits: Hits, out: BinaryIO, view: View) -> None:
    from tocsin.showing.hunt import write_text

    write_text(hits, out, view=view)


def _write(hits: Hits, form: str, out: BinaryIO, given: dict[str, Any]) -> None:
    from tocsin.showing.hunt import FORMS

    if given["profile"] is None:
        FORMS[form](hits, out, verbose=given["verbose"])
    elif given["profile"] == "timesketch" and form == "jsonl":  # whose lines have the event's own fields, too
        FORMS["timesketch"](hits, out)
    else:
        from tocsin.showing.profiles import write_profile

        write_profile(hits, out, profile=given["profile"], form=form)


def _refuse_losses(hits: Hits) -> None:
    from tocsin.model.errors import EvidenceError

    lost = {"rejected records": sum(file.rejected for file in hits.files), "files not read": len(hits.not_read)}
    said = ", ".join(f"{count:,} {what}" for what, count in lost.items() if count)
    if said:
        raise EvidenceError(f"--strict: {said}", hint="'tocsin coverage' lists them")


def _tell(hits: Hits, form: str, sought: IndicatorSet | None, given: dict[str, Any], seconds: float) -> None:
    """Say what is not the result: a summary where the result shows none, where it was saved, how long it took."""
    from tocsin.cli.output import tell
    from tocsin.showing.hunt import summary

    if form != "text" or given["out"] is not None:
        tell(summary(hits, () if sought is None else sought.unusable, verbose=given["verbose"]))
    if given["out"] is not None:
        tell(f"Saved: {given['out'].absolute().as_uri()}")
    events = sum(file.events for file in hits.files)
    tell(f"Took {seconds:,.1f} s ({events / max(seconds, 0.001):,.0f} events/s).")
