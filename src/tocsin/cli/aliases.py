"""Options as users of other tools type them, understood without being shown: one meaning, one name in the help.

In: the words of a command line. Out: the same words with our names. Source: the option lists of Hayabusa, Chainsaw and
Zircolite (input, rules, output, format, period, threads, colour, overwriting).
"""

from __future__ import annotations

from collections.abc import Mapping

import click

POSITIONAL = ""
"""Stands for an option that is none here: its value is given without one."""

OTHERS_NAMES: Mapping[str, str] = {
    "-d": POSITIONAL,
    "--directory": POSITIONAL,
    "-f": POSITIONAL,
    "--file": POSITIONAL,
    "--evtx": POSITIONAL,
    "--events": POSITIONAL,
    "-t": "--format",
    "--output-type": "--format",
    "--output": "--out",
    "--outfile": "--out",
    "-s": "--rules",
    "--sigma": "--rules",
    "--ruleset": "--rules",
    "--num-threads": "--workers",
    "--parallel-workers": "--workers",
    "--timeline-start": "--since",
    "--time-offset": "--since",
    "--after": "--since",
    "-A": "--since",
    "--timeline-end": "--until",
    "--before": "--until",
    "-B": "--until",
    "-C": "--force",
    "--clobber": "--force",
    "-K": "--no-color",
}


class OthersNames(click.Command):
    """A command that understands other tools' names for its options."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put our names in, then parse as ever."""
        return super().parse_args(ctx, renamed(args))


def renamed(words: list[str]) -> list[str]:
    """Return the words with our names.

    >>> renamed(["-d", "logs", "--output-type=csv", "-r", "rules", "--", "-d"])
    ['logs', '--format=csv', '-r', 'rules', '--', '-d']
    """
    found: list[str] = []
    for number, word in enumerate(words):
        if word == "--":
            return found + words[number:]
        name, equals, value = word.partition("=")
        ours = OTHERS_NAMES.get(name)
        if ours is None:
            found.append(word)
        elif ours == POSITIONAL:
            found += [value] if equals else []
        else:
            found.append(ours + equals + value)
    return found
