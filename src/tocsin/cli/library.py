"""`tocsin library`: many reports over time; who says what of whom; what a new version changed."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tocsin.cli.commands import CommandGroup
from tocsin.cli.options import force_option, quiet_option

if TYPE_CHECKING:
    from tocsin.library import Library

FILE = click.option(
    "--library",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    metavar="FILE",
    help="The library's file; also: the variable TOCSIN_LIBRARY.",
)


def default_file() -> Path:
    """Return where the library lies unless told otherwise: TOCSIN_LIBRARY, or the user's folder for data."""
    given = os.environ.get("TOCSIN_LIBRARY")
    if given:
        return Path(given)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local")) / "tocsin" / "library.sqlite"
    return Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local" / "share")) / "tocsin" / "library.sqlite"


def now() -> str:
    """Return the time, RFC 3339 UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def open_library(file: Path | None) -> Library:
    """Open the library that is named, or the user's own."""
    from tocsin.library import Library

    return Library(file or default_file())


LATER = {
    name: f"tocsin.cli.{module}"
    for module, names in (
        ("library_claims", ("claims", "incidents", "incident", "same")),
        ("library_verdicts", ("verdicts", "verdict")),
        ("library_answers", ("answers", "picture")),
    )
    for name in names
}
"""Subcommands that have a file of their own."""


@click.group(cls=CommandGroup, later=LATER)
def library() -> None:
    """Keep reports, and ask who says what of whom: try 'tocsin library add REPORTS/'."""


@library.command()
@click.argument("sources", nargs=-1, required=True)
@click.option(
    "--authorization",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    default=None,
    metavar="FILE",
    help="File with the value of the header Authorization for the address; it is sent to no other host.",
)
@click.option("--follow", is_flag=True, help="Of a feed, fetch the page of each item, too.")
@FILE
@quiet_option
def add(sources: tuple[str, ...], authorization: Path | None, follow: bool, file: Path | None, quiet: bool) -> None:
    """Read reports and add them: files, folders, addresses. One that is there already is left as it is.

    An address (http or https) is fetched since you name it: a page, an RSS or Atom feed, a TAXII 2.1 server, root or
    collection, or a feed of MISP events. Files may hold many reports: STIX bundles, MISP events, feeds, and tables of
    attributions as EuRepoC has them (CSV).
    """
    from tocsin.library.adding import add_address, add_paths
    from tocsin.library.fetching import Fetching
    from tocsin.showing.escape import terminal

    counts = {"added": 0, "known": 0, "not added": 0}
    secret = authorization.read_text(encoding="utf-8").strip() if authorization else None
    with open_library(file) as shelf:
        told_of = (
            add_address(shelf, source, now=now(), how=Fetching(authorization=secret), follow=follow)
            if source.startswith(("http://", "https://"))
            else add_paths(shelf, [Path(source)], now=now())
            for source in sources
        )
        for told in chain.from_iterable(told_of):
            if told.added is None:
                counts["not added"] += 1
                click.echo(terminal(f"not added: {told.path}: {told.why}"), err=True)
                continue
            counts["added" if told.added.new else "known"] += 1
            if told.added.new and told.added.earlier is not None and not quiet:
                earlier = (
                    f"a version of {told.added.earlier}: 'tocsin library diff {told.added.earlier} {told.added.id}'"
                )
                click.echo(terminal(f"{told.path} is {earlier} says what changed"))
    if not quiet:
        click.echo(", ".join(f"{count:,} {what}" for what, count in counts.items()) + ".")


@library.command("list")
@FILE
@click.option("--format", "form", type=click.Choice(["text", "jsonl"]), default="text", show_default=True)
def list_reports(file: Path | None, form: str) -> None:
    """List the reports, in the order in which they were added."""
    with open_library(file) as shelf:
        _print_shelf(shelf.shelved(), form)


