"""`tocsin watch DIR`: new or revised reports against the evidence that is kept, new evidence against the reports."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tocsin.cli import options
from tocsin.cli.library import FILE, now, open_library
from tocsin.cli.rule_loading import read_rules, reading_options
from tocsin.model.errors import TocsinError, UsageError

if TYPE_CHECKING:
    from tocsin.library.rounds import Announcement, Round, Watched

_CODES = {"seen": 1, "attempted": 4, "blind": 3, "partly blind": 3}
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--reports",
    multiple=True,
    metavar="PATH",
    type=click.Path(path_type=Path),
    help="Reports to look at; DIR/reports unless given. Can be given several times.",
)
@click.option(
    "--evidence",
    multiple=True,
    metavar="PATH",
    type=click.Path(path_type=Path),
    help="Evidence: a lake, or files and folders; DIR/evidence unless given. Can be given several times.",
)
@click.option("--name", default="evidence", show_default=True, help="What the evidence is called in verdicts.")
@options.rules_option
@reading_options
@options.evidence_options
@click.option("--every", metavar="TIME", default=None, help="Go on, a round every 10m, 2h, 1d; else one round.")
@click.option(
    "--jsonl", type=click.Path(path_type=Path, dir_okay=False), default=None, help="Append announcements to this file."
)
@click.option("--webhook", metavar="URL", default=None, help="Post announcements as JSON to this address.")
@click.option(
    "--mail",
    "mail_folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    metavar="DIR",
    help="Write an e-mail (.eml) into this folder for each round that has something to say.",
)
@click.option("--mail-to", metavar="ADDRESS", default=None, help="To whom those e-mails are addressed.")
@FILE
@options.workers_option
@options.exit_zero_option
@options.quiet_option
@options.verbose_option
def watch(folder: Path, file: Path | None, every: str | None, exit_zero: bool, **given: Any) -> int:
    """Check new or revised reports against the evidence, and new evidence against the reports; only what changed.

    DIR holds reports/ and evidence/ to put things into, the library (library.sqlite, unless --library says otherwise)
    and what is kept between rounds. Verdicts are kept with their reports: 'tocsin library verdicts'.

    Exit code of one round: 1 something became seen, 4 attempted, 3 blind or partly blind, 0 nothing of it, 2 error.
    """
    from tocsin.library.rounds import Watched

    seconds = _seconds(every)
    if given["webhook"] is not None:
        from tocsin.library.fetching import check

        check(given["webhook"])
    watched = Watched(
        reports=given["reports"] or (folder / "reports",),
        evidence=given["evidence"] or (folder / "evidence",),
        folder=folder / "kept",
        rules=read_rules(given["rules"], given),
        name=given["name"],
        workers=given["workers"],
        reading=options.reading_of(given),
    )
    _refuse_nothing(watched, folder)
    library = file or folder / "library.sqlite"
    code = _round(library, watched, given)
    while seconds is not None:
        time.sleep(seconds)
        try:
            _round(library, watched, given)
        except TocsinError as error:  # a round that fails is told; the next one may not
            _tell(f"tocsin: {error}")
    return 0 if exit_zero else code


def _round(library: Path, watched: Watched, given: dict[str, Any]) -> int:
    from tocsin.library.rounds import go_round

    with open_library(library) as shelf:
        done = go_round(shelf, watched, now=now())
    for told in done.told:
        if told.added is None:
            _tell(f"not added: {told.path}: {told.why}")
    _announce(done, given)
    return exit_code(done.announcements)


def exit_code(found: Sequence[Announcement]) -> int:
    """Return what cron is told: the gravest of what became otherwise."""
    became = {change.now for one in found for change in one.changes} | {one.now for one in found if one.now != one.was}
    return next((code for outcome, code in _CODES.items() if outcome in became), 0)


def _announce(done: Round, given: dict[str, Any]) -> None:
    from tocsin.cli.output import columns
    from tocsin.showing.watch_text import announcement_lines

    if not given["quiet"]:
        for line in announcement_lines(done.announcements, columns(), verbose=given["verbose"]):
            click.echo(line)
        _tell(f"{done.judged:,} reports checked, {done.left:,} unchanged, {len(done.announcements):,} announced.")
    if not done.announcements:
        return
    # each of them tries, whatever becomes of the others
    problems: list[str] = []
    ways: tuple[tuple[Any, Callable[[Sequence[Announcement], dict[str, Any]], None]], ...] = (
        (given["jsonl"], _append),
        (given["mail_folder"], _write_mail),
        (given["webhook"], _post),
    )
    for wanted, way in ways:
        try:
            if wanted is not None:
                way(done.announcements, given)
        except (OSError, TocsinError) as error:
            problems.append(str(error))
    if problems:
        raise UsageError(f"not announced everywhere: {'; '.join(problems)}")


def _append(found: Sequence[Announcement], given: dict[str, Any]) -> None:
    from tocsin.model.json_form import to_json

    with given["jsonl"].open("ab") as out:
        out.write(b"".join(to_json(one, indent=0) for one in found))


def _write_mail(found: Sequence[Announcement], given: dict[str, Any]) -> None:
    import hashlib

    from tocsin.collecting.whole_files import written
    from tocsin.showing.watch_text import mail

    at = now()
    data = mail(found, to=given["mail_to"], now=at)
    given["mail_folder"].mkdir(parents=True, exist_ok=True)
    name = f"{at.replace(':', '')}-{hashlib.sha256(data).hexdigest()[:8]}.eml"
    with written(given["mail_folder"] / name) as out:
        out.write(data)


def _post(found: Sequence[Announcement], given: dict[str, Any]) -> None:
    from tocsin.library.fetching import post
    from tocsin.model.json_form import to_json

    for one in found:
        post(given["webhook"], to_json(one, indent=0))


def _refuse_nothing(watched: Watched, folder: Path) -> None:
    if not any(path.exists() for path in (*watched.reports, *watched.evidence)):
        hint = f"put reports into {folder / 'reports'} and evidence into {folder / 'evidence'}, or name them"
        raise UsageError("there is nothing to watch", where=str(folder), hint=hint)


def _seconds(every: str | None) -> int | None:
    if every is None:
        return None
    if not every[:-1].isdecimal() or every[-1:] not in _UNITS or not int(every[:-1]):
        raise UsageError(f"{every!r} is no time to wait", hint="use for example 10m, 2h or 1d")
    return int(every[:-1]) * _UNITS[every[-1]]


def _tell(text: str) -> None:
    from tocsin.showing.escape import terminal

    click.echo(terminal(text), err=True)
