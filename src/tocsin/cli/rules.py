"""`tocsin rules`: what rules there are, what one asks for, and which can fire on which logs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from tocsin.cli import options
from tocsin.cli.commands import CommandGroup
from tocsin.cli.rule_loading import read_rules, reading_options
from tocsin.model.errors import RuleError

LATER = {
    "test": "tocsin.cli.rules_test:rules_test",
    "add": "tocsin.cli.rules_add:rules_add",
    "update": "tocsin.cli.rules_add:rules_update",
    "remove": "tocsin.cli.rules_add:rules_remove",
}
"""Subcommands that have a file of their own."""


@click.group(cls=CommandGroup, later=LATER)
def rules() -> None:
    """List, show and test rules, say which can fire on which logs, and install those of others."""


form_option = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)


@rules.command("list")
@options.rules_option
@reading_options
@options.min_level_option
@form_option
def list_rules(rules: tuple[Path, ...], min_level: str | None, form: str, **given: Any) -> int:
    """List the rules of the built-in packs, of what was installed, and those given with --rules."""
    from tocsin.hunting.watch import RuleList
    from tocsin.knowledge.installed import installed
    from tocsin.model.json_form import to_json
    from tocsin.showing.rules import list_text

    loaded = read_rules(rules, given).at_least(min_level)
    listed = RuleList(rules=loaded.cards, unusable=loaded.unusable, sets=loaded.sets, installed=installed())
    click.echo(to_json(listed) if form == "json" else list_text(listed), nl=False)
    return 0


@rules.command()
@click.argument("rule", metavar="ID")
@options.rules_option
@reading_options
def show(rule: str, rules: tuple[Path, ...], **given: Any) -> int:
    """Show the rule ID (or the one rule whose id or title begins so): its card, its condition in words, its logs."""
    from tocsin.hunting.watch import on_catalogue
    from tocsin.showing.rules import card_text

    found = read_rules(rules, given).named(rule)
    if len(found) != 1:
        names = ", ".join(one.card.info.id for one in found[:3])
        hint = f"such as {names}: give more of it" if found else "see 'tocsin rules list'"
        raise RuleError(f"{len(found) or 'no'} rules are meant by {rule!r}", hint=hint)
    click.echo(card_text(found[0], on_catalogue(found[0])), nl=False)
    return 0


@rules.command()
@click.argument("evidence", nargs=-1, type=click.Path(path_type=Path))
@options.rules_option
@reading_options
@form_option
@options.strict_option
@options.verbose_option
def check(
    evidence: tuple[Path, ...], rules: tuple[Path, ...], form: str, strict: bool, verbose: bool, **given: Any
) -> int:
    """Say which rules can fire on the logs of EVIDENCE; without EVIDENCE, on any log that tocsin knows.

    Rules that cannot be used are listed with file, line and reason; with --strict they are an error (exit code 2).
    """
    from tocsin.collecting import collect
    from tocsin.hunting.watch import RuleCheck, recorded, watch
    from tocsin.model.json_form import to_json
    from tocsin.showing.rules import check_text

    loaded = read_rules(rules, {**given, "strict": strict})
    watches = watch(loaded, recorded(collect(list(evidence)).coverage()) if evidence else None)
    result = RuleCheck(rules=watches, unusable=loaded.unusable)
    if form == "json":
        click.echo(to_json(result), nl=False)
    else:
        click.echo(check_text(result, whole=verbose, of_evidence=bool(evidence)), nl=False)
    if strict and loaded.unusable:
        raise RuleError(f"{len(loaded.unusable):,} rules cannot be used", hint="each is listed with its reason")
    return 0
