"""Linux's audit log: `audit.log` as auditd writes it, and what `ausearch` prints, raw or interpreted.

In: a stream. Out: one event for each serial, from all records that bear it (`tocsin.collecting.audit_events`); `lines`
says how many there were. `_log` is `auditd`, `_host` the `node` where it is logged, `_record` the first record's line.
Lines `----` and `time->` of ausearch are no records. Interpreted times are local (`--timezone`, else UTC).
A record behind a syslog header (audisp's syslog plugin, `auditd:` of a collector) is understood too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from tocsin.collecting.audit_events import Joining
from tocsin.collecting.audit_records import LINE, record
from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import Certainty, Format, Source, rejected
from tocsin.collecting.headed import too_long
from tocsin.collecting.lines import TooLong, line_blocks
from tocsin.collecting.rows import Rows
from tocsin.model.evidence import Rejected

FAMILY = "auditd"
_BEFORE = re.compile(
    r"(?:[A-Z][a-z]{2} [ \d]\d [\d:]{8}|\d{4}-\d\d-\d\dT\S{8,40}) (?P<host>\S{1,255}) [\w.-]{1,64}(?:\[\d+\])?: "
)
_DIVIDERS = ("----", "time->")


def recognise(head: bytes, name: str) -> Certainty:
    """Judge the first lines: a record says `type=... msg=audit(...)`, which no other log does."""
    lines = [line for line in head.removeprefix(b"\xef\xbb\xbf").splitlines()[:40] if line.strip()]
    texts = [line[:2048].decode("utf-8", "replace") for line in lines]
    texts = [text for text in texts if not text.startswith(_DIVIDERS)]
    fits = sum(LINE.fullmatch(_split(text)[1]) is not None for text in texts)
    if fits and fits * 2 >= len(texts) - 1:
        return Certainty.SURE
    return Certainty.LIKELY if fits else Certainty.NO


def _split(line: str) -> tuple[str | None, str]:
    """Return the host that a syslog header names, and the record behind it."""
    found = _BEFORE.match(line)
    return (found["host"], line[found.end() :]) if found else (None, line)


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield the events of each block in batches, its lines that are no records after them."""
    rows, joining = Rows(source, FAMILY, wanted), Joining(source.host)
    for block in line_blocks(stream):
        if isinstance(block, TooLong):
            yield too_long(block, source)
            continue
        lost: list[Rejected] = []
        for line, offset, number in zip(block.lines, block.offsets.tolist(), block.numbers.tolist(), strict=True):
            text = line.decode("utf-8", "replace")
            found = record(text)
            if found is None:
                if text.startswith(_DIVIDERS):
                    for row in joining.rest():
                        rows.add(row)
                    continue
                host, rest = _split(text)
                found = record(rest) if host is not None else None
                if found is None:
                    lost.append(rejected(source, offset, f"line {number}: no record of the audit system", line))
                    continue
                joining.host = host
            for row in joining.take(found, number, offset):
                rows.add(row)
        if rows.full:
            yield from rows.flush()
        yield from lost
    for row in joining.rest():
        rows.add(row)
    yield from rows.flush()


FORMAT = Format("auditd", FAMILY, "records of Linux's audit system", recognise, read)
