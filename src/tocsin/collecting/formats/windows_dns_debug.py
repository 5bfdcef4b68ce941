r"""The debug log of the Windows DNS server (`System32/dns/dns.log`): each packet in and out, and what the server did.

In: a stream. Out: batches with `thread`, `context` (`PACKET`, `EVENT`, …), `packet`, `protocol`, `direction` (`Rcv`,
`Snd`), `remote_ip`, `xid`, `response`, `opcode`, `flags`, `flag_names`, `rcode`, `record_type`, `query` (the name as
people write it), and `message` where a line is no packet. `_log` is `DNS server debug`, `_record` the line.
Lines of packet details, indented or after `UDP question info at …`, are events with their text as `message`, at the
time of the packet before them. The key at the head of the file is no record.
Times are local and in the server's own language: see `local_dates`; `--timezone`, else UTC, and a note says so.
Source: Microsoft Learn, "DNS logging and diagnostics"; the key at the head of the log itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

import numpy as np
import pyarrow as pa

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.columns import constant, pc
from tocsin.collecting.format import Certainty, Format, Source
from tocsin.collecting.headed import too_long
from tocsin.collecting.lines import LineBlock, TooLong, line_blocks
from tocsin.collecting.local_dates import moments_of
from tocsin.collecting.patterned import Fitted, fitted, mapped, numbered, texts, without
from tocsin.model.evidence import Rejected

FAMILY = "windows-dns-debug"
LOG = "DNS server debug"
LOCAL = "times are local to the server, in its own language, and carry no zone"
_TIME = (
    r"^(?P<time>(?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\d{8}) \d{1,2}:\d\d:\d\d(?: [AaPp]\.?[Mm]\.?)?)"
    r" +(?P<thread>[0-9A-Fa-f]{3,8}) +"
)
PACKET = (
    _TIME + r"(?P<context>PACKET) +(?P<packet>[0-9A-Fa-f]{6,16}) +(?P<protocol>UDP|TCP) +(?P<direction>Rcv|Snd)"
    r" +(?P<remote_ip>\S+) +(?P<xid>[0-9A-Fa-f]{4}) +(?P<response>R?) *(?P<opcode>[QNU?]|\S)? *"
    r"\[(?P<flags>[0-9A-Fa-f]{4}) *(?P<flag_names>[A-Z ]*?) +(?P<rcode>[A-Z0-9]+)\]"
    r"(?: +(?P<record_type>[A-Z0-9]+))?(?: +(?P<query>\S.*?))? *$"
)
OTHER = _TIME + r"(?P<context>[A-Z][A-Za-z0-9-]{1,15}) *(?P<message>.*)$"
_KINDS = (PACKET, OTHER)
_SHOWN = re.compile(PACKET)
_LABEL = re.compile(r"\((\d{1,3})\)")
_KEY = (b"DNS Server log file creation at", b"Log file wrap at", b"Message logging key", b"Field #", b"---")
_KEY_LINES = 60


def recognise(head: bytes, name: str) -> Certainty:
    """Judge by the title at the head, or by the first packets."""
    if b"DNS Server log file creation at" in head[:400]:
        return Certainty.SURE
    lines = [line[:2048].decode("utf-8", "replace") for line in head.splitlines()[:40] if line.strip()]
    return Certainty.SURE if any(_SHOWN.match(line) for line in lines) else Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield each block's packets, other items and details as batches."""
    at_head, last = True, None
    for block in line_blocks(stream):
        if isinstance(block, TooLong):
            yield too_long(block, source)
            continue
        if at_head:
            block, at_head = _without_key(block)
        parts = list(fitted(block, _KINDS))
        times = _times(block, parts, source, last)
        last = times[-1] if len(times) else last
        notes = () if source.timezone else (LOCAL,)
        for part in parts:
            places = np.searchsorted(block.begins, part.rows.begins)
            events = _batch(part, times.take(pa.array(places)), source, wanted)
            yield EventBatch(source.path, FAMILY, events, notes=notes)


def _without_key(block: LineBlock) -> tuple[LineBlock, bool]:
    """Return the lines behind the key at the head, and whether the key may go on in the next block."""
    for position, line in enumerate(block.lines):
        key = line.strip().startswith(_KEY) or line[:1] in (b" ", b"\t")
        if not key or block.numbers[position] > _KEY_LINES:
            return block.select(slice(position, None)), False
    return block.select(slice(0, 0)), True


def _times(block: LineBlock, parts: list[Fitted], source: Source, last: pa.Scalar | None) -> pa.Array:
    """Return a time for each line: its own, or that of the last line before it that has one."""
    said = np.full(len(block), None, object)
    for part in parts:
        if part.pattern >= 0:
            said[np.searchsorted(block.begins, part.rows.begins)] = part.values["time"].to_pylist()
    column = pa.array(said.tolist(), pa.string()).dictionary_encode()
    times = moments_of(column.dictionary, source.timezone).take(column.indices)
    if last is not None and len(times) and not times[0].is_valid:
        times = pa.concat_arrays([pa.array([last.as_py()], times.type), times[1:]])
    return pc.fill_null_forward(times)


def _batch(part: Fitted, times: pa.Array, source: Source, wanted: Wanted) -> pa.RecordBatch:
    count = len(part.rows)
    fields = {name: without(column, "") for name, column in part.values.items() if name != "time"}
    if part.pattern == 0:
        fields["query"] = mapped(fields["query"], plain_name)
        fields["flag_names"] = pc.utf8_trim_whitespace(fields["flag_names"])
    elif part.pattern < 0:
        fields = {"message": texts(part.rows)}
    columns = numbered(part.rows) | {
        "_time": times,
        "_host": constant(source.host, count),
        "_log": constant(LOG, count),
    }
    columns |= {name: column for name, column in fields.items() if wanted.wants(name)}
    return pa.RecordBatch.from_pydict(columns)


def plain_name(name: str) -> str:
    """Return a name as people write it.

    >>> plain_name("(3)www(7)example(3)org(0)"), plain_name("(0)"), plain_name("www.example.org.")
    ('www.example.org', '.', 'www.example.org.')
    """
    if not name.startswith("("):
        return name
    return _LABEL.sub(".", name).strip(".") or "."


FORMAT = Format("windows-dns-debug", FAMILY, "the head or packets of a DNS server's debug log", recognise, read)
