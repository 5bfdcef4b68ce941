"""`tocsin knowledge`: look up what tocsin knows, and refresh ATT&CK from a bundle of the user's."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from tocsin.cli.commands import CommandGroup
from tocsin.model.errors import UsageError

SHOWN = 40
"""At most so many lines of a search or a diff are shown unless everything is asked for."""


@click.group(cls=CommandGroup)
def knowledge() -> None:
    """Look up actors, incidents, techniques and their other names: try 'tocsin knowledge show APT40'."""


@knowledge.command()
@click.argument("name")
def show(name: str) -> None:
    """Show what is known of NAME: an id (T1190, G0065, CVE-2021-26855, AA21-200B) or a name (APT40, exchange)."""
    from tocsin.knowledge import base
    from tocsin.knowledge.cards import cards, render, suggestions
    from tocsin.showing.escape import terminal

    found = cards(base(), name)
    if not found:
        near = suggestions(base(), name)
        hint = f"did you mean {', '.join(near)}?" if near else f"try 'tocsin knowledge search {name}'"
        raise UsageError(f"nothing is known by the name {name!r}", hint=hint)
    if len(found) > 1:
        click.echo(f"{len(found)} entries have this name; none is preferred.\n", err=True)
    text = "\n\n".join(render(card) for card in found)
    click.echo("\n".join(terminal(line) for line in text.splitlines()))


@knowledge.command()
@click.argument("text")
@click.option("-v", "--verbose", is_flag=True, help="Show every entry that was found.")
def search(text: str, verbose: bool) -> None:
    """List every entry that has TEXT in one of its names."""
    from tocsin.knowledge import base
    from tocsin.showing.escape import terminal

    found = base().search(text)
    if not found:
        raise UsageError(f"no name holds {text!r}", hint="try a part of the name")
    shown = found if verbose else found[:SHOWN]
    for name in shown:
        click.echo(
            terminal(f"{name.id or '-':<24} {name.kind.value:<16} {name.name}{_as_written(name.text, name.name)}")
        )
    if len(found) > len(shown):
        click.echo(f"{len(found) - len(shown)} more: --verbose shows them", err=True)


def _as_written(text: str, name: str) -> str:
    return "" if text == name else f" ({text})"


@knowledge.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--sha256", metavar="HEX", help="Refuse the file unless this is its checksum (of the unpacked JSON).")
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@click.option("-v", "--verbose", is_flag=True, help="Show every change.")
def update(file: Path, sha256: str | None, dry_run: bool, verbose: bool) -> None:
    """Refresh ATT&CK from FILE, an ATT&CK STIX 2 bundle, for this user.

    The new tables go into the user's data folder and are used from then on; those that came with tocsin stay.
    Nothing is fetched: get the bundle from https://github.com/mitre-attack/attack-stix-data
    """
    from tocsin.knowledge.tables import user_folder
    from tocsin.knowledge.update import compare, save
    from tocsin.showing.escape import terminal

    folder = user_folder()
    change, attack, texts = compare(file, folder)
    click.echo(f"ATT&CK {terminal(change.before)} -> {terminal(change.version)}\nsha256 {change.sha256}")
    if sha256 and sha256.lower() != change.sha256:
        raise UsageError("the checksum is another one; nothing was changed", where=str(file), hint="get the file again")
    counts = Counter(one.what for one in change.changes)
    click.echo(", ".join(f"{counts[what]} {what}" for what in sorted(counts)) or "nothing changes")
    listed = [one for one in change.changes if verbose or one.what != "changed"]
    for one in listed if verbose else listed[:SHOWN]:
        click.echo(terminal(f"  {one.what:<11} {one.id:<10} {one.name}{f' (was: {one.before})' if one.before else ''}"))
    if len(listed) > SHOWN and not verbose:
        click.echo(f"{len(listed) - SHOWN} more: --verbose shows them", err=True)
    if dry_run:
        return
    for path in save(attack, texts, folder):
        click.echo(f"written {path}")
