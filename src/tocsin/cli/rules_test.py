"""`tocsin rules test`: the rules of a pack on their own samples, or on recorded attacks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tocsin.cli.options import quiet_option, rules_option, verbose_option, workers_option
from tocsin.cli.rule_loading import read_rules, reading_options
from tocsin.model.errors import RuleError, UsageError

if TYPE_CHECKING:
    from tocsin.model.packs import Pack


@click.command("test")
@click.argument("pack", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--recordings",
    metavar="DIR",
    type=click.Path(path_type=Path),
    default=None,
    help="Instead: count how many recorded attacks the rules see. DIR holds recordings and their _metadata.",
)
@click.option(
    "--benign",
    metavar="PATH",
    multiple=True,
    type=click.Path(path_type=Path),
    help="With --recordings: logs without an attack, on which every hit is a false alarm.",
)
@click.option("--source", metavar="TEXT", default=None, help="With --recordings: what the recordings are called.")
@rules_option
@reading_options
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@workers_option
@quiet_option
@verbose_option
def rules_test(
    pack: tuple[Path, ...],
    recordings: Path | None,
    benign: tuple[Path, ...],
    source: str | None,
    rules: tuple[Path, ...],
    form: str,
    workers: int | None,
    quiet: bool,
    verbose: bool,
    **given: Any,
) -> int:
    """Test the rules of PACK, or of every built-in pack, on their own samples.

    PACK is a folder with pack.yaml, or the name of a built-in pack. The samples go through the same readers as your
    logs. Exits 0 when every rule passes, else 2.

    With --recordings it counts, by technique, how many recorded runs are seen by the rules of the packs, by those of
    --rules, and by both. Rules of packs whose hits count only joined with others are left out.
    """
    if recordings is not None:
        if pack:
            raise UsageError("--recordings tests all packs", hint="give rules of your own with --rules")
        return _count(recordings, rules, given, benign=benign, source=source, form=form, workers=workers, whole=verbose)
    from tocsin.hunting.samples import try_samples
    from tocsin.showing.rules import trials_text

    failed = 0
    for one in _packs(pack):
        tested = try_samples(one)
        failed += sum(bool(rule.wrong) for rule in tested)
        if not quiet:
            click.echo(trials_text(one, tested, whole=verbose), nl=False)
    if failed:
        raise RuleError(f"{failed} rules fail their own samples", hint="without --quiet each is listed with the reason")
    return 0


def _count(
    folder: Path,
    paths: tuple[Path, ...],
    given: dict[str, Any],
    *,
    benign: tuple[Path, ...],
    source: str | None,
    form: str,
    workers: int | None,
    whole: bool,
) -> int:
    """Count what rules see of recorded attacks, and show it."""
    from tocsin.hunting import load_rules
    from tocsin.hunting.sensitivity import measure
    from tocsin.knowledge.packs import joined_only
    from tocsin.knowledge.sensitivity import PACKS
    from tocsin.model.json_form import to_json
    from tocsin.showing.sensitivity import sensitivity_text

    every = read_rules(paths, given)
    own = frozenset(card.info.id for card in load_rules().cards)
    sets = {PACKS: own - joined_only()}
    if paths:
        sets["given"] = frozenset(card.info.id for card in every.cards) - own
    found = measure(folder, every, sets, source=source or folder.name, benign=benign, workers=workers)
    click.echo(to_json(found) if form == "json" else sensitivity_text(found, whole=whole), nl=False)
    return 0


def _packs(named: tuple[Path, ...]) -> tuple[Pack, ...]:
    from tocsin.knowledge.packs import load, packs

    if not named:
        return packs()
    built_in = {one.id: one for one in packs()}
    return tuple(built_in.get(str(path)) or load(path) for path in named)