@library.command()
@click.argument("words", nargs=-1, required=True)
@FILE
@click.option("--format", "form", type=click.Choice(["text", "jsonl"]), default="text", show_default=True)
def search(words: tuple[str, ...], file: Path | None, form: str) -> None:
    """List the reports in which all of WORDS stand, the best first."""
    with open_library(file) as shelf:
        _print_shelf(shelf.search(" ".join(words)), form)


def _print_shelf(found: Any, form: str) -> None:
    from tocsin.cli.output import columns
    from tocsin.model.json_form import to_json
    from tocsin.showing.library_text import shelf_lines

    shown: Iterator[str]
    if form == "jsonl":
        shown = (to_json(one, header=False, indent=0).decode().rstrip() for one in found)
    else:
        shown = shelf_lines(found, columns())
    for line in shown:
        click.echo(line)


@library.command()
@click.argument("report")
@FILE
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def show(report: str, file: Path | None, form: str) -> None:
    """Show REPORT as 'tocsin read' does: its number, file name, identifier (AA21-062A), title or checksum."""
    from tocsin.cli.output import columns
    from tocsin.model.json_form import to_json
    from tocsin.showing.report_text import text

    with open_library(file) as shelf:
        found = shelf.report(shelf.find(report))
    click.echo(to_json(found).decode() if form == "json" else text(found, columns()), nl=False)


@library.command()
@click.argument("earlier")
@click.argument("later")
@FILE
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def diff(earlier: str, later: str, file: Path | None, form: str) -> None:
    """Say what LATER has that EARLIER has not, and the other way round: claims, indicators, techniques ..."""
    from tocsin.cli.output import columns
    from tocsin.library.changes import changes
    from tocsin.model.json_form import to_json
    from tocsin.showing.library_text import change_lines

    with open_library(file) as shelf:
        numbers = shelf.find(earlier), shelf.find(later)
        reports = [shelf.report(number) for number in numbers]
        found = changes(*reports, names=(earlier, later))
    if form == "json":
        click.echo(to_json(found), nl=False)
    else:
        for line in change_lines(found, columns()):
            click.echo(line)


@library.command()
@click.option("-o", "--out", type=click.Path(path_type=Path), default=None, help="Write to this file.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl", "stix", "misp", "csv", "navigator"]),
    default="jsonl",
    show_default=True,
)
@FILE
@force_option
def export(out: Path | None, form: str, file: Path | None, force: bool) -> None:
    """Write all reports, one a line: JSON as 'tocsin read' has it, STIX 2.1 bundles, MISP events.

    Or all claims as CSV; or an ATT&CK Navigator layer with the number of reports that name each technique.

    A STIX bundle carries the report without loss: 'tocsin library add' takes it in as it was.
    """
    from tocsin.cli.output import open_output
    from tocsin.model.json_form import to_json
    from tocsin.showing.library_navigator import library_layer
    from tocsin.showing.library_text import CLAIM_COLUMNS, claim_csv
    from tocsin.showing.navigator import to_json as navigator
    from tocsin.showing.report_misp import render as misp
    from tocsin.showing.report_stix import render as stix

    with open_library(file) as shelf, open_output(out, force=force) as target:
        if form == "navigator":
            target.write(navigator(library_layer(shelf.counted("technique"), len(shelf))))
            return
        if form == "csv":
            target.write((",".join(CLAIM_COLUMNS) + "\r\n").encode())
        for one in shelf.shelved():
            report = shelf.report(one.id)
            if form == "csv":
                target.write("".join(claim_csv(one.id, report)).encode("utf-8", "replace"))
            elif form == "jsonl":
                target.write(to_json(report, indent=0))
            else:
                # line ends in it are layout
                text = stix(report, whole=True) if form == "stix" else misp(report)
                target.write(text.replace("\n", " ").encode() + b"\n")


@library.command()
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
@FILE
def backup(target: Path, file: Path | None) -> None:
    """Copy the library into TARGET, while others may be using it."""
    with open_library(file) as shelf:
        shelf.back_up(target)
