"""`tocsin demo`: makes a case of three servers, checks it, and explains what came out."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from tocsin.cli.options import force_option, no_color_option, quiet_option, workers_option
from tocsin.model.errors import TocsinError

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
@workers_option
@force_option
@quiet_option
@no_color_option
def demo(
    out: Path, seed: int, stage: str, scale: float, workers: int | None, force: bool, quiet: bool, no_color: bool
) -> int:
    """Make a realistic case and check it: the quickest way to see what tocsin does.

    Three Exchange servers, ten weeks of logs: one was attacked, one was only scanned, of one hardly any logs were kept.
    Exits 0 when the check says what really happened, else 2.
    """
    from tocsin.demo import make
    from tocsin.demo.explain import differences, explain
    from tocsin.judging.check import check
    from tocsin.showing.folder import check_free, write
    from tocsin.showing.terminal import render

    check_free(out / "result", force=force)
    case = make(out, seed, stage=stage, scale=scale, force=force)
    checked = check(case.report, [case.evidence], workers=workers)
    written = write(checked.verdict, checked.hits, out / "result", force=force)
    page = next(path for path in written if path.suffix == ".html")
    if not quiet:
        colour = not no_color and not os.environ.get("NO_COLOR") and sys.stdout.isatty()
        _say(render(checked.verdict, colour=colour, written=written), colour=colour)
        _say("\n" + explain(case, checked.verdict, page), colour=colour)
    wrong = differences(case, checked.verdict)
    if wrong:
        raise TocsinError("the check does not say what happened: " + "; ".join(wrong))
    return 0


def _say(text: str, *, colour: bool) -> None:
    """Print; a terminal of another encoding shows what it cannot write as escapes."""
    encoding = sys.stdout.encoding or "utf-8"
    click.echo(text.encode(encoding, "backslashreplace").decode(encoding), nl=False, color=colour)
