"""docs/reference/messages.md: what every command's `--help` says, and every error with what to do about it."""

from __future__ import annotations

from collections.abc import Iterator

import click

from tocsin.cli.main import tocsin
from tocsin.model import errors

from tools.reference.errors import Message, messages

HEAD = """# Commands and messages

Every command with its help, then every error. Written from the code by `python -m tools.reference`; do not edit it.

An error is one line on standard error, `tocsin: WHERE: WHAT (WHAT TO DO)`, and exit code 2. `…` stands for what is
only known then: a path, a value, the reason that a system or a library gives. Reasons why a single rule or record
cannot be used are told in the same words, but counted and listed instead of ending the command.
"""


def page() -> str:
    """Return the page."""
    lines = [HEAD, "## Commands", ""]
    for path, command in commands():
        lines += [f"### {path}", "", "```text", help_of(path, command), "```", ""]
    lines += ["## Errors", ""]
    found = messages()
    for room in sorted({message.module.split("/")[0] for message in found}):
        lines += [f"### {room}/", "", "| what | what to do | where |", "| --- | --- | --- |"]
        rows = dict.fromkeys(_row(message) for message in found if message.module.split("/")[0] == room)
        lines += [*rows, ""]
    return "\n".join(lines).rstrip() + "\n"


def commands() -> Iterator[tuple[str, click.Command]]:
    """Yield every command with its full name, groups before what is in them."""
    yield from _below("tocsin", tocsin)


def _below(path: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command, info_name=path)
        for name in command.list_commands(context):
            if (found := command.get_command(context, name)) is not None:
                yield from _below(f"{path} {name}", found)


def help_of(path: str, command: click.Command) -> str:
    """Return a command's help, 80 columns wide."""
    context = click.Context(command, info_name=path, terminal_width=80, max_content_width=80)
    context.help_option_names = ["-h", "--help"]
    return "\n".join(line.rstrip() for line in command.get_help(context).splitlines())


def remedy(message: Message) -> str:
    """Return what an error says to do: its own hint, else what goes for all of its kind."""
    kind = getattr(errors, message.kind, errors.RuleError)
    return message.hint or kind.remedy


def _row(message: Message) -> str:
    return f"| {_cell(message.text)} | {_cell(remedy(message))} | `{message.module}.py` |"


def _cell(text: str) -> str:
    inert = text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*").replace("_", "\\_")
    return " ".join(inert.replace("[", "\\[").replace("`", "'").split())
