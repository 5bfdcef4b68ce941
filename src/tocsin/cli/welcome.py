"""`tocsin` alone: what it is for in one sentence, and the next command to run, by what lies in this folder.

In: a folder. Out: text. Nothing is read but the folder's own list of names: the report and the logs that `check`
could take are proposed by their endings alone, and a result that is there already by its `verdict.json`.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

from tocsin.cli.asking import DOCUMENTS, LOGS
from tocsin.showing.escape import terminal

LOOKED_AT = 5_000
"""Names of a folder that are looked at; in a fuller one nothing is proposed."""

_REPORTS = DOCUMENTS - {".md", ".txt", ".html", ".htm"}
_LOG_FOLDERS = ("evidence", "logs", "log", "collection")


def welcome(here: Path) -> str:
    """Return what is shown when no command is named."""
    names = _names(here)
    report = next((path for path in names if path.suffix.lower() in _REPORTS), None)
    logs = [path for path in names if _may_be_logs(path)]
    results = [path for path in names if path.is_dir() and (path / "verdict.json").is_file()]
    results += [path / "result" for path in names if (path / "result" / "verdict.json").is_file()]
    steps = [
        ("Read the result that lies here:", f"open {_word(result, here, 'verdict.html')} in a browser")
        for result in results[:1]
    ]
    if report and logs:
        named = " ".join(_word(path, here) for path in (report, *logs[:3]))
        steps.append(("Check what lies here:", f"tocsin check {named} --out result"))
    else:
        steps.append(("Check your logs against a report:", "tocsin check advisory.pdf logs/ --out result"))
    steps.append(("Be asked for both:", "tocsin check --interactive"))
    shown = _word(logs[0], here) if logs else "logs/"
    steps.append(("Say what logs hold, and what they could not show:", f"tocsin coverage {shown}"))
    if not results:
        steps.insert(0, ("See it work on a made-up case:", "tocsin demo"))
    told = "\n".join(f"{why}\n  {command}\n" for why, command in steps)
    return (
        "tocsin reads what was publicly alleged about an attack, and says from your own\n"
        f"logs whether it happened to you.\n\n{told}\nAll commands: tocsin --help\n"
    )


def _names(here: Path) -> Sequence[Path]:
    found: list[Path] = []
    try:
        for path in here.iterdir():
            if not path.name.startswith("."):
                found.append(path)
            if len(found) > LOOKED_AT:
                return []
    except OSError:
        return []
    return sorted(found, key=lambda path: path.name.casefold())


def _may_be_logs(path: Path) -> bool:
    if path.is_dir():
        return path.name.casefold() in _LOG_FOLDERS
    return path.suffix.lower() in LOGS


def _word(path: Path, here: Path, *more: str) -> str:
    return terminal(shlex.quote(str(path.joinpath(*more).relative_to(here))))
