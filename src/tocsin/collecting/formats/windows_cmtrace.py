r"""Logs for CMTrace: Configuration Manager's client (`CCM\Logs\*.log`), Intune's management extension, its scripts.

In: a stream of `<![LOG[text]LOG]!><time="07:00:00.123+000" date="03-02-2021" component="CcmExec" … type="1" …>`. Out:
one event each with `message`, `component`, `context`, `type` (`info`, `warning`, `error`), `thread`, `file`; texts of
several lines are one event, `lines` says of how many. `_log` is the file's name without its number. Times are UTC:
they carry the minutes to add; where they carry none they are local. Source: Microsoft Learn, CMTrace; Configuration
Manager log files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import BinaryIO

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import Certainty, Format, Source, rejected
from tocsin.collecting.headed import too_long
from tocsin.collecting.lines import TooLong, line_blocks
from tocsin.collecting.rows import Row, Rows
from tocsin.model.evidence import Rejected

FAMILY = "windows-cmtrace"
MOST_LINES = 5000
_BEGIN = "<![LOG["
_END = re.compile(
    r"\]LOG\]!><time=\"(?P<clock>[\d:.]+)(?P<minutes>[+-]\d{1,4})?\" +date=\"(?P<date>[\d-]+)\" *(?P<rest>[^>]*)>\s*$"
)
_PAIR = re.compile(r"(\w+)=\"([^\"]*)\"")
_TYPES = {"0": "verbose", "1": "info", "2": "warning", "3": "error"}
_ROLLED = re.compile(r"(?:-\d{8}-\d{6}|-\d{1,3}|\.lo_|_\d{1,3})?\.(?:log|lo_)$", re.IGNORECASE)


def recognise(head: bytes, name: str) -> Certainty:
    """Judge by the marks around a text."""
    return Certainty.SURE if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(_BEGIN.encode()) else Certainty.NO


@dataclass(slots=True)
class _Open:
    """An event whose lines are being read."""

    line: int
    offset: int
    lines: list[str] = field(default_factory=list[str])


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield events in batches, and lines that are part of none."""
    rows = Rows(source, FAMILY, wanted)
    log = _ROLLED.sub("", re.split(r"[/\\]", source.path)[-1]) or "cmtrace"
    opened: _Open | None = None
    for block in line_blocks(stream):
        if isinstance(block, TooLong):
            yield too_long(block, source)
            continue
        for line, offset, number in zip(block.lines, block.offsets.tolist(), block.numbers.tolist(), strict=True):
            text = line.decode("utf-8", "replace")
            if text.startswith(_BEGIN) or (opened is not None and len(opened.lines) >= MOST_LINES):
                yield from _unended(opened, source)
                opened = _Open(number, offset)
            if opened is None:
                yield rejected(source, offset, f"line {number}: outside of any event", line)
                continue
            opened.lines.append(text)
            end = _END.search(text)
            if end is not None:
                rows.add(_event(opened, end, log))
                opened = None
        if rows.full:
            yield from rows.flush()
    yield from _unended(opened, source)
    yield from rows.flush()


def _unended(opened: _Open | None, source: Source) -> Iterator[Rejected]:
    if opened is not None:
        lost = "\n".join(opened.lines).encode("utf-8", "replace")
        yield Rejected(
            path=source.path,
            offset=opened.offset,
            reason=f"line {opened.line}: an event without its end",
            excerpt=lost[:200],
            size=len(lost),
            records=len(opened.lines),
        )


def _event(opened: _Open, end: re.Match[str], log: str) -> Row:
    text = "\n".join(opened.lines)
    said = dict(_PAIR.findall(end["rest"]))
    fields: dict[str, str | list[str] | None] = {
        "message": text[len(_BEGIN) : text.rfind("]LOG]!>")],
        **{name: value for name, value in said.items() if value},
    }
    if "type" in said:
        fields["type"] = _TYPES.get(said["type"], said["type"])
    return Row(opened.line, opened.offset, _time(end), None, log, fields, lines=len(opened.lines))


def _time(end: re.Match[str]) -> str | None:
    """Return when it was: in UTC where minutes are told."""
    try:
        local = datetime.strptime(f"{end['date']} {end['clock'].partition('.')[0]}", "%m-%d-%Y %H:%M:%S").replace(
            tzinfo=UTC
        )
    except ValueError:
        return None
    fraction = (end["clock"].partition(".")[2] + "000000")[:6]
    if end["minutes"] is None:
        return f"{local:%Y-%m-%d %H:%M:%S}.{fraction}"
    try:
        moved = local + timedelta(minutes=int(end["minutes"]))
    except OverflowError:
        return None
    return f"{moved:%Y-%m-%dT%H:%M:%S}.{fraction}Z"


FORMAT = Format("windows-cmtrace", FAMILY, "texts between the marks of CMTrace's logs", recognise, read)
