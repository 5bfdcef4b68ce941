"""Any other text log whose records begin with a time: application servers, databases, appliances; the last resort.

In: a stream. Out: events with `message` (the whole record), `level` where one is written; `_log` is what the file shows
itself to be (`jvm`, `python`, `ruby`, `nodejs`, `database`), else `text`. Lines without a time belong to the record
before them (stack traces), `lines` says how many. What can be told from such a log is what rules with keywords and
indicators find in it, and when it was written to.
Times in the usual forms; without a zone local (`--timezone`, else UTC), without a year see `tocsin.collecting.years`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

import numpy as np
import pyarrow as pa

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.columns import constant, strings
from tocsin.collecting.continued import MOST_BYTES, MOST_LINES
from tocsin.collecting.format import Certainty, Format, Source, rejected
from tocsin.collecting.headed import too_long
from tocsin.collecting.lines import TooLong, line_blocks
from tocsin.collecting.patterned import MONTHS, mapped
from tocsin.collecting.years import Calendar, calendar
from tocsin.model.evidence import Rejected

FAMILY = "text"
BATCH_ROWS = 32_768
_CLOCK = r"\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?(?:Z|UTC|GMT|[+-]\d\d:?\d\d))?"
TIME = (
    rf"(?:\d{{4}}-\d\d-\d\d[T ]{_CLOCK}|\d{{4}}/\d\d/\d\d {_CLOCK}|\d{{1,2}}/[A-Z][a-z]{{2}}/\d{{4}}[: ]{_CLOCK}"
    rf"|\d{{1,2}}-[A-Z][a-z]{{2}}-\d{{4}} {_CLOCK}|(?:[A-Z][a-z]{{2}},? )?[A-Z][a-z]{{2}} [ \d]?\d(?:,? \d{{4}})?,?"
    rf" {_CLOCK}(?: \d{{4}})?|\d{{8}} \d\d:\d\d:\d\d)"
)
_RECORD = re.compile(rf"^[\[<(\"]?(?:[A-Z]{{4,8}}[: ]{{1,4}}|\d{{1,3}}>|\[?[A-Z]+\]? \[?)?\[?(?P<time>{TIME})".encode())
_LEVEL = re.compile(r"\b(FATAL|CRITICAL|SEVERE|ERROR|WARNING|WARN|NOTICE|INFO|DEBUG|TRACE)\b")
_SHOWS = (
    (
        "jvm",
        re.compile(rb"^\tat [\w.$<>]+\(|\b(?:java|javax|org\.apache|org\.springframework)\.[a-z]\w*\.", re.MULTILINE),
    ),
    ("python", re.compile(rb"^Traceback \(most recent call last\):|\.py\", line \d+|\bdjango\.", re.MULTILINE)),
    ("ruby", re.compile(rb"\.rb:\d+:in |ActionController::|ActiveRecord::")),
    ("nodejs", re.compile(rb"^\s+at .{1,200}\(?(?:node:internal|/node_modules/|[^()\s]+\.js:\d+:\d+)", re.MULTILINE)),
    (
        "database",
        re.compile(rb"\b(?:LOG|STATEMENT|FATAL):  |\[(?:Note|Warning|System)\] (?:\[MY-|\w)|mysqld|postgres\["),
    ),
)


def recognise(head: bytes, name: str) -> Certainty:
    """Judge the first lines: some of them, the first among them, begin with a time."""
    if b"\0" in head:
        return Certainty.NO
    lines = [line[:200] for line in head.removeprefix(b"\xef\xbb\xbf").splitlines()[:60] if line.strip()]
    if not lines:
        return Certainty.NO
    fits = [_RECORD.match(line) is not None for line in lines]
    return Certainty.LIKELY if any(fits[:5]) and (sum(fits) > 1 or len(lines) < 3) else Certainty.NO


def shown_in(head: bytes) -> str:
    r"""Return what a log shows itself to be.

    >>> shown_in(b"2021-03-02 07:00:00 ERROR x\n\tat org.example.Main.run(Main.java:7)\n"), shown_in(b"x")
    ('jvm', 'text')
    """
    return next((log for log, pattern in _SHOWS if pattern.search(head)), "text")


def level_of(message: str) -> str | None:
    """Return the level that is written at a record's beginning.

    >>> level_of("2021-03-02 07:00:00 WARN x"), level_of("x")
    ('WARN', None)
    """
    found = _LEVEL.search(message, 0, 200)
    return None if found is None else found[1]


@dataclass(slots=True)
class _Waiting:
    """Records until they become a batch; the last may go on."""

    source: Source
    wanted: Wanted
    years: Calendar
    log: str
    lines: list[list[bytes]] = field(default_factory=list[list[bytes]])
    times: list[bytes] = field(default_factory=list[bytes])
    offsets: list[int] = field(default_factory=list[int])
    numbers: list[int] = field(default_factory=list[int])
    size: int = 0

    def take(self, line: bytes, offset: int, number: int) -> bool:
        """Take a line in, as a record or as more of the last one; False: it is neither."""
        found = _RECORD.match(line)
        if found is not None:
            self.lines.append([line])
            self.times.append(found["time"])
            self.offsets.append(offset)
            self.numbers.append(number)
            self.size = len(line)
            return True
        if not self.lines or len(self.lines[-1]) >= MOST_LINES or self.size + len(line) > MOST_BYTES:
            return False
        self.lines[-1].append(line)
        self.size += len(line)
        return True

    def flush(self, *, last: bool) -> Iterator[EventBatch]:
        """Yield what waits; unless the file has ended, the last record is kept."""
        count = len(self.lines) if last else len(self.lines) - 1
        if count <= 0:
            return
        texts = [b"\n".join(lines) for lines in self.lines[:count]]
        messages = [text.decode("utf-8", "replace") for text in texts]
        fields = {"message": strings(messages), "level": strings([level_of(text) for text in messages])}
        said = strings([time.decode("utf-8", "replace") for time in self.times[:count]])
        columns: dict[str, pa.Array] = {
            "_record": pa.array(self.numbers[:count], pa.int64()),
            "_offset": pa.array(self.offsets[:count], pa.int64()),
            "_time": self.years.moments(mapped(said, written)),
            "_host": constant(self.source.host, count),
            "_log": constant(self.log, count),
        }
        many = np.array([len(lines) for lines in self.lines[:count]], np.int64)
        if (many > 1).any():
            columns["lines"] = pa.array(many)
        columns |= {name: one for name, one in fields.items() if self.wanted.wants(name) and one.null_count < count}
        yield EventBatch(self.source.path, FAMILY, pa.RecordBatch.from_pydict(columns), notes=self.years.notes)
        for waiting in (self.lines, self.times, self.offsets, self.numbers):
            del waiting[:count]


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield records in batches, and lines before the first of them."""
    waiting: _Waiting | None = None
    for block in line_blocks(stream):
        if isinstance(block, TooLong):
            yield too_long(block, source)
            continue
        if waiting is None:
            waiting = _Waiting(source, wanted, calendar(source), shown_in(block.data[: 1 << 20]))
        for line, offset, number in zip(block.lines, block.offsets.tolist(), block.numbers.tolist(), strict=True):
            if not waiting.take(line, offset, number):
                yield rejected(source, offset, f"line {number}: no time, and no record that it could belong to", line)
            elif len(waiting.lines) > BATCH_ROWS:
                yield from waiting.flush(last=False)
    if waiting is not None:
        yield from waiting.flush(last=True)


