"""`tocsin check --interactive`: asks for the report and the logs, proposes what it found here, and says what it is.

In: what the command line has already. Out: report, evidence and folder for results, each looked at once. Questions and
what is said about the answers go to standard error, so that results stay alone on standard output.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import click

from tocsin.cli.output import tell
from tocsin.model.errors import TocsinError
from tocsin.showing.escape import terminal

DOCUMENTS = frozenset((".pdf", ".docx", ".html", ".htm", ".md", ".txt", ".eml"))
LOGS = frozenset((".evtx", ".log", ".json", ".jsonl", ".ndjson", ".csv", ".xml", ".zip", ".7z", ".gz", ".tar", ".zst"))
PROPOSED = 9
COUNTED = 10_000
"""Files of a folder that are counted; more are "at least" so many."""


def ask(report: Path | None, evidence: Sequence[Path], out: Path | None) -> tuple[Path, tuple[Path, ...], Path | None]:
    """Ask for what is not given yet, and whether to go on; raises `click.Abort` for a no, or at the end of input."""
    tell("A check needs two things: a report that says what was done, and logs of your own systems.\n")
    here = sorted(Path().iterdir(), key=lambda path: path.name.casefold())
    if report is None:
        found = [path for path in here if path.is_file() and path.suffix.lower() in DOCUMENTS]
        tell("1. The report: a news article, an advisory or a statement (PDF, DOCX, HTML, text, e-mail).")
        report = _asked("Report", found, _looked_at_report)
    else:
        _looked_at_report(report)
    if not evidence:
        names = [path for path in here if path != report and not path.name.startswith(".")]
        found = [path for path in names if path.is_dir() or path.suffix.lower() in LOGS]
        tell("\n2. The logs: a file, a folder or an archive, as they were copied from your systems.")
        evidence = (_asked("Logs", found, _looked_at_evidence),)
    else:
        for path in evidence:
            _looked_at_evidence(path)
    if out is None:
        tell("\n3. A folder for the results: a page to read, a letter to send, files for other tools.")
        answer = click.prompt("Folder (- for none)", default=str(_free(Path("result"))), err=True)
        out = None if answer.strip() == "-" else Path(answer)
    command = " ".join(
        ["tocsin check", _quoted(report), *map(_quoted, evidence), *(["--out", _quoted(out)] if out else [])]
    )
    tell(f"\nThe same without questions: {terminal(command)}")
    click.confirm("Check now?", default=True, abort=True, err=True)
    return report, tuple(evidence), out


def _asked(what: str, found: Sequence[Path], look: Callable[[Path], None]) -> Path:
    """Ask until an answer can be used: a number of those proposed, or a path."""
    proposed = list(found[:PROPOSED])
    for number, path in enumerate(proposed, 1):
        tell(f"   {number}  {terminal(path.name)}{'/' + _size(path) if path.is_dir() else ''}")
    while True:
        text = click.prompt(f"{what}, as a number or a path" if proposed else f"{what}, as a path", err=True,
                            default="1" if len(proposed) == 1 else None, show_default=True)  # fmt: skip
        chosen = text.strip().strip("'\"")
        path = proposed[int(chosen) - 1] if chosen.isdigit() and 0 < int(chosen) <= len(proposed) else Path(chosen)
        try:
            look(path.expanduser())
        except TocsinError as error:
            tell(f"   {terminal(str(error))}")
            continue
        return path.expanduser()


def _looked_at_report(path: Path) -> None:
    """Say what the report is; raises what reading it raises."""
    from tocsin.model.errors import DocumentError
    from tocsin.reading import read

    report = read(path)
    if not report.behaviours:
        raise DocumentError("names no technique, vulnerability, tool, indicator or known incident", where=str(path))
    title = f"“{report.document.title}”" if report.document.title else "without a title"
    told = [f"{title}", _number(len(report.claims), "claim"), _number(len(report.behaviours), "thing") + " to look for"]
    told += [incident.name for incident in report.incidents[:3]]
    tell(f"   {terminal('; '.join(told))}")
    for problem in report.problems[:3]:
        tell(f"   ! {terminal(problem.message)}")


def _looked_at_evidence(path: Path) -> None:
    """Say what the evidence is; raises what collecting it raises."""
    from tocsin.collecting import collect

    evidence = collect([path])
    formats = Counter(unit.format for unit in evidence.units)
    kinds = _listed(f"{number:,} {name}" for name, number in formats.most_common())
    missed = f"; {_number(len(evidence.not_read), 'file')} that cannot be read" if evidence.not_read else ""
    tell(f"   {_number(len(evidence.units), 'log file')} ({terminal(kinds or 'none')}){missed}")


def _listed(items: Iterable[str], most: int = 5) -> str:
    given = list(items)
    return ", ".join(given[:most]) + (f" and {len(given) - most} more kinds" if len(given) > most else "")


def _size(folder: Path) -> str:
    """Return how many files a folder holds, roughly, and never at the price of waiting."""
    number = 0
    try:
        for path in folder.rglob("*"):
            number += path.is_file()
            if number >= COUNTED:
                return f"  (at least {number:,} files)"
    except OSError:
        return "  (cannot be looked into)"
    return f"  ({_number(number, 'file')})"


def _free(folder: Path) -> Path:
    """Return the name, or the first like it with a number that nothing has yet."""
    names = (folder, *(folder.with_name(f"{folder.name}-{number}") for number in range(2, 1000)))
    return next((path for path in names if not path.exists()), folder)


def _number(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def _quoted(path: Path) -> str:
    import shlex

    return shlex.quote(str(path))
