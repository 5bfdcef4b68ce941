"""A group of commands: each is imported only when it is named, and a name that does not exist gets the nearest one.

In: where commands are. Out: the command that a line means, or an error with a suggestion, the same with every click.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

from tocsin.model.errors import UsageError


class CommandGroup(click.Group):
    """A group whose unknown names end in one line with a suggestion; commands may have files of their own."""

    def __init__(self, *arguments: Any, later: Mapping[str, str] | None = None, **given: Any) -> None:
        """Take, beside what click takes, names of commands and where they are: `module`, or `module:attribute`."""
        super().__init__(*arguments, **given)
        self.later = dict(later or {})

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of their definition, those with files of their own last."""
        return [*self.commands, *self.later]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return the command, or None for a name that is none."""
        if cmd_name not in self.later:
            return super().get_command(ctx, cmd_name)
        module, _, attribute = self.later[cmd_name].partition(":")
        return getattr(import_module(module), attribute or cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command named; raises `UsageError` for a name that is none."""
        names = self.list_commands(ctx)
        if args and args[0] not in names and not args[0].startswith("-"):
            near = difflib.get_close_matches(args[0], names, n=1)
            path = ctx.command_path
            hint = f"did you mean '{path} {near[0]}'?" if near else f"see '{path} --help'"
            raise UsageError(f"there is no command {args[0]!r}", hint=hint)
        return super().resolve_command(ctx, args)
