"""Options that say which rules are read and how, and the one call that reads them: the same in every command."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from tocsin.hunting import RuleSet
    from tocsin.hunting.given import Given
    from tocsin.hunting.progress import Progress

Command = TypeVar("Command", bound=Callable[..., Any])

_OPTIONS = (
    click.option(
        "--pipeline",
        "pipelines",
        multiple=True,
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="pySigma processing pipeline for the rules: a file or a folder. Can be given several times.",
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
    click.option(
        "--tuning",
        "tunings",
        multiple=True,
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="Other levels, rules left out, events excluded, YAML. Can be given several times.",
    ),
)


def reading_options(command: Command) -> Command:
    """Add `--pipeline`, `--values`, `--taxonomy` and `--tuning`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def read_rules(
    paths: Sequence[Path], given: Mapping[str, Any], progress: Progress | None = None, *, packs: bool = True
) -> RuleSet:
    """Read the rules of `paths`, and with `packs` those of the packs, with what the options of a command say.

    What a pipeline or a tuning asks for in vain is said; with `strict`, a tuning that does is an error.
    """
    from tocsin.hunting import load_rules

    said = given_of(given)
    loaded = load_rules(
        list(paths),
        packs=packs,
        values=said.values,
        pipelines=said.pipelines,
        taxonomy=said.taxonomy,
        progress=progress,
    )
    return _tuned(loaded, said.values, given) if given["tunings"] else loaded


def given_of(given: Mapping[str, Any]) -> Given:
    """Return what rules are read with, out of the values of `reading_options`; tells what a pipeline leaves out."""
    from tocsin.hunting.given import Given
    from tocsin.hunting.values import load_values

    pipelines = None
    if given["pipelines"]:
        from tocsin.hunting.pipelines import load_pipelines

        pipelines = load_pipelines(given["pipelines"])
        _tell(() if pipelines is None else pipelines.notes, given)
    values: dict[str, tuple[str, ...]] = {}
    for path in given["values"]:
        values |= load_values(path)
    return Given(values, pipelines, given["taxonomy"])


def _tuned(loaded: RuleSet, values: Mapping[str, tuple[str, ...]], given: Mapping[str, Any]) -> RuleSet:
    from tocsin.hunting.tuning import load_tuning, tune
    from tocsin.model.errors import RuleError

    tuned, notes = tune(loaded, [load_tuning(path, values) for path in given["tunings"]])
    if notes and given.get("strict"):
        raise RuleError(notes[0])
    _tell(notes, given)
    return tuned


def _tell(notes: Sequence[str], given: Mapping[str, Any]) -> None:
    from tocsin.cli.output import tell
    from tocsin.showing.escape import terminal

    for note in () if given.get("quiet") else notes:
        tell(terminal(note))
