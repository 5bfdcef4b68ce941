"""`tocsin demo`: makes a case of three servers, checks it, and explains what came out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tocsin.cli.options import force_option, moment, no_color_option, quiet_option, workers_option
from tocsin.model.errors import TocsinError, UsageError

if TYPE_CHECKING:
    from tocsin.demo import Options

STAGES = ("scanned", "attempted", "session", "enumerated", "wrote", "reached", "executed")


@click.command()
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("tocsin-demo"),
    show_default=True,
    help="Folder for the case and the results.",
)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Another number, other traffic.")
@click.option(
    "--stage", type=click.Choice(STAGES), default="executed", show_default=True, help="How far the attack is to get."
)
@click.option("--scale", type=float, default=0.001, show_default=True, help="Share of a real server's traffic.")
@click.option("--hosts", type=click.IntRange(1, 50), default=3, show_default=True, help="How many Exchange servers.")
@click.option("--days", type=click.IntRange(1, 73), default=73, show_default=True, help="Days of ordinary life.")
@click.option(
    "--without", multiple=True, metavar="LOG", help="A log that is missing: iis-backend, httpproxy/Ecp, sysmon."
)
@click.option("--keep", multiple=True, metavar="LOG=DAYS", help="How far back a log reaches.")
@click.option("--gap", "gaps", multiple=True, metavar="LOG=FROM..TO", help="A time in which a log recorded nothing.")
@click.option("--skew", type=int, default=0, metavar="SECONDS", help="By how much the first server's clock is ahead.")
@click.option("--flaw", "flaws", multiple=True, metavar="NAME", help="no-bom, header-change, header-late, half-row.")
@click.option(
    "--beside", multiple=True, type=click.Choice(["entra", "mail", "web"]), help="Logs of other systems, too."
)
@click.option("--make-only", is_flag=True, help="Make the case and check nothing.")
@workers_option
@force_option
@quiet_option
@no_color_option
def demo(
    out: Path,
    seed: int,
    stage: str,
    scale: float,
    make_only: bool,
    workers: int | None,
    force: bool,
    quiet: bool,
    no_color: bool,
    **given: Any,
) -> int:
    """Make a realistic case and check it: the quickest way to see what tocsin does.

    Three Exchange servers, ten weeks of logs: one was attacked, one was only scanned, of one hardly any logs were kept.
    What really happened is in truth.json. Exits 0 when the check says so, else 2. At --scale 1 a server has half a
    million records a day.
    """
    from tocsin.cli.output import columns, say, wants_colour
    from tocsin.demo import make
    from tocsin.demo.explain import differences, explain
    from tocsin.judging.check import check
    from tocsin.showing.folder import check_free, write
    from tocsin.showing.terminal import render

    check_free(out / "result", force=force)
    case = make(out, seed, stage=stage, scale=scale, options=_options(given), force=force)
    if make_only:
        if not quiet:
            say(f"{case.records:,} records in {case.evidence}, the truth in {case.truth}\n", colour=False)
        return 0
    checked = check(case.report, [case.evidence], workers=workers)
    digests = checked.evidence.digests()
    written = write(checked.verdict, checked.hits, out / "result", force=force, evidence=digests)
    page = next(path for path in written if path.suffix == ".html")
    if not quiet:
        colour = wants_colour(no_color)
        say(render(checked.verdict, width=columns(), colour=colour, written=written), colour=colour)
        say("\n" + explain(case, checked.verdict, page), colour=colour)
    wrong = differences(case, checked.verdict)
    if wrong:
        raise TocsinError(
            "the check does not say what happened: " + "; ".join(wrong),
            hint="a fault of tocsin, or of rules of yours that are installed: tell its makers, with the options",
        )
    return 0


def _options(given: dict[str, Any]) -> Options:
    from tocsin.demo import Options
    from tocsin.demo.keeping import Gap

    gaps: list[Gap] = []
    for text in given["gaps"]:
        log, _, span = text.partition("=")
        begin, between, end = span.partition("..")
        if not between:
            raise UsageError(f"{text!r} is no gap", hint="LOG=FROM..TO, such as iis=2021-02-27..2021-03-01")
        gaps.append(Gap(log, _milliseconds(begin), _milliseconds(end)))
    keep: dict[str, int] = {}
    for text in given["keep"]:
        log, _, days = text.partition("=")
        if not days.isdecimal():
            raise UsageError(f"{text!r} is no number of days", hint="LOG=DAYS, such as httpproxy=14")
        keep[log] = int(days)
    return Options(
        servers=given["hosts"],
        days=given["days"],
        without=given["without"],
        keep=keep,
        gaps=tuple(gaps),
        skew=given["skew"] * 1000,
        flaws=frozenset(given["flaws"]),
        beside=frozenset(given["beside"]),
    )


def _milliseconds(text: str) -> int:
    given = moment(text)
    if given is None:
        raise UsageError("a gap needs both its ends", hint="LOG=FROM..TO, such as iis=2021-02-27..2021-03-01")
    return round(given.timestamp() * 1000)
