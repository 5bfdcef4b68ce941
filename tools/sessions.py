"""Runs the sessions that the documentation shows, command for command, and compares what comes out.

In: pages under docs/. A block ```console``` is a session: lines that begin with `$ ` are commands for bash, the others
what they print; `[…]` stands for lines that the page leaves out. A block with `title="PATH"` is a file that the reader
writes. `<!-- setup: COMMAND -->` is run before, unseen; `<!-- needs: documents/NAME -->` is copied from TOCSIN_DATA.
Out: a list of differences. `python tools/sessions.py [PAGE...]` runs them with the `tocsin` of the PATH, in empty
folders; `--write` puts what was printed into the pages. Only the standard library, so that it runs in any environment.
"""

from __future__ import annotations

import argparse
import difflib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGES = ("tutorial", "situations/exchange", "extending/rules", "extending/pack", "extending/format")
"""The newcomer, the responder, the analyst with own rules, the CERT with a pack, the developer with a format."""

LEFT_OUT = "[…]"
PIP = 'pip() { python -m pip "$@" --target "$SITE" --no-deps; }'
"""What is installed goes into the session's own folder: the environment that tocsin runs in stays what it was."""

SECONDS = 300
_FENCE = re.compile(r"^(?P<indent> *)```(?P<kind>\w*)(?: title=\"(?P<title>[^\"]+)\")?\s*$")
_COMMENT = re.compile(r"^<!-- (?P<what>setup|needs): (?P<text>.*?) -->$")
_VOLATILE = (
    (re.compile(r"Took [\d.,]+ s \([\d.,]+ events/s\)"), "Took 1.0 s (1 events/s)"),
    (re.compile(r"file://\S*/"), "file:///"),
)
"""What differs between two runs of the same command: how long it took, and where the folder lies."""


@dataclass
class Step:
    """Something the reader does: a command with what it prints, or a file."""

    kind: str  # "command", "file", "setup", "needs"
    text: str
    shown: list[str] = field(default_factory=list)
    line: int = 0  # of the page, from 0 on, where what is shown begins


def steps(page: str) -> Iterator[Step]:
    """Yield what a page asks its reader to do, in order."""
    lines = page.splitlines()
    at = 0
    while at < len(lines):
        if said := _COMMENT.match(lines[at]):
            yield Step(said["what"], said["text"])
        opened = _FENCE.match(lines[at])
        at += 1
        if not opened or not opened["kind"]:
            continue
        begin = at
        while lines[at].strip() != "```":
            at += 1
        body = textwrap.dedent("\n".join(lines[begin:at])).split("\n")
        if opened["title"]:
            yield Step("file", opened["title"], body)
        elif opened["kind"] == "console":
            yield from _commands(body, begin)
        at += 1


def _commands(body: list[str], begin: int) -> Iterator[Step]:
    current: Step | None = None
    for number, line in enumerate(body):
        if line.startswith("$ "):
            if current:
                yield current
            current = Step("command", line[2:], line=begin + number + 1)
        elif current:
            current.shown.append(line)
    if current:
        yield current


def play(page: Path, folder: Path, data: Path | None) -> Iterator[tuple[Step, list[str]]]:
    """Do what a page says in a folder; yield each command with what it printed."""
    environment = _environment(folder)
    before = 0
    for step in steps(page.read_text("utf-8")):
        if step.kind == "file":
            path = folder / step.text
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("\n".join(step.shown) + "\n", encoding="utf-8")
        elif step.kind == "needs":
            if data is None or not (data / step.text).exists():
                raise FileNotFoundError(step.text)
            shutil.copy(data / step.text, folder)
        else:
            # `$?` is the exit code of the command before, as it is for somebody who types
            done = subprocess.run(
                ["bash", "-c", f"{PIP}\n(exit {before})\n{step.text}"], cwd=folder, env=environment, timeout=SECONDS,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
            )  # fmt: skip
            before = done.returncode
            printed = done.stdout.decode("utf-8", "replace").replace(str(folder) + os.sep, "")
            if step.kind == "command":
                yield step, printed.splitlines()
            elif before:
                raise RuntimeError(f"{step.text}: {printed}")
            if before and step.text.startswith("pip "):
                raise FileNotFoundError(f"a package index ({printed[-200:]})")


