r"""What Windows installed: devices, drivers, programs that set them up (`Windows\INF\setupapi.dev.log`, `.app.log`).

In: a stream. Out: one event for each section (`>>>` to `<<<`), with `Section`, `Command` (who asked for it), `Status`,
`End` and `Message` (its lines), one for each start of the system (`Boot Session`), and one for the lines at the head.
`_log` is `setupapi`, `_record` the first line; `lines` says how many an event has. Every line is in one event.
Times are local (`--timezone`, else UTC; a note says so).
Source: Microsoft Learn, "SetupAPI text logs": format of a text log.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import Certainty, Format, Source
from tocsin.collecting.headed import too_long
from tocsin.collecting.lines import TooLong, line_blocks
from tocsin.collecting.rows import Row, Rows
from tocsin.model.evidence import Rejected

FAMILY = "windows-setupapi"
LOG = "setupapi"
LOCAL = "times are local to the host and carry no zone"
MOST_LINES = 5000
_DATE = r"(?P<date>\d{4}/\d\d/\d\d \d\d:\d\d:\d\d(?:\.\d{1,3})?)"
_TITLE = re.compile(r">>>  \[(?P<title>.*)\]\s*$")
_START = re.compile(rf">>>  Section start {_DATE}")
_END = re.compile(rf"<<<  Section end {_DATE}")
_STATUS = re.compile(r"<<<  \[Exit status: (?P<status>.*)\]\s*$")
_BOOT = re.compile(rf"\[Boot Session: {_DATE}\]")
_COMMAND = re.compile(r" {0,12}cmd: (?P<command>.*)$")


def recognise(head: bytes, name: str) -> Certainty:
    """Judge by the first section, or by the title of the log."""
    if b">>>  Section start " in head or head.lstrip(b"\xef\xbb\xbf").startswith(b"[Device Install Log]"):
        return Certainty.SURE
    return Certainty.SURE if b"[BeginLog]" in head and b"[Boot Session: " in head else Certainty.NO


@dataclass(slots=True)
class _Open:
    """An event whose lines are being read."""

    line: int
    offset: int
    lines: list[str] = field(default_factory=list[str])
    fields: dict[str, str] = field(default_factory=dict[str, str])
    time: str | None = None


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield sections in batches."""
    rows = Rows(source, FAMILY, wanted, notes=() if source.timezone else (LOCAL,))
    opened: _Open | None = None
    for block in line_blocks(stream):
        if isinstance(block, TooLong):
            yield too_long(block, source)
            continue
        for line, offset, number in zip(block.lines, block.offsets.tolist(), block.numbers.tolist(), strict=True):
            text = line.decode("utf-8", "replace")
            ended = opened is not None and ("Status" in opened.fields or len(opened.lines) >= MOST_LINES)
            if opened is None or ended or _begins(text):
                _close(opened, rows)
                opened = _Open(number, offset)
            _take(text, opened)
        if rows.full:
            yield from rows.flush()
    _close(opened, rows)
    yield from rows.flush()


def _begins(text: str) -> bool:
    return _TITLE.match(text) is not None or _BOOT.match(text) is not None


def _take(text: str, opened: _Open) -> None:
    """Take one line in, and what is known of it."""
    opened.lines.append(text)
    if text.startswith(">>>"):
        title, start = _TITLE.match(text), _START.match(text)
        if title:
            opened.fields["Section"] = title["title"]
        elif start:
            opened.time = start["date"]
    elif text.startswith("<<<"):
        end, status = _END.match(text), _STATUS.match(text)
        if end:
            opened.fields["End"] = end["date"]
        elif status:
            opened.fields["Status"] = status["status"]
    elif boot := _BOOT.match(text):
        opened.fields["Section"], opened.time = "Boot Session", boot["date"]
    elif command := _COMMAND.match(text):
        opened.fields.setdefault("Command", command["command"].strip())


def _close(opened: _Open | None, rows: Rows) -> None:
    """Make an event of what is open."""
    if opened is None:
        return
    time = None if opened.time is None else opened.time.replace("/", "-")
    fields: dict[str, str | list[str] | None] = {**opened.fields, "Message": "\n".join(opened.lines)}
    rows.add(Row(opened.line, opened.offset, time, None, LOG, fields, lines=len(opened.lines)))


FORMAT = Format("windows-setupapi", FAMILY, "sections of a log of SetupAPI", recognise, read)
