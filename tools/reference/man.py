"""share/man/man1/tocsin.1: the manual page, from the commands' own help. Form: man(7)."""

from __future__ import annotations

import click

from tocsin import __version__

from tools.reference.messages import commands

EXIT = (
    ("0", "nothing that could be checked was seen; or, of other commands than check and hunt, done"),
    ("1", "check: something was seen. hunt: there are hits"),
    ("2", "the command could not do its work"),
    ("3", "check: nothing was seen, and something could not have been seen"),
    ("4", "check: somebody tried, and nothing shows that it worked"),
    ("130", "interrupted"),
)
VARIABLES = (
    ("NO_COLOR", "no colours"),
    ("COLUMNS", "how wide text is in a pipe"),
    ("TOCSIN_CACHE", "where compiled rules are kept"),
    ("TOCSIN_RULES", "where installed rules and packs lie"),
    ("TOCSIN_LIBRARY", "the library's file"),
)


def page() -> str:
    """Return the manual page."""
    lines = [
        f'.TH TOCSIN 1 "" "tocsin {__version__}" "User Commands"',
        ".SH NAME",
        "tocsin \\- say from logs whether a publicly alleged attack happened here",
        ".SH SYNOPSIS",
        ".B tocsin check",
        ".I REPORT EVIDENCE...",
        "[\\fIOPTIONS\\fR]",
        ".br",
        ".B tocsin",
        ".I COMMAND",
        "[\\fIOPTIONS\\fR] [\\fIARGUMENTS\\fR]",
        ".SH COMMANDS",
    ]
    for path, command in commands():
        if path != "tocsin":
            lines += _command(path, command)
    lines += [".SH EXIT STATUS", *_list(EXIT), ".SH ENVIRONMENT", *_list(VARIABLES)]
    return "\n".join(lines) + "\n"


def _command(path: str, command: click.Command) -> list[str]:
    context = click.Context(command, info_name=path)
    usage = " ".join(command.collect_usage_pieces(context))
    lines = [f".SS {_inert(path)} {_inert(usage)}", *_prose(command.help or "")]
    for parameter in command.params:
        record = parameter.get_help_record(context) if isinstance(parameter, click.Option) else None
        if record and not isinstance(command, click.Group):
            lines += [".TP", f"\\fB{_inert(record[0])}\\fR", _inert(record[1]) or "\\&"]
    return lines


def _prose(text: str) -> list[str]:
    lines: list[str] = []
    for paragraph in text.replace("\b", "").split("\n\n"):
        lines += [".PP", _inert(" ".join(paragraph.split()))]
    return lines


def _list(entries: tuple[tuple[str, str], ...]) -> list[str]:
    return [line for name, text in entries for line in (".TP", f"\\fB{_inert(name)}\\fR", _inert(text))]


def _inert(text: str) -> str:
    inert = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{inert}" if inert.startswith((".", "'")) else inert