def _environment(folder: Path) -> dict[str, str]:
    """Return an environment in which nothing of the user's takes part, and nothing is installed outside the folder."""
    home = folder.parent / "home"
    site = folder.parent / "site"
    home.mkdir(exist_ok=True)
    given = {name: os.environ[name] for name in ("PATH", "LANG", "SYSTEMROOT", "TMPDIR") if name in os.environ}
    given |= {name: text for name, text in os.environ.items() if name.startswith(("PIP_", "UV_", "SSL_", "REQUESTS_"))}
    path = [str(site), *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    return given | {
        "HOME": str(home),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME", str(home / "cache")),
        "TOCSIN_CACHE": os.environ.get("TOCSIN_CACHE", str(home / "cache" / "tocsin")),
        "COLUMNS": "80",
        "PYTHONUTF8": "1",
        "PYTHONPATH": os.pathsep.join(path),
        "SITE": str(site),
        "PIP_QUIET": "1",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }


def differs(shown: list[str], printed: list[str]) -> str:
    """Return how what was printed differs from what is shown; empty if it does not."""
    wanted, given = [_steady(line) for line in shown], [_steady(line) for line in printed]
    if LEFT_OUT in wanted:
        cut = wanted.index(LEFT_OUT)
        head, tail = wanted[:cut], wanted[cut + 1 :]
        given = [*given[: len(head)], LEFT_OUT, *(given[len(given) - len(tail) :] if tail else [])]
    return "\n".join(difflib.unified_diff(wanted, given, "shown", "printed", lineterm="", n=1))


def _steady(line: str) -> str:
    for pattern, steady in _VOLATILE:
        line = pattern.sub(steady, line)
    return line.rstrip()


def rewritten(page: str, played: list[tuple[Step, list[str]]]) -> str:
    """Return the page with what was printed in the place of what it shows; where lines are left out, as many stay."""
    lines = page.splitlines()
    for step, printed in reversed(played):
        indent = re.match(" *", lines[step.line - 1]).group()  # type: ignore[union-attr]
        new = printed
        if LEFT_OUT in step.shown:
            head = step.shown.index(LEFT_OUT)
            tail = len(step.shown) - head - 1
            new = [*printed[:head], LEFT_OUT, *(printed[len(printed) - tail :] if tail else [])]
        if differs(step.shown, printed):
            lines[step.line : step.line + len(step.shown)] = [f"{indent}{line}".rstrip() for line in new]
    return "\n".join(lines) + "\n"


def check(name: str, data: Path | None, *, write: bool = False) -> str:
    """Play a page in an empty folder; return what differs. Raises `FileNotFoundError` for material that is not here."""
    page = ROOT / "docs" / f"{name}.md"
    with tempfile.TemporaryDirectory(prefix="tocsin-session-") as made:
        folder = Path(made).resolve() / "work"
        folder.mkdir()
        played = list(play(page, folder, data))
    if not played:
        return f"{name}: no session"
    if write:
        page.write_text(rewritten(page.read_text("utf-8"), played), encoding="utf-8")
        return ""
    wrong = [f"$ {step.text}\n{how}" for step, printed in played if (how := differs(step.shown, printed))]
    return "\n".join(wrong)


def main() -> int:
    """Play the pages named, or all; say what differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", nargs="*", default=PAGES)
    parser.add_argument("--write", action="store_true", help="put what was printed into the pages")
    arguments = parser.parse_args()
    given = os.environ.get("TOCSIN_DATA")
    data = Path(given) if given else ROOT.parent / "shared" / "data"
    failed = 0
    for name in arguments.pages:
        try:
            wrong = check(name, data, write=arguments.write)
        except FileNotFoundError as error:
            print(f"SKIPPED {name}: {error} is not here (set TOCSIN_DATA)")
            continue
        print(f"FAIL {name}\n{wrong}" if wrong else f"OK {name}")
        failed += bool(wrong)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
