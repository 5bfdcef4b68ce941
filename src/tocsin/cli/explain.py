"""`tocsin explain WHAT`: a finding, rule, hit, problem, claim, host or word of a result, in plain words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tocsin.cli.options import no_color_option, verbose_option
from tocsin.model.errors import TocsinError, UsageError

if TYPE_CHECKING:
    from tocsin.model.hits import Hit
    from tocsin.model.verdict import Verdict
    from tocsin.showing.prose import Block

SHOWN = 3
"""Things of one name that are explained at length."""


@click.command()
@click.argument("what", metavar="ID")
@click.option(
    "--in",
    "result",
    metavar="DIR",
    type=click.Path(path_type=Path),
    default=None,
    help="Folder with a result of 'tocsin check --out', or its verdict.json; the current folder unless given.",
)
@verbose_option
@no_color_option
def explain(what: str, result: Path | None, verbose: bool, no_color: bool) -> int:
    r"""Explain ID, anything that a result of 'tocsin check' names, in plain words and with its evidence.

    \b
    a finding   T1505.003, CVE-2021-26855, a step's name, or its id; @HOST for one host
    a rule      its id or title
    a hit       FILE:RECORD, or #17 for the 17th line of hits.jsonl
    a problem   problem 1
    a claim     claim 1
    a host      its name
    a word      blind, attempted, foothold, coverage, ...

    Without a result, rules and what 'tocsin knowledge' has are explained.
    """
    from tocsin.cli.output import columns, wants_colour
    from tocsin.showing.explaining import explanations
    from tocsin.showing.prose import terminal
    from tocsin.showing.terminal import Style

    path = _verdict_path(result)
    found: tuple[tuple[Block, ...], ...] = ()
    if path is not None:
        verdict, hits = _read(path)
        found = explanations(verdict, hits, what)
    if not found:
        click.echo(_known(what, path), nl=False)
        return 0
    style = Style(columns(), wants_colour(no_color), verbose)
    shown = found[: style.first(SHOWN)]
    click.echo("\n".join(terminal(blocks, style) for blocks in shown), nl=False)
    if len(found) > len(shown):
        click.echo(f"\nand {len(found) - len(shown)} more of this name (--verbose, or {what}@HOST)", err=True)
    return 0


def _verdict_path(result: Path | None) -> Path | None:
    """Return the file; None: no result was named, and none lies here."""
    path = result or Path()
    path = path / "verdict.json" if path.is_dir() else path
    if path.is_file():
        return path
    if result is not None:
        raise UsageError("there is no verdict.json", where=str(result), hint="name the folder that --out was given")
    return None


def _read(path: Path) -> tuple[Verdict, Callable[[], Iterable[Hit]]]:
    import msgspec

    from tocsin.model.json_form import from_json
    from tocsin.model.verdict import Verdict
    from tocsin.showing.arrange import carried_hits

    try:
        verdict = from_json(path.read_bytes(), Verdict)
    except OSError as error:
        raise UsageError(
            f"cannot be read: {error.strerror}",
            where=str(path),
            hint="look whether the path is right, and whether you may read it",
        ) from error
    except msgspec.DecodeError as error:
        raise UsageError(
            f"is no verdict: {error}", where=str(path), hint="'tocsin check --out DIR' writes one"
        ) from error
    beside = path.with_name("hits.jsonl")

    def hits() -> Iterable[Hit]:
        return _lines(beside) if beside.is_file() else carried_hits(verdict)

    return verdict, hits


def _lines(path: Path) -> Iterator[Hit]:
    import msgspec

    from tocsin.showing.hits import from_line

    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                try:
                    yield from_line(line)
                except msgspec.DecodeError as error:
                    raise UsageError(
                        f"is no hit: {error}", where=f"{path}:{number}", hint="make the result again"
                    ) from error
    except OSError as error:
        raise TocsinError(
            f"cannot be read: {error.strerror}",
            where=str(path),
            hint="look whether the path is right, and whether you may read it",
        ) from error


def _known(what: str, path: Path | None) -> str:
    """Return the card of a built-in rule, or of what the knowledge base has; `UsageError` if neither knows the name."""
    from tocsin.hunting import load_rules
    from tocsin.hunting.watch import on_catalogue
    from tocsin.knowledge import base
    from tocsin.knowledge.cards import cards, render
    from tocsin.showing.escape import terminal
    from tocsin.showing.rules import card_text

    rules = load_rules([]).named(what)
    if len(rules) == 1:
        return card_text(rules[0], on_catalogue(rules[0]))
    known = cards(base(), what)
    if known:
        text = "\n\n".join(map(render, known))
        return "\n".join(map(terminal, text.splitlines())) + "\n"
    if path is None:
        raise UsageError(f"nothing is known by the name {what!r}", hint="--in DIR names the result it stands in")
    raise UsageError(
        f"neither {path} nor the knowledge base has {what!r}",
        hint="a technique, a CVE, a rule, FILE:RECORD, a host, 'problem 1', or a word such as blind",
    )