_SLASHED = re.compile(r"(\d{4})/(\d\d)/(\d\d) (.*)")
_DAY_FIRST = re.compile(r"(\d{1,2})[/-]([A-Z][a-z]{2})[/-](\d{4})[: ](.*)")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d) (.*)")
_ZONE = re.compile(r" ?(UTC|GMT)$")


def written(time: str) -> str:
    """Return a time as `Calendar` reads it.

    >>> written("2021/03/02 07:00:00"), written("2/Mar/2021:07:00:00 +0100"), written("Mar 2, 2021 07:00:00")
    ('2021-03-02 07:00:00', '2021-03-02 07:00:00+0100', 'Mar 2 2021 07:00:00')
    """
    time = _ZONE.sub("Z", time)
    for pattern in (_SLASHED, _COMPACT):
        found = pattern.fullmatch(time)
        if found is not None:
            return f"{found[1]}-{found[2]}-{found[3]} {found[4]}"
    found = _DAY_FIRST.fullmatch(time)
    if found is not None:
        return f"{found[3]}-{MONTHS.get(found[2].lower(), '')}-{found[1]:0>2} {found[4].replace(' ', '')}"
    return time.replace(",", "") if time[:1].isalpha() else time


FORMAT = Format("dated-text", FAMILY, "records that begin with a time", recognise, read)
