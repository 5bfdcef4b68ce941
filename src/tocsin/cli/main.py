"""The `tocsin` command: finds the command's file, and turns errors into one line and an exit code.

Commands are loaded when they are named, so that `tocsin --help` stays quick.
"""

from __future__ import annotations

import atexit
import contextlib
import errno
import gc
import os
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

import click

from tocsin.cli.commands import CommandGroup
from tocsin.model.errors import TocsinError

INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells use it (128 + SIGINT)."""

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS)
"""What writing to a disk that is full, or fails, ends in; whatever else reaches `run` is an error of tocsin's own."""

COMMANDS: dict[str, tuple[str, str]] = {
    "check": ("tocsin.cli.check:check", "Read REPORT, hunt in EVIDENCE, and say per host: seen, not seen or blind."),
    "read": ("tocsin.cli.read:read", "Read a document: who claims what of whom, and what would leave traces."),
    "hunt": ("tocsin.cli.hunt:hunt", "Hunt in EVIDENCE with Sigma rules; no report needed."),
    "search": ("tocsin.cli.search:search", "Find words and patterns in every field of every event."),
    "summary": ("tocsin.cli.summary:summary", "Sum EVIDENCE up: logons, hosts, processes, services, what is rare."),
    "coverage": ("tocsin.cli.coverage:coverage", "Say what EVIDENCE holds: hosts, logs, hours, gaps, losses."),
    "rules": ("tocsin.cli.rules:rules", "List, test and install rules, and say which can fire on which logs."),
    "lake": ("tocsin.cli.lake:lake", "Keep EVIDENCE as Parquet, for SQL and for hunting again."),
    "sql": ("tocsin.cli.sql:sql", "Ask a lake in SQL."),
    "library": ("tocsin.cli.library:library", "Keep reports; who says what of whom; what a new version changed."),
    "serve": ("tocsin.cli.serve:serve", "Show the library in a browser; JSON and TAXII 2.1 for programs."),
    "watch": ("tocsin.cli.watch:watch", "Check new reports against kept evidence, new evidence against kept reports."),
    "knowledge": ("tocsin.cli.knowledge:knowledge", "Look up actors, incidents, techniques and their other names."),
    "explain": (
        "tocsin.cli.explain:explain",
        "Explain a finding, rule, hit, problem or word of a result in plain words.",
    ),
    "verify": ("tocsin.cli.verify:verify", "Say whether results and their evidence are still what they were."),
    "demo": ("tocsin.cli.demo:demo", "Make a realistic case and check it: the quickest way to see what tocsin does."),
}


class Commands(CommandGroup):
    """The group of all commands, whose list is written without importing any."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


HELP = """Read what was publicly alleged about an attack, and say from your own logs whether it happened to you.

\b
  tocsin demo                          see it work on a made-up case
  tocsin check advisory.pdf logs/      check your own logs against a report
"""


def _tell_version(ctx: click.Context, _parameter: click.Parameter, asked: bool) -> None:
    if not asked or ctx.resilient_parsing:
        return
    from tocsin.cli.version import version_text

    click.echo(version_text(), nl=False)
    ctx.exit()


@click.command(
    cls=Commands,
    later={name: place for name, (place, _) in COMMANDS.items()},
    help=HELP,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option("--version", "-V", is_flag=True, is_eager=True, expose_value=False, callback=_tell_version,
              help="Say which version this is, of tocsin, of its knowledge and of its packs.")  # fmt: skip
@click.pass_context
def tocsin(ctx: click.Context) -> None:
    """Say what to do next when no command is named."""
    if ctx.invoked_subcommand is None:
        from tocsin.cli.welcome import welcome

        click.echo(welcome(Path()), nl=False)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command line and return its exit code; errors a user can cause become one line on standard error."""
    try:
        result: Any = tocsin.main(args=arguments, prog_name="tocsin", standalone_mode=False)
    except TocsinError as error:
        return _fail(str(error) if error.hint else f"{error} ({error.remedy})", error.exit_code)
    except click.exceptions.Abort:
        return _fail("interrupted", INTERRUPTED)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return 0
    except click.UsageError as error:
        from tocsin.cli.usage_errors import told

        return _fail(told(error), error.exit_code)
    except click.ClickException as error:
        return _fail(error.format_message(), 2)
    except KeyboardInterrupt:
        return _fail("interrupted", INTERRUPTED)
    except BrokenPipeError:
        _silence_output()
        return 0
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        return _fail(f"cannot write: {(error.strerror or str(error)).lower()}", 2)
    return result if isinstance(result, int) else 0


def _fail(message: str, code: int) -> int:
    from tocsin.showing.escape import terminal

    click.echo(f"tocsin: {terminal(message)}", err=True)
    return code


def _silence_output() -> None:
    # the reader of our pipe has gone: nothing more can be said there, and Python's own flush at exit would complain
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def main() -> NoReturn:
    """Entry point of the `tocsin` script."""
    # rules and plans are some 100,000 small objects that live to the end: looking for cycles among them is a third of
    # the time it takes to load them
    gc.set_threshold(200_000, 20, 20)
    if hasattr(signal, "SIGTERM"):
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    _leave(run())


def _leave(code: int) -> NoReturn:
    """End the process without taking what it holds apart piece by piece, which takes a tenth of a second."""
    try:
        _flush()
    except (OSError, ValueError):
        raise SystemExit(code) from None
    if any(not thread.daemon for thread in threading.enumerate() if thread is not threading.main_thread()):
        raise SystemExit(code)
    atexit._run_exitfuncs()  # pyright: ignore[reportPrivateUsage]
    with contextlib.suppress(OSError, ValueError):  # what those said
        _flush()
    os._exit(code)


def _flush() -> None:
    sys.stdout.flush()
    sys.stderr.flush()
