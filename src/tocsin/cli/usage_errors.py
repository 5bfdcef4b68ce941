"""What is wrong with a command line, in tocsin's words: what was given, why it cannot be used, what to do.

In: the errors click raises while it parses. Out: one line without capitals and full stops, as all other errors are.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence

import click


def told(error: click.UsageError) -> str:
    """Return the line: the reason, and in parentheses the nearest name there is, or which help to read."""
    # click loses the command of an option that lacks its value
    hint = f"see '{error.ctx.command_path} --help'" if error.ctx else "--help after the command's name says more"
    if isinstance(error, click.NoSuchOption):
        near = _near(error.option_name, _options(error.ctx))
        return f"there is no option {error.option_name} ({f'did you mean {near}?' if near else hint})"
    if isinstance(error, click.MissingParameter):
        what = error.param.get_error_hint(error.ctx) if error.param else error.param_hint or "something"
        return f"{_name(what)} is missing ({hint})"
    if isinstance(error, click.BadParameter):
        return f"{_bad_value(error)} ({_suggestion(error) or hint})"
    if isinstance(error, click.BadOptionUsage):
        return f"{_name(error.option_name)} {_needs(error.message)} ({hint})"
    text = error.message.removesuffix(".")
    return f"{text[:1].lower()}{text[1:]} ({hint})"


def _options(ctx: click.Context | None) -> list[str]:
    return [name for option in ctx.command.params for name in option.opts if name.startswith("--")] if ctx else []


def _near(given: str, names: Sequence[str]) -> str | None:
    # half of the letters may differ: "--ruls" is --rules, and nothing is like "--nonsense"
    return next(iter(difflib.get_close_matches(given, names, n=1, cutoff=0.7)), None)


def _name(hint: Sequence[str] | str) -> str:
    """Return a parameter as help writes it: `-r, --rules` without quotes.

    >>> _name("'--rules' / '-r'")
    '--rules'
    """
    first = hint if isinstance(hint, str) else next(iter(hint), "")
    return first.split(" / ")[0].strip("'")


def _needs(message: str) -> str:
    return "needs a value" if "requires an argument" in message else "takes no value"


def _bad_value(error: click.BadParameter) -> str:
    text = error.message.removesuffix(".")
    if error.param is None:
        return f"{text[:1].lower()}{text[1:]}"
    kind = error.param.type
    if isinstance(kind, click.Choice):
        given = text.split(" is not one of ")[0]
        text = f"{given} is not one of {', '.join(map(str, kind.choices))}"
    elif isinstance(kind, click.IntRange) and "valid integer" in text:
        most = "" if kind.max is None else f" to {kind.max}"
        text = f"{text.split(' is not ')[0]} is no whole number from {kind.min}{most or ' on'}"
    return f"{_name(error.param.get_error_hint(error.ctx))}: {text[:1].lower()}{text[1:]}"


def _suggestion(error: click.BadParameter) -> str | None:
    if error.param is None or not isinstance(error.param.type, click.Choice):
        return None
    given = error.message.split(" is not one of ")[0].strip("'\"")
    near = _near(given, [str(choice) for choice in error.param.type.choices])
    return f"did you mean {near}?" if near else None
