"""Options that say which rules are read and how, and the one call that reads them: the same in every command."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from tocsin.hunting import RuleSet

Command = TypeVar("Command", bound=Callable[..., Any])

_OPTIONS = (
    click.option(
        "--pipeline",
        "pipelines",
        multiple=True,
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="pySigma processing pipeline for the rules. Can be given several times.",
    ),
    click.option(
        "--values",
        "values",
        multiple=True,
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="Values of placeholders (%Name% in rules), YAML. Can be given several times.",
    ),
    click.option(
        "--taxonomy",
        metavar="NAME",
        default=None,
        help="Field names of rules that declare no taxonomy: ecs, splunk, zeek, microsoft365defender.",
    ),
)


def reading_options(command: Command) -> Command:
    """Add `--pipeline`, `--values` and `--taxonomy`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def read_rules(paths: Sequence[Path], given: Mapping[str, Any]) -> RuleSet:
    """Read the rules of `paths` and of the packs with what the options of a command say."""
    from tocsin.hunting import load_rules
    from tocsin.hunting.values import load_values

    pipelines = None
    if given["pipelines"]:
        from tocsin.cli.output import tell
        from tocsin.hunting.pipelines import load_pipelines
        from tocsin.showing.escape import terminal

        pipelines = load_pipelines(given["pipelines"])
        for note in () if pipelines is None or given.get("quiet") else pipelines.notes:
            tell(terminal(note))
    values: dict[str, tuple[str, ...]] = {}
    for path in given["values"]:
        values |= load_values(path)
    return load_rules(list(paths), values=values, pipelines=pipelines, taxonomy=given["taxonomy"])
