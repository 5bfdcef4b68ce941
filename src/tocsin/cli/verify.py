"""`tocsin verify OUT`: are results and their evidence still what they were, and does the verdict come out again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from tocsin.cli.options import (
    evidence_options,
    host_option,
    period,
    quiet_option,
    reading_of,
    rules_option,
    since_option,
    until_option,
    workers_option,
)
from tocsin.cli.rule_loading import read_rules, reading_options
from tocsin.model.errors import TocsinError, UsageError
from tocsin.model.manifest import Difference


@click.command()
@click.argument("out", type=click.Path(path_type=Path))
@click.argument("evidence", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--report", type=click.Path(path_type=Path), default=None, help="Check this report again, and compare the verdict."
)
@rules_option
@reading_options
@since_option
@until_option
@host_option
@evidence_options
@workers_option
@quiet_option
def verify(out: Path, evidence: tuple[Path, ...], report: Path | None, **given: Any) -> int:
    """Say whether the results in OUT, and the EVIDENCE they were made of, are still what manifest.json says.

    OUT is a folder that 'tocsin check --out' wrote; EVIDENCE is named as it was then. With --report (and the options
    of that check) everything is done again, and the new verdict must be the old one, byte for byte.

    Exit code: 0 nothing differs, 1 something does, 2 the command could not do its work.
    """
    from tocsin.collecting import collect
    from tocsin.showing import manifest

    if report is not None and not evidence:
        raise UsageError("--report needs the evidence, too", hint="tocsin verify OUT EVIDENCE... --report REPORT")
    known = manifest.read(out)
    differing = list(manifest.differences(known.results, [manifest.digest(out, one.path) for one in known.results]))
    said = f"{len(known.results):,} results"
    if evidence:
        files = collect(list(evidence), **reading_of(given)).digests()
        differing += manifest.differences(known.evidence, files)
        said += f", {len(known.evidence):,} files of evidence"
    if report is not None:
        differing += _again(out, report, evidence, given)
        said += ", the verdict made again"
    _tell(differing, said, quiet=given["quiet"])
    return 1 if differing else 0


def _again(out: Path, report: Path, evidence: tuple[Path, ...], given: dict[str, Any]) -> list[Difference]:
    """Do the whole check again; return that its verdict differs, if it does."""
    from tocsin.judging.check import check
    from tocsin.model.json_form import to_json

    begin, end = period(given["since"], given["until"])
    checked = check(
        report,
        evidence,
        rules=read_rules(given["rules"], given),
        host=given["host"],
        since=begin,
        until=end,
        workers=given["workers"],
        **reading_of(given),
    )
    try:
        old = (out / "verdict.json").read_bytes()
    except OSError as error:
        raise TocsinError(
            f"cannot be read: {error.strerror}",
            where=str(out / "verdict.json"),
            hint="look whether the path is right, and whether you may read it",
        ) from None
    same = to_json(checked.verdict) == old
    return [] if same else [Difference(path="verdict.json", what="another verdict comes out")]


def _tell(differing: list[Difference], said: str, *, quiet: bool) -> None:
    from tocsin.showing.escape import terminal

    for one in differing:
        click.echo(f"{one.what}: {terminal(one.path)}")
    if not quiet:
        click.echo(f"{len(differing):,} differ of {said}." if differing else f"As it was: {said}.")
