r"""Windows events as text: `wevtutil qe /f:text`, and `Get-WinEvent` or `Get-EventLog` shown as a list.

In: a stream. `wevtutil` begins each event with `Event[0]` and ends it with its description; a list has `Name : value`
lines, values that go on are indented, and the first name comes again where the next event begins.
Out: batches with the plain names of `tocsin.collecting.windows`; what the message says (English) becomes fields.
`_record` is the log's record number where it is shown, else the line. Times without a zone are local (`--timezone`,
else UTC). Invariant: a line is in one event, or it is a rejection.
Sources: Microsoft Learn, "wevtutil", "Get-WinEvent", "Format-List".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import Certainty, Format, Source, rejected
from tocsin.collecting.formats.json_objects import Found
from tocsin.collecting.formats.windows_flat import Flat, row
from tocsin.collecting.formats.windows_json import shape
from tocsin.collecting.headed import too_long
from tocsin.collecting.lines import TooLong, line_blocks
from tocsin.collecting.windows import Event, Groups
from tocsin.model.evidence import Rejected

BATCH_ROWS = 32_768
MOST_LINES, MOST_BYTES = 20_000, 4 << 20
_BEGIN = re.compile(r"^Event\[(\d{1,12})\]:?\s*$")
_PAIR = re.compile(r"^  (?P<name>[A-Z][A-Za-z ]{1,30}): ?(?P<value>.*)$")
_ITEM = re.compile(r"^(?P<name>[A-Z][A-Za-z]{1,40}) {0,40}: ?(?P<value>.*)$")
_GOES_ON = re.compile(r"^\s{4,}(?P<value>.*)$")
_WEVTUTIL = {
    "Log Name": "Channel",
    "Source": "Provider_Name",
    "Date": "TimeCreated",
    "Event ID": "EventID",
    "Task": "Task_Name",
    "Opcode": "Opcode_Name",
    "Keyword": "Keywords_Names",
    "User": "Security_UserID",
    "User Name": "UserName",
    "Description": "Message",
}
_NOT_SAID = frozenset({"N/A", ""})
_LIST_NAMES = frozenset(
    {"TimeCreated", "ProviderName", "Id", "Message", "LogName", "EventID", "TimeGenerated", "Source"}
)


def recognise(head: bytes, name: str) -> Certainty:
    """Judge by the first lines: `Event[0]` with a log's name under it, or a list with the names of an event."""
    lines = [line.rstrip("\r") for line in head.decode("utf-8", "replace").removeprefix("\ufeff").split("\n")]
    filled = [line for line in lines if line.strip()][:40]
    if len(filled) > 1 and _BEGIN.match(filled[0]) and _PAIR.match(filled[1]):
        return Certainty.SURE
    names = {found["name"] for found in map(_ITEM.match, filled) if found}
    listed = bool(filled) and _ITEM.match(filled[0]) is not None and len(names & _LIST_NAMES) >= 3
    return Certainty.SURE if listed else Certainty.NO


@dataclass(slots=True)
class _Open:
    """An event whose lines are being read."""

    line: int
    offset: int
    wevtutil: bool
    values: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    name: str = ""  # of the value that goes on
    lines: int = 1
    size: int = 0
    last: int = 0

    def put(self, name: str, value: str) -> None:
        """Begin a value."""
        self.name = name
        self.values.setdefault(name, []).append(value)

    def go_on(self, value: str, number: int) -> None:
        """Take one more line of the value, with the empty ones before it."""
        self.values[self.name] += [""] * min(number - self.last - 1, 100)
        self.values[self.name].append(value)

    def event(self) -> Event:
        """Return the values as the object of a flat event."""
        made: Event = {}
        for name, lines in self.values.items():
            said = "\n".join(lines).strip("\n ")
            if said not in _NOT_SAID:
                made[_WEVTUTIL.get(name, name) if self.wevtutil else name] = said
        if "EntryType" in made and "Source" in made:  # Get-EventLog
            made["Provider_Name"] = made.pop("Source")
        return made


class _Reader:
    """Puts lines into events."""

    def __init__(self) -> None:
        self._open: _Open | None = None
        self._first = ""  # the name that begins each event of a list

    def take(self, text: str, offset: int, number: int) -> tuple[_Open | None, bool]:
        """Take a line; return an event that it ended, and whether the line could be placed."""
        ended, placed = None, True
        opened = self._open
        if _BEGIN.match(text):
            ended, self._open = opened, _Open(number, offset, wevtutil=True)
        elif opened is not None and opened.wevtutil:
            pair = None if opened.name == "Description" else _PAIR.match(text)
            if pair:
                opened.put(pair["name"], pair["value"].strip())
            elif opened.name:
                opened.go_on(text, number)
            else:
                placed = not text.strip()
        else:
            ended, placed = self._item(text, offset, number)
        if self._open is not None and placed:
            self._open.last = number
            self._open.lines += self._open.line != number
            self._open.size += len(text)
            if self._open.lines > MOST_LINES or self._open.size > MOST_BYTES:
                ended, self._open = self._open, None
        return ended, placed

    def _item(self, text: str, offset: int, number: int) -> tuple[_Open | None, bool]:
        """Take a line of a list."""
        opened, item = self._open, _ITEM.match(text)
        if item is None:
            more = _GOES_ON.match(text)
            if opened is None or more is None:
                return None, not text.strip()
            opened.go_on(more["value"], number)
            return None, True
        self._first = self._first or item["name"]
        ended = None
        if opened is None or item["name"] == self._first:
            ended, opened = opened, _Open(number, offset, wevtutil=False)
            self._open = opened
        opened.put(item["name"], item["value"].strip())
        return ended, True

    def end(self) -> _Open | None:
        """Return the last event."""
        return self._open


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield events in batches of one kind each, and lines that are in none."""
    groups, flat, reader = Groups(source, wanted), Flat({}), _Reader()
    for block in line_blocks(stream):
        if isinstance(block, TooLong):
            yield too_long(block, source)
            continue
        for line, offset, number in zip(block.lines, block.offsets.tolist(), block.numbers.tolist(), strict=True):
            ended, placed = reader.take(line.decode("utf-8", "replace"), offset, number)
            if ended is not None:
                yield from _add(ended, flat, groups, source)
            if not placed:
                yield rejected(source, offset, f"line {number}: in no event", line)
        if groups.count >= BATCH_ROWS:
            yield from groups.flush()
    last = reader.end()
    if last is not None:
        yield from _add(last, flat, groups, source)
    yield from groups.flush()


def _add(opened: _Open, flat: Flat, groups: Groups, source: Source) -> Iterator[Rejected]:
    event = opened.event()
    take = shape(event, flat)
    if take is None:
        reason = f"line {opened.line}: an event without its id or its source"
        data = "\n".join(f"{name}: {value}" for name, value in event.items()).encode("utf-8", "replace")
        lost = rejected(source, opened.offset, reason, data, opened.size)
        yield Rejected(
            path=lost.path,
            offset=lost.offset,
            reason=lost.reason,
            excerpt=lost.excerpt,
            size=lost.size,
            records=opened.lines,
        )
    else:
        groups.add(row(Found(opened.line, opened.offset, event, opened.size), take))


FORMAT = Format("windows-text", "windows", "Windows events as wevtutil or PowerShell show them", recognise, read)
