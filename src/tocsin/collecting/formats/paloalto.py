"""Palo Alto firewalls: TRAFFIC, THREAT, SYSTEM, CONFIG, GLOBALPROTECT, … as syslog or as the interface's CSV.

Out: one event a line under PAN-OS' names (`src`, `dport`, `misc`, `srcuser`, `public_ip`, `cmd`); empty values are
left out. `_log` is the type, `_host` the `device_name`, else that of the syslog header, else the serial number. The
time is `time_generated`, local to the firewall (`--timezone`), or `high_res_timestamp`, which has its offset. Lines
of the firewall's own services that are no such record (gpsvc) are events of the log `syslog` with a `message`.
Source: docs.paloaltonetworks.com, Syslog Field Descriptions; Export Logs (CSV).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.columns import constant, pc
from tocsin.collecting.delimited import Dialect, parse
from tocsin.collecting.format import HEAD_BYTES, Certainty, Format, Source
from tocsin.collecting.formats.csv_rows import header_of, read_rows
from tocsin.collecting.formats.json_objects import Joined
from tocsin.collecting.formats.json_tables import Event, Sort, Table
from tocsin.collecting.formats.line_kinds import Lines, lines_of, share, shown
from tocsin.collecting.formats.paloalto_fields import COLUMNS, FIELDS
from tocsin.collecting.headed import lost, too_long
from tocsin.collecting.lines import LineBlock, TooLong, line_blocks
from tocsin.collecting.patterned import filled, numbered
from tocsin.collecting.times import MOMENT, moments
from tocsin.collecting.years import calendar
from tocsin.model.evidence import Rejected

FAMILY = "paloalto"
_RECORD = r"^[^,]*,\d{4}/\d\d/\d\d \d\d:\d\d:\d\d,[^,]*,(?P<type>[A-Z-]{3,20}),"
_SHOWN = re.compile(_RECORD)
_COMMAS = Dialect(",", True, "")
_HEADERS = ({"receive time", "serial #", "type"}, {"receive time", "generate time", "type"})
ALWAYS = frozenset({"time_generated", "high_res_timestamp", "device_name", "serial"})
REASON = "no record of a Palo Alto firewall"


def recognise(head: bytes, name: str) -> Certainty:
    """Judge the first lines: a time, a serial number and a type; or the CSV's header."""
    if _is_csv(head) or share(shown(head, syslog=True), _SHOWN) >= 0.5:
        return Certainty.SURE
    return Certainty.NO


def _is_csv(head: bytes) -> bool:
    names = {name.lower() for name in header_of(head)}
    return any(header <= names for header in _HEADERS)


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield the records of each type as batches, then lines that are none."""
    head = stream.read(HEAD_BYTES)
    joined: Any = Joined(head, stream)
    if _is_csv(head):
        yield from read_rows(joined, source, wanted, _rows)
        return
    years = calendar(source)
    for block in line_blocks(joined):
        if isinstance(block, TooLong):
            yield too_long(block, source)
            continue
        lines = lines_of(block, years)
        found = pc.extract_regex(lines.rest, _RECORD)
        fits = np.asarray(pc.is_valid(found).to_numpy(zero_copy_only=False), np.bool_)
        if fits.any():
            yield from _records(lines.select(fits), found.filter(pa.array(fits)), source, wanted)
        other = ~fits & lines.headed
        if other.any():
            yield _messages(lines.select(other), source)
        if (~fits & ~lines.headed).any():
            bad = lines.select(~fits & ~lines.headed).block
            yield from lost(bad, [REASON] * len(bad), source)


def _records(lines: Lines, found: pa.Array, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield the records of each type and number of values: versions differ in it."""
    kinds = pc.struct_field(found, "type").dictionary_encode()
    kind = np.asarray(kinds.indices).astype(np.int64)
    block = _block(lines)
    counts = _values(block)
    for place, name in enumerate(kinds.dictionary.to_pylist()):
        for count in np.unique(counts[kind == place]).tolist():
            chosen = (kind == place) & (counts == count)
            names = _names(FIELDS.get(name, FIELDS["TRAFFIC"][:7]), count)
            part = lines.select(chosen)
            if "time_generated" not in names:  # quotes make fewer values of the commas
                yield from lost(part.block, [f"{count} values are too few"] * len(part.block), source)
                continue
            parsed = parse(block.select(chosen), names, _COMMAS, lambda name: name in ALWAYS or wanted.wants(name))
            if len(parsed.bad):
                bad = _among(part, parsed.bad)
                yield from lost(part.select(bad).block, parsed.reasons, source)
                part = part.select(~bad)
            if len(parsed.rows):
                yield _batch(name, part, parsed.values, source, wanted)


