"""`tocsin read REPORT`: a document into a Report: who claims what of whom, and what of it would leave traces."""

from __future__ import annotations

import gc
import os
import shutil
import sys
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tocsin.cli.options import force_option, no_color_option, report_argument, verbose_option
from tocsin.model.errors import UsageError

if TYPE_CHECKING:
    from tocsin.model.report import Report
    from tocsin.reading.document_formats.extracted import Limits

_FORMS = ["text", "json", "stix", "misp", "html"]
_NARROWEST, _WIDEST = 40, 120


def _limits(_ctx: click.Context, _param: click.Parameter, given: tuple[str, ...]) -> Limits | None:
    """Turn `pages=5000` into limits; names are those of `Limits`."""
    if not given:
        return None
    from tocsin.reading.document_formats.extracted import Limits

    known = {field.name for field in fields(Limits)}
    chosen: dict[str, Any] = {}
    for text in given:
        name, _, number = text.partition("=")
        if name not in known or not number.isdecimal():
            raise UsageError(f"there is no limit {text!r}", hint=f"use NAME=N with one of {', '.join(sorted(known))}")
        chosen[name] = int(number)
    return Limits(**chosen)


@click.command()
@report_argument
@click.option("--format", "form", type=click.Choice(_FORMS), default="text", show_default=True, help="What to write.")
@click.option("-o", "--out", type=click.Path(path_type=Path, dir_okay=False), default=None, help="Write to this file.")
@click.option(
    "--limit",
    "limits",
    multiple=True,
    metavar="NAME=N",
    callback=_limits,
    help="Take more of a large document: bytes=N, characters=N, words=N, pages=N, prose=N.",
)
@verbose_option
@no_color_option
@force_option
def read(
    report: Path, form: str, out: Path | None, limits: Limits | None, verbose: bool, no_color: bool, force: bool
) -> int:
    """Read REPORT: who claims what of whom, what is wrong with the text, and what would leave traces.

    REPORT is a text, Markdown, HTML, PDF, Word, e-mail or Outlook file, a feed, a STIX bundle, a MISP event, a CSAF or
    other JSON advisory, or - for standard input. Nothing is fetched.
    """
    from tocsin.reading import read as read_report

    if out is not None and out.exists() and not force:
        raise UsageError("the file is there already", where=str(out), hint="--force overwrites it")
    # what was read stays until this process ends, soon: to look for cycles in it takes a tenth of a second
    gc.set_threshold(1_000_000, 20, 20)
    found = read_report(str(report), limits=limits)
    plain = no_color or out is not None or "NO_COLOR" in os.environ or not sys.stdout.isatty()
    shown = _shown(found, form, colour=not plain, verbose=verbose)
    if out is None:
        click.echo(shown, nl=False)
    else:
        _write(out, shown)
    return 0


def _shown(report: Report, form: str, *, colour: bool, verbose: bool) -> bytes:
    if form == "json":
        from tocsin.model.json_form import to_json

        return to_json(report)
    if form == "stix":
        from tocsin.showing.report_stix import render as stix

        return stix(report).encode()
    if form == "misp":
        from tocsin.showing.report_misp import render as misp

        return misp(report).encode()
    from tocsin.showing import report_text

    if form == "html":
        return report_text.html(report).encode()
    width = min(max(shutil.get_terminal_size((80, 24)).columns, _NARROWEST), _WIDEST)
    return report_text.text(report, width, colour, verbose=verbose).encode()


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise UsageError(
            f"cannot be written: {error.strerror}",
            where=str(path),
            hint="look whether there is room, and whether you may write there, or name another place",
        ) from None
