"""Options that several commands share: one spelling, one help text, one meaning."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from tocsin.model.errors import UsageError

if TYPE_CHECKING:
    from tocsin.hunting.engines import Engine
    from tocsin.hunting.kept_progress import Keeping

Command = TypeVar("Command", bound=Callable[..., Any])

LEVELS = ("informational", "low", "medium", "high", "critical")
_SHORT_LEVELS = {"info": "informational", "med": "medium", "crit": "critical"}

evidence_argument = click.argument("evidence", nargs=-1, required=True, type=click.Path(path_type=Path))
report_argument = click.argument("report", type=click.Path(path_type=Path, allow_dash=True))
rules_option = click.option(
    "-r",
    "--rules",
    multiple=True,
    metavar="PATH",
    type=click.Path(path_type=Path),
    help="Sigma rules: a file, a folder or an archive. Can be given several times.",
)
quiet_option = click.option("-q", "--quiet", is_flag=True, help="Say nothing but results and errors.")
verbose_option = click.option("-v", "--verbose", is_flag=True, help="Show everything, not only what matters most.")
no_color_option = click.option("--no-color", is_flag=True, help="No colours (also: the NO_COLOR variable).")
workers_option = click.option(
    "--workers",
    "--threads",
    "workers",
    type=click.IntRange(1, 256),
    default=None,
    metavar="N",
    help="Processes to use; as many as there are cores unless said otherwise.",
)
state_option = click.option(
    "--state",
    metavar="DIR",
    default=None,
    type=click.Path(path_type=Path),
    help="Keep progress here: the same command goes on after an interruption. From 4 GB on it is kept anyway.",
)
host_option = click.option("--host", metavar="NAME", default=None, help="Only this host.")
since_option = click.option(
    "--since", "--from", "since", metavar="TIME", default=None, help="Only from this time on: 2021-01-31, or 30d."
)
until_option = click.option("--until", "--to", "until", metavar="TIME", default=None, help="Only before this time.")
force_option = click.option("--force", is_flag=True, help="Overwrite results that are there already.")
strict_option = click.option("--strict", is_flag=True, help="Fail if any rule or record cannot be used.")
exit_zero_option = click.option("--exit-zero", is_flag=True, help="Exit 0 whatever was found (errors still exit 2).")


_EVIDENCE_OPTIONS = (
    click.option("--timezone", metavar="ZONE", default=None, help="Zone of times that carry none: Europe/Berlin."),
    click.option("--password", metavar="WORD", default=None, help="Password of encrypted archives."),
    click.option(
        "--limit",
        "limits",
        multiple=True,
        metavar="NAME=VALUE",
        help="Raise a limit on archives: depth, members, containers, ratio, ratio_from, container_bytes, …",
    ),
    click.option(
        "--map",
        "mapping",
        metavar="FILE",
        type=click.Path(path_type=Path),
        default=None,
        help="YAML that says what the columns of your own CSV, JSON or Parquet files mean.",
    ),
    click.option(
        "--format-plugin",
        "plugins",
        multiple=True,
        metavar="NAME",
        help="Read with a log format from another package, too. Can be given several times.",
    ),
)


def evidence_options(command: Command) -> Command:
    """Add the options that say how evidence is to be read; `reading_of` takes their values."""
    for option in reversed(_EVIDENCE_OPTIONS):
        command = option(command)
    return command


def reading_of(given: dict[str, Any]) -> dict[str, Any]:
    """Return what `collect` wants to know, out of the values of `evidence_options`; raises `UsageError`."""
    from tocsin.collecting.limits import raised

    return {
        "timezone": given.get("timezone"),
        "password": given.get("password"),
        "limits": raised(given.get("limits", ())),
        "mapping": given.get("mapping"),
        "plugins": given.get("plugins", ()),
    }


KEPT_FROM = 4 << 30
"""Bytes of evidence from which on progress is kept without being asked for."""


def keeping(given: dict[str, Any]) -> Keeping:
    """Return where progress is kept, and from how much evidence on."""
    from tocsin.hunting.kept_progress import Keeping
    from tocsin.knowledge.kept import folder

    state: Path | None = given.get("state")
    return Keeping(folder() / "progress", KEPT_FROM) if state is None else Keeping(state)


_ENGINE_OPTIONS = (
    click.option(
        "--engine",
        type=click.Choice(["local", "spark"]),
        default="local",
        show_default=True,
        help="Who does the work: this machine's processes, or Spark (pip install 'tocsin[spark]').",
    ),
    click.option(
        "--master",
        metavar="URL",
        default=None,
        help="Spark cluster: spark://HOST:7077, local[2]; this machine unless given.",
    ),
)


def engine_options(command: Command) -> Command:
    """Add the options that say who does the work; `engine_of` takes their values."""
    for option in reversed(_ENGINE_OPTIONS):
        command = option(command)
    return command


def engine_of(given: dict[str, Any]) -> Engine:
    """Return the engine, out of the values of `engine_options`; raises `UsageError`."""
    if given["engine"] == "spark":
        from tocsin.hunting.engines.spark import spark_engine

        return spark_engine(given["master"])
    from tocsin.collecting.pandas_apart import keep_pandas_out
    from tocsin.hunting.engines import local

    if given["master"] is not None:
        raise UsageError("--master is for Spark", hint="add --engine spark")
    keep_pandas_out()
    return local.run


def zone(name: str | None) -> tzinfo | None:
    """Return the time zone of this name; None for none. Raises `UsageError` for one that does not exist."""
    from zoneinfo import ZoneInfo

    if name is None:
        return None
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        raise UsageError(f"there is no time zone {name!r}", hint="use a name such as Europe/Berlin") from None


def level(text: str) -> str:
    """Return a level's full name; the short forms of other tools are understood.

    >>> level("crit")
    'critical'
    """
    name = _SHORT_LEVELS.get(text.lower(), text.lower())
    if name not in LEVELS:
        raise UsageError(f"there is no level {text!r}", hint=f"one of {', '.join(LEVELS)}")
    return name


def min_level_option(command: Command) -> Command:
    """Add `-m/--min-level`."""
    option = click.option(
        "-m",
        "--min-level",
        metavar="LEVEL",
        default=None,
        callback=lambda _ctx, _param, value: None if value is None else level(value),
        help=f"Only rules of this level or above: {', '.join(LEVELS)}.",
    )
    return option(command)


def period(since: str | None, until: str | None) -> tuple[datetime | None, datetime | None]:
    """Return both ends of the period a user means; raises `UsageError` when it holds no moment.

    >>> period(None, "2021-03-02")[0] is None
    True
    """
    now = datetime.now(UTC)
    begin, end = moment(since, now=now), moment(until, now=now)
    if begin is not None and end is not None and begin >= end:
        raise UsageError(
            f"nothing lies between --since {since} and --until {until}", hint="give the earlier time first"
        )
    return begin, end


def moment(text: str | None, *, now: datetime | None = None) -> datetime | None:
    """Return the time a user means: RFC 3339, a date (its first moment), or an age such as `30d`, `12h`, `45m`.

    A time without a zone is UTC. `now` is what an age counts back from: the clock, unless given.

    >>> moment("2021-03-02T07:00")
    datetime.datetime(2021, 3, 2, 7, 0, tzinfo=datetime.timezone.utc)
    >>> moment("30d", now=datetime(2021, 3, 31, tzinfo=UTC)).isoformat()
    '2021-03-01T00:00:00+00:00'
    """
    if text is None:
        return None
    units = {"d": "days", "h": "hours", "m": "minutes"}
    if text[:-1].isdigit() and text[-1:] in units:
        try:
            return (now or datetime.now(UTC)) - timedelta(**{units[text[-1]]: int(text[:-1])})
        except OverflowError:
            raise UsageError(f"{text!r} goes back too far", hint="use for example 30d or 2021-01-31") from None
    try:
        given = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(
            f"{text!r} is not a time", hint="use for example 2021-01-31, 2021-01-31T07:00Z or 30d"
        ) from None
    return given.astimezone(UTC) if given.tzinfo else given.replace(tzinfo=UTC)
