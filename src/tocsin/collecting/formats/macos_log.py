"""The unified log of macOS as `log show` prints it: `--style default`, `compact` and `syslog`.

In: a stream, with or without its line of headings. Out: one event a line with `process`, `pid`, `Type`, `sender` (the
library that spoke), `subsystem`, `category`, `message`, and `Thread`, `Activity` where they are printed; lines without
a time belong to the message before them. `_log` is `unified`. Times have their offset; those of `compact` have none and
are local (`--timezone`). `json` and `ndjson` are read as `macos-log-json`. Source: log(1).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import Certainty, Format, Source, rejected
from tocsin.collecting.headed import too_long
from tocsin.collecting.lines import TooLong, line_blocks
from tocsin.collecting.rows import Fields, Row, Rows
from tocsin.model.evidence import Rejected

FAMILY = "macos-unified"
LOG = "unified"
MOST_LINES = 2000
_TIME = r"(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3,6}"
_SAID = (
    r"(?:\((?P<sender>[^)]{1,200})\) ?)?(?:\[(?P<subsystem>[^\]:]{1,200}):(?P<category>[^\]]{0,200})\] ?)?"
    r"(?P<message>.*)$"
)
_KINDS = (
    re.compile(
        _TIME + r"[+-]\d{4}) (?P<Thread>0x[0-9a-f]+) +(?P<Type>[A-Z][A-Za-z ]*?) +(?P<Activity>0x[0-9a-f]+) +"
        r"(?P<pid>\d+) +(?P<TTL>\d+) +(?P<process>.{1,200}?): " + _SAID
    ),
    re.compile(_TIME + r"[+-]\d{4}) +(?P<host>\S+) (?P<process>[^\[\]]{1,200})\[(?P<pid>\d+)\]: " + _SAID),
    re.compile(
        _TIME + r") (?P<Type>[A-Z][a-z]?) +(?P<process>[^\[\]]{1,200})\[(?P<pid>\d+):(?P<Thread>[0-9a-f]+)\] " + _SAID
    ),
)
_TYPES = {"Df": "Default", "I": "Info", "Db": "Debug", "E": "Error", "F": "Fault", "A": "Activity"}
_HEADINGS = re.compile(r"Timestamp +(?:Thread +Type +Activity +PID|\(process\)\[PID\]|Ty +Process\[PID:TID\])")
_FRAME = re.compile(r"(?:Filtering the log data using .*|Skipping .*|-{20,}|Log +- Default: +\d+, .*)$")


def recognise(head: bytes, name: str) -> Certainty:
    """Judge the line of headings, else the first lines."""
    lines = [line for line in head.decode("utf-8", "replace").splitlines()[:20] if line.strip()]
    if any(_HEADINGS.match(line) for line in lines[:3]):
        return Certainty.SURE
    whole = lines[:-1] or lines
    told = sum(_KINDS[0].match(line) is not None or _KINDS[2].match(line) is not None for line in whole)
    return Certainty.SURE if whole and told * 2 >= len(whole) else Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield what was said."""
    rows = Rows(source, FAMILY, wanted)
    waiting: tuple[int, int, Fields, list[str]] | None = None
    for block in line_blocks(stream):
        if isinstance(block, TooLong):
            yield too_long(block, source)
            continue
        for raw, offset, number in zip(block.lines, block.offsets.tolist(), block.numbers.tolist(), strict=True):
            line = raw.decode("utf-8", "replace")
            found = next((match for kind in _KINDS if (match := kind.match(line))), None)
            if found is not None:
                if waiting is not None:
                    rows.add(_row(*waiting))
                fields: Fields = {key: said for key, said in found.groupdict().items() if said}
                waiting = number, offset, fields, [found["message"]]
            elif waiting is not None and len(waiting[3]) < MOST_LINES and not _FRAME.match(line):
                waiting[3].append(line)
            elif not _HEADINGS.match(line) and not _FRAME.match(line):
                yield rejected(source, offset, f"line {number}: no line of `log show`", raw)
        if rows.full:
            yield from rows.flush()
    if waiting is not None:
        rows.add(_row(*waiting))
    yield from rows.flush()


def _row(number: int, offset: int, fields: Fields, said: list[str]) -> Row:
    time, host = fields.pop("time"), fields.pop("host", None)
    fields["message"] = "\n".join(said)
    if "Type" in fields:
        fields["Type"] = _TYPES.get(str(fields["Type"]), fields["Type"])
    own = str(host) if host not in (None, "localhost") else None
    return Row(number, offset, str(time), own, LOG, fields, lines=len(said))


FORMAT = Format("macos-log", FAMILY, "lines of `log show`", recognise, read)
