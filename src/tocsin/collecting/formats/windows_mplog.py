r"""The protection log of Microsoft Defender Antivirus (`Windows Defender\Support\MPLog-*.log`).

In: a stream (UTF-16 on disk). Out: one event for each line that begins with a time, and one for each block without
(`BEGIN BM telemetry`, `Begin Resource Scan`, `Beginning threat actions`, …), with `Kind`, `Message` and what is known
to stand in it: `ThreatName`, `Path`, `Image`, `CommandLine`, `ProcessId`, `OriginalFileName`, `SHA1`, `SHA256`.
Times are UTC. A block has the time of the line before it, its own stays in its fields (`CreationTime`); blocks before
any line with a time have none. `_log` is `MPLog`; `lines` says how many lines an event has. Every line is in one event.
Sources: Microsoft Learn, "Troubleshoot performance issues (Defender Antivirus)"; artefacts.help, "Windows Defender -
Support logs".
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

FAMILY = "windows-mplog"
LOG = "MPLog"
MOST_LINES = 5000
_TIMED = re.compile(r"(?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,7})?)Z?(?: (?P<said>.*))?$", re.DOTALL)
_BEGIN = re.compile(r"(?:BEGIN [A-Z]|Begin Resource Scan|Beginning threat actions|\*{4,}[A-Za-z])")
_END = re.compile(r"(?:END [A-Z]|End Scan|Finished threat actions)")
_PAIR = re.compile(r"(?P<name>[A-Z][A-Za-z ]{1,40}): ?(?P<value>.+)$")
_KIND = re.compile(r"[A-Za-z_\[\]-]{2,40}(?: [A-Za-z_\[\]-]{2,40}){0,4}")
_MARKS = (
    b"ProcessImageName: ",
    b"DETECTION",
    b"[Mini-filter]",
    b"Engine:",
    b"[RTP]",
    b"BM telemetry",
    b"SDN:",
    b"MpEngine",
)

_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "scan impact",
        re.compile(
            r"ProcessImageName: (?P<Image>.{0,1000}?), Pid: (?P<ProcessId>\d+), TotalTime: (?P<TotalTime>\d+), Count:"
            r" (?P<Count>\d+), MaxTime: (?P<MaxTime>\d+), MaxTimeFile: (?P<Path>.*), EstimatedImpact: (?P<Impact>\d+)%"
        ),
    ),
    ("detection", re.compile(r"DETECTIONEVENT (?P<Source>\S+) (?P<ThreatName>\S+) (?P<Path>.*)")),
    ("detection", re.compile(r"DETECTION_ADD(?:#\d+)? (?P<ThreatName>\S+) (?P<Path>.*)")),
    (
        "cleaned",
        re.compile(
            r"DETECTION_CLEANEVENT (?P<Source>\S+) (?P<Action>\S+) (?P<Status>\S+) (?P<ThreatName>\S+) (?P<Path>.*)"
        ),
    ),
    (
        "command line",
        re.compile(
            r"Engine:command line reported as (?P<Level>\w+): ?(?P<Image>[^(]*?)\((?P<CommandLine>.*)\)\s*$", re.DOTALL
        ),
    ),
    (
        "original name",
        re.compile(r'Engine:Setting original file name "(?P<OriginalFileName>[^"]*)" for "(?P<Path>[^"]*)"'),
    ),
    (
        "cloud query",
        re.compile(r"SDN:Issuing SDN query for (?P<Twice>.*) \(sha1=(?P<SHA1>\w+), sha2=(?P<SHA256>\w+)\)"),
    ),
    (
        "blocked file",
        re.compile(
            r"\[RTP\] \[Mini-filter\] Blocked file(?:\(#\d+\))?: (?P<Path>.*)\. Process: (?P<Image>[^,]{0,1000}),"
            r" Status: (?P<Status>\w+)"
        ),
    ),
    ("caching disabled", re.compile(r"Filter caching disabled for (?P<Path>.*) \(")),
    (
        "memory detection",
        re.compile(r"Engine:EMS detection: (?P<ThreatName>[^,]*), sigseq=(?P<SignatureID>\w+), pid=(?P<ProcessId>\d+)"),
    ),
)
_RESOURCE = re.compile(
    r"(?:file|containerfile|process|regkey|runkey|webfile|cmdline):_?(?P<path>.*?)(?: PropBag .*|;.*)?$"
)
_NAMES = {
    "ImagePath": "Image",
    "ProcessID": "ProcessId",
    "Threat Name": "ThreatName",
    "Resource Path": "Path",
    "File Name": "Path",
    "Action": "Action",
}


def recognise(head: bytes, name: str) -> Certainty:
    """Judge by lines with a time that say what only this log says."""
    lines = head.removeprefix(b"\xef\xbb\xbf").splitlines()[:200]
    timed = sum(_TIMED.match(line[:64].decode("utf-8", "replace")) is not None for line in lines)
    known = sum(any(mark in line for mark in _MARKS) for line in lines)
    named = name.replace("\\", "/").rpartition("/")[2].lower().startswith("mplog-")
    if timed and known and (named or (timed >= 2 and known >= 2)):
        return Certainty.SURE
    return Certainty.LIKELY if named and (timed or known) else Certainty.NO


@dataclass(slots=True)
class _Open:
    """An event whose lines are being read."""

    line: int
    offset: int
    time: str | None
    timed: bool
    lines: list[str] = field(default_factory=list[str])


class _Reader:
    """Puts lines into events."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._open: _Open | None = None
        self._time: str | None = None
        self._block = False

    def take(self, text: str, offset: int, number: int) -> None:
        """Take one line."""
        timed = _TIMED.match(text)
        if timed and not self._block:
            self.close()
            self._time = f"{timed['time']}Z"
            self._open = _Open(number, offset, self._time, timed=True, lines=[timed["said"] or ""])
            return
        begins = _BEGIN.match(text) is not None
        opened = self._open
        if opened is None or begins or len(opened.lines) >= MOST_LINES:
            self.close()
            opened = self._open = _Open(number, offset, self._time, timed=False)
            self._block = begins
        opened.lines.append(text)
        if _END.match(text):
            self.close()

    def close(self) -> None:
        """Make an event of what is open."""
        opened, self._open, self._block = self._open, None, False
        if opened is None:
            return
        message = "\n".join(opened.lines)
        fields: dict[str, str | list[str] | None] = dict(_said(message) if opened.timed else _pairs(opened.lines))
        fields["Message"] = message
        kind = str(fields["Kind"])
        self._rows.add(Row(opened.line, opened.offset, opened.time, None, LOG, fields, kind, len(opened.lines)))


