r"""PowerShell transcripts (`Start-Transcript`, policy "Turn on PowerShell Transcription"): what was typed and answered.

In: a stream. Out: one event for the head of each session (`Username`, `RunAs User`, `Machine`, `Host Application`, …),
one for each command with `Command` and `Output`, and one for its end; each has the session's `Username`, `Process ID`
and `Host Application`. `_log` is `PowerShell transcript`, `_host` the machine of the head, `_record` the first line.
Times are local: that of `Command start time` where invocation headers are on, else the session's start (`--timezone`,
else UTC, and a note says so). Every line is in one of the events. Labels are understood in English; in other languages
the head keeps its lines as `Output`, and times are found all the same.
Source: Microsoft Learn, "Start-Transcript", about_Group_Policy_Settings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import Certainty, Format, Source
from tocsin.collecting.rows import Row, Rows, read_lines
from tocsin.model.evidence import Rejected

FAMILY = "powershell-transcript"
LOG = "PowerShell transcript"
LOCAL = "times are local to the host and carry no zone"
MOST_LINES, MOST_BYTES = 20_000, 4 << 20
"""Beyond either, an answer goes on in an event of its own."""

_STARS = re.compile(r"^\*{22}\s*$")
_LABEL = re.compile(r"^(?P<name>[^:\r\n]{1,60}): ?(?P<value>.*)$")
_TIME = re.compile(r":\s*(?P<time>\d{14})\s*$")
_PROMPT = re.compile(r"^(?:\[[^\]\r\n]{1,255}\]: ?)?PS(?: (?P<place>[^>\r\n]{0,1024}))?> ?(?P<command>.*)$")
_MORE = re.compile(r"^>>+ ?(?P<command>.*)$")
_HEAD = re.compile(rb"^(?:\xef\xbb\xbf)?\*{22}\s*\n[^\n]{1,200}\n[^\n:]{1,60}: ?\d{14}\s", re.MULTILINE)
_KEPT = ("Username", "RunAs User", "Machine", "Host Application", "Process ID")


def recognise(head: bytes, name: str) -> Certainty:
    """Judge by the head of the first session: a line of asterisks, a title, a time."""
    if _HEAD.match(head):
        return Certainty.SURE
    return Certainty.LIKELY if b"PowerShell transcript start" in head or _HEAD.search(head) else Certainty.NO


@dataclass(slots=True)
class _Open:
    """The event that lines go into."""

    offset: int
    line: int
    kind: str  # "start", "command", "time", "end"
    lines: list[str] = field(default_factory=list[str])
    size: int = 0
    command: list[str] = field(default_factory=list[str])
    place: str | None = None
    more: int = 0  # lines that said the time of the command


class _Sessions:
    """Puts lines into events."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._session: dict[str, str] = {}
        self._time: str | None = None
        self._open: _Open | None = None
        self._in_head = False  # between lines of asterisks

    def take(self, text: str, offset: int, number: int) -> None:
        """Take one line."""
        if _STARS.match(text):
            self._stars(text, offset, number)
            return
        prompt = None if self._in_head else _PROMPT.match(text)
        if prompt:
            timed = self._open if self._open is not None and self._open.kind == "time" else None
            if timed is None or len(timed.lines) > 3:
                self._close()
                timed = _Open(offset, number, "time")
            command, place = [prompt["command"]], prompt["place"]
            self._open = _Open(timed.offset, timed.line, "command", command=command, place=place, more=len(timed.lines))
        opened = self._open
        if opened is None or len(opened.lines) >= MOST_LINES or opened.size > MOST_BYTES:
            self._close()
            opened = self._open = _Open(offset, number, "command")
        if not prompt:
            more = _MORE.match(text) if opened.command and not opened.lines else None
            if more:
                opened.command.append(more["command"])
            else:
                opened.lines.append(text)
                opened.size += len(text)
        if self._in_head:
            self._label(text, opened)

    def _stars(self, text: str, offset: int, number: int) -> None:
        if self._in_head:
            self._in_head = False
            if self._open is not None:
                self._open.lines.append(text)
            return
        self._close()
        self._in_head = True
        self._open = _Open(offset, number, "start", [text])

    def _label(self, text: str, opened: _Open) -> None:
        """Take a line between lines of asterisks: the head of a session, the time of a command, or its end."""
        time = _TIME.search(text)
        if time:
            self._time = time["time"]
            first = len(opened.lines) == 2
            opened.kind = "time" if first else "end" if text.lower().startswith("end time") else "start"
            if opened.kind == "start":
                self._session = {}
            return
        label = _LABEL.match(text)
        if label and opened.kind == "start":
            self._session[label["name"].strip()] = label["value"].strip()

    def _close(self) -> None:
        """Make an event of what is open."""
        opened, self._open = self._open, None
        if opened is None:
            return
        fields: dict[str, str | list[str] | None] = {"Kind": opened.kind}
        fields |= {name: self._session[name] for name in _KEPT if name in self._session}
        if opened.kind == "start":
            fields |= self._session
        if opened.command:
            fields["Command"] = "\n".join(opened.command)
        if opened.place is not None:
            fields["Location"] = opened.place
        if opened.lines:
            fields["Output"] = "\n".join(opened.lines)
        lines = len(opened.lines) + len(opened.command) + opened.more
        host = self._session.get("Machine", "").partition(" (")[0] or None
        self._rows.add(Row(opened.line, opened.offset, _written(self._time), host, LOG, fields, opened.kind, lines))

    def end(self) -> None:
        """Make an event of the last lines."""
        self._close()


def _written(time: str | None) -> str | None:
    """Return fourteen digits as a time.

    >>> _written("20210302070000")
    '2021-03-02 07:00:00'
    """
    if time is None:
        return None
    return f"{time[:4]}-{time[4:6]}-{time[6:8]} {time[8:10]}:{time[10:12]}:{time[12:]}"


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield sessions, commands and ends in batches."""
    rows = Rows(source, FAMILY, wanted, notes=() if source.timezone else (LOCAL,))
    sessions = _Sessions(rows)
    yield from read_lines(stream, rows, sessions.take)
    sessions.end()
    yield from rows.flush()


FORMAT = Format("powershell-transcript", FAMILY, "the head of a PowerShell transcript", recognise, read)