def _among(lines: Lines, bad: LineBlock) -> np.ndarray[Any, np.dtype[np.bool_]]:
    return np.isin(lines.block.numbers, bad.numbers)


def _block(lines: Lines) -> LineBlock:
    """Return the lines without their headers as a block; carriage returns would be taken for ends of lines."""
    texts = [(line or "").replace("\r", " ").encode() for line in lines.rest.to_pylist()]
    sizes = np.array([len(text) for text in texts], np.int64)
    ends = np.cumsum(sizes + 1) - 1
    return LineBlock(b"\n".join([*texts, b""]), ends - sizes, ends, lines.block.numbers, 0)


def _values(block: LineBlock) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Return how many values each line has: commas outside quotes and one."""
    signs = np.frombuffer(block.data, np.uint8)
    commas, quotes = np.flatnonzero(signs == 0x2C), np.flatnonzero(signs == 0x22)
    if len(quotes):
        line = np.clip(np.searchsorted(block.begins, commas, "right") - 1, 0, None)
        inside = np.searchsorted(quotes, commas) - np.searchsorted(quotes, block.begins)[line]
        commas = commas[inside % 2 == 0]
    return np.searchsorted(commas, block.ends) - np.searchsorted(commas, block.begins) + 1


def _names(known: tuple[str, ...], count: int) -> tuple[str, ...]:
    return (*known[:count], *(f"extra_{number}" for number in range(1, count - len(known) + 1)))


def _batch(kind: str, lines: Lines, values: dict[str, pa.Array], source: Source, wanted: Wanted) -> EventBatch:
    count = len(lines.block)
    times = moments(pc.replace_substring(values["time_generated"], "/", "-"), source.timezone)
    if "high_res_timestamp" in values:
        times = pc.coalesce(moments(values["high_res_timestamp"]), times)
    hosts = [column for column in (values.get("device_name"), lines.hosts, values.get("serial")) if column is not None]
    columns = numbered(lines.block) | {
        "_time": times,
        "_host": filled(pc.coalesce(*hosts), source.host),
        "_log": constant(kind, count),
    }
    columns |= {
        name: column
        for name, column in values.items()
        if column.null_count < count and not name.startswith("future_use") and wanted.wants(name)
    }
    return EventBatch(source.path, FAMILY, pa.RecordBatch.from_pydict(columns))


def _messages(lines: Lines, source: Source) -> EventBatch:
    count = len(lines.block)
    columns = numbered(lines.block) | {
        "_time": pa.nulls(count, MOMENT) if lines.times is None else lines.times,
        "_host": constant(source.host, count) if lines.hosts is None else filled(lines.hosts, source.host),
        "_log": constant("syslog", count),
        "message": lines.rest,
    }
    return EventBatch(source.path, FAMILY, pa.RecordBatch.from_pydict(columns))


@lru_cache(maxsize=64)
def _table(kind: str) -> Table:
    return Table(FAMILY, kind, ("time_generated", "receive_time"), ("device_name", "serial"))


def _rows(names: tuple[str, ...]) -> Sort:
    own = {name: COLUMNS.get(name.lower(), name) for name in names}

    def taken(row: Event) -> tuple[Table, Event]:
        record = {own.get(name, name): said for name, said in row.items()}
        for name in ("time_generated", "receive_time"):
            if name in record:
                record[name] = str(record[name]).replace("/", "-")
        kind = str(record.get("type", "CSV")).upper()
        return _table(kind if len(kind) < 32 else "CSV"), record

    return taken


FORMAT = Format("paloalto", FAMILY, "records of a Palo Alto firewall", recognise, read)