def _said(message: str) -> dict[str, str]:
    r"""Return what a line with a time says.

    >>> _said("Engine:command line reported as threat: C:\\x.exe(x.exe -a)")["CommandLine"]
    'x.exe -a'
    """
    for kind, pattern in _PATTERNS:
        found = pattern.match(message)
        if found:
            fields = {"Kind": kind} | {name: value.strip() for name, value in found.groupdict().items() if value}
            twice = fields.pop("Twice", None)  # the path, and once more in brackets
            if twice is not None:
                fields["Path"] = twice[: max(0, (len(twice) - 3) // 2)]
            resource = _RESOURCE.match(fields.get("Path", ""))
            return fields | ({"Path": resource["path"]} if resource else {})
    first = _KIND.match(message)
    return {"Kind": first[0] if first else "other"}


def _pairs(lines: list[str]) -> dict[str, str]:
    """Return what the lines of a block say: a name, a colon, a value."""
    first = _KIND.match(lines[0].strip("* "))
    fields: dict[str, str] = {"Kind": first[0] if first else "other"}
    for line in lines[1:]:
        found = _PAIR.match(line)
        if found:
            fields.setdefault(_NAMES.get(found["name"], found["name"]), found["value"].strip())
    return fields


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield lines with a time, and blocks without, in batches."""
    rows = Rows(source, FAMILY, wanted)
    reader = _Reader(rows)
    yield from read_lines(stream, rows, reader.take)
    reader.close()
    yield from rows.flush()


FORMAT = Format("windows-mplog", FAMILY, "lines of Microsoft Defender Antivirus' protection log", recognise, read)
