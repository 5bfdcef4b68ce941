"""`tocsin rules test`: every rule of a pack fires on its positive sample and stays silent on its negative one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tocsin.cli.options import quiet_option, verbose_option
from tocsin.model.errors import RuleError

if TYPE_CHECKING:
    from tocsin.model.packs import Pack


@click.command("test")
@click.argument("pack", nargs=-1, type=click.Path(path_type=Path))
@quiet_option
@verbose_option
def rules_test(pack: tuple[Path, ...], quiet: bool, verbose: bool) -> int:
    """Test the rules of PACK, or of every built-in pack, on their own samples.

    PACK is a folder with pack.yaml, or the name of a built-in pack. The samples go through the same readers as your
    logs. Exits 0 when every rule passes, else 2.
    """
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


def _packs(named: tuple[Path, ...]) -> tuple[Pack, ...]:
    from tocsin.knowledge.packs import load, packs

    if not named:
        return packs()
    built_in = {one.id: one for one in packs()}
    return tuple(built_in.get(str(path)) or load(path) for path in named)
