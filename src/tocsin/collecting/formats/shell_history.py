r"""What was typed into a shell: histories of bash, zsh, fish, other shells, and of PowerShell (PSReadLine).

In: a stream. Out: one event a command with `CommandLine`, `Shell`, `User` as far as the path tells, `Duration` (zsh,
seconds); `_log` is `bash`, `zsh`, `fish`, `sh` or `PSReadLine`. Times are UTC where the shell notes them: bash with
HISTTIMEFORMAT (`#1614668400` before the command), zsh with EXTENDED_HISTORY, fish; `_record` is the line. Commands over
several lines are one event, `lines` says of how many lines. Without times, a file is known by its name.
Sources: bash(1), zshoptions(1), fish's history format; Microsoft Learn, about_PSReadLine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import Certainty, Format, Source, rejected
from tocsin.collecting.rows import Fields, Row, Rows, read_lines
from tocsin.model.evidence import Rejected

FAMILY = "shell-history"
MOST_LINES = 5000
_STAMP = re.compile(r"#(\d{9,10})$")
_ZSH = re.compile(r": +(\d{9,10}):(\d+);(.*)$", re.DOTALL)
_CMD, _WHEN = "- cmd: ", re.compile(r"  when: (\d{9,10})$")
_NAMES = (
    (re.compile(r"(?:^|[/\\])\.?bash_history[\w.-]*$"), "bash"),
    (re.compile(r"(?:^|[/\\])\.?(?:zsh_history|zhistory|histfile)[\w.-]*$"), "zsh"),
    (re.compile(r"(?:^|[/\\])fish_history$"), "fish"),
    (re.compile(r"(?:^|[/\\])\.(?:sh|ash|ksh|ksh93|csh|tcsh|mksh)?_?history$"), "sh"),
    (re.compile(r"(?:^|[/\\])[\w .-]*_history\.txt$", re.IGNORECASE), "PSReadLine"),
)
_USER = re.compile(r"(?:^|[/\\])(?:home|users|documents and settings)[/\\]([^/\\]+)[/\\]", re.IGNORECASE)
_ROOT = re.compile(r"(?:^|[/\\])root[/\\]\.[^/\\]*$")


def recognise(head: bytes, name: str) -> Certainty:
    """Judge by times as shells write them; commands without times by the file's name."""
    shell = _by_name(name)
    if b"\0" in head:
        return Certainty.NO
    lines = head.decode("utf-8", "replace").splitlines()[:40]
    if sum(_ZSH.match(line) is not None for line in lines) > 0.5 * len(
        [line for line in lines if line.startswith(":")]
    ):
        return Certainty.SURE if lines and _ZSH.match(lines[0]) else Certainty.LIKELY
    if lines and lines[0].startswith(_CMD) and any(_WHEN.match(line) for line in lines):
        return Certainty.SURE
    stamps = sum(_STAMP.match(line) is not None for line in lines)
    if lines and _STAMP.match(lines[0]) and (stamps > 1 or len(lines) == 2):
        return Certainty.SURE
    return Certainty.LIKELY if shell is not None and lines else Certainty.NO


def _by_name(name: str) -> str | None:
    return next((shell for pattern, shell in _NAMES if pattern.search(name)), None)


def _user(path: str) -> str | None:
    """Return whose home a path is in.

    >>> _user("web1/home/alice/.bash_history"), _user("web1/root/.bash_history"), _user("x/history")
    ('alice', 'root', None)
    """
    found = _USER.search(path)
    return found[1] if found else "root" if _ROOT.search(path) else None


@dataclass(slots=True)
class _Open:
    """A command whose lines are being read."""

    line: int
    offset: int
    time: int | None = None
    lines: list[str] = field(default_factory=list[str])
    count: int = 0
    duration: str | None = None
    shell: str | None = None
    whole: bool = False  # the next line begins another


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield commands in batches."""
    rows = Rows(source, FAMILY, wanted)
    history = _History(rows, _by_name(source.path), _user(source.path), source)
    yield from read_lines(stream, rows, history.take)
    yield from history.close()
    yield from rows.flush()


@dataclass(slots=True)
class _History:
    rows: Rows
    named: str | None
    user: str | None
    source: Source
    open: _Open | None = None
    stamped: bool = False  # times stand before commands: lines without one belong to the command before
    fish: bool = False

    def take(self, text: str, offset: int, number: int) -> Iterator[Rejected]:
        """Take one line in."""
        if stamp := _STAMP.match(text):
            yield from self.close()
            self.stamped, self.open = True, _Open(number, offset, int(stamp[1]) * 1_000_000, count=1)
        elif extended := _ZSH.match(text):
            yield from self.close()
            self.open = _Open(number, offset, int(extended[1]) * 1_000_000, [extended[3]], 1, extended[2], "zsh")
            self.open.whole = not extended[3].endswith("\\")
        elif text.startswith(_CMD):
            yield from self.close()
            self.fish, self.open = True, _Open(number, offset, None, [text[len(_CMD) :]], 1, None, "fish")
        elif self.fish and self.open is not None and text.startswith("  "):
            if when := _WHEN.match(text):
                self.open.time = int(when[1]) * 1_000_000
            self.open.count += 1
        else:
            yield from self._plain(text, offset, number)
        if self.open is not None and self.open.count >= MOST_LINES:
            yield from self.close()

    def _plain(self, text: str, offset: int, number: int) -> Iterator[Rejected]:
        """Take in a line of a command: of the one that is open, or of a new one."""
        opened = self.open
        if opened is None or opened.whole or (not self.stamped and opened.shell != "zsh" and not self._goes_on(opened)):
            yield from self.close()
            opened = self.open = _Open(number, offset)
        opened.lines.append(text)
        opened.count += 1
        if opened.shell == "zsh":
            opened.whole = not text.endswith("\\")

    def _goes_on(self, opened: _Open) -> bool:
        """Whether PowerShell's history goes on with a command: a backtick ends each of its lines but the last."""
        return self.named == "PSReadLine" and bool(opened.lines) and opened.lines[-1].endswith("`")

    def close(self) -> Iterator[Rejected]:
        """Make an event of what is open."""
        opened, self.open = self.open, None
        if opened is None:
            return
        if not opened.lines:
            stamp = f"#{(opened.time or 0) // 1_000_000}".encode()
            yield rejected(self.source, opened.offset, f"line {opened.line}: a time without a command", stamp)
            return
        shell = opened.shell or self.named or "bash"
        fields: Fields = {
            "CommandLine": "\n".join(opened.lines),
            "Shell": shell,
            "User": self.user,
            "Duration": opened.duration,
        }
        told: Fields = {name: value for name, value in fields.items() if value is not None}
        self.rows.add(Row(opened.line, opened.offset, opened.time, None, shell, told, lines=opened.count))


FORMAT = Format("shell-history", FAMILY, "times of a shell's history before its commands", recognise, read)
