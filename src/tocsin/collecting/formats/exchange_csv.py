"""What the logs of Exchange have in common: comma-separated values under `#Fields:` or a plain row of names.

In: a stream and what is particular to one log (`Kind`). Out: batches of string columns under canonical names.
The plain row may stand before or after the `#` lines, and again inside the file (facts of the format: UTF-8 with a
byte-order mark, CRLF, hourly files that roll over). Times are UTC. Columns are taken by name, never by position, in any
letter case; unknown ones keep theirs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import BinaryIO

import numpy as np
import pyarrow as pa

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.columns import constant, pc
from tocsin.collecting.delimited import Dialect, Parsed, parse, parse_mended
from tocsin.collecting.format import Source
from tocsin.collecting.headed import NO_HEADER, Header, Run, lost, runs, too_long
from tocsin.collecting.lines import TooLong
from tocsin.collecting.local_dates import moments_of
from tocsin.collecting.times import MOMENT
from tocsin.model.evidence import Rejected

DIALECT = Dialect(",", quoted=True)
Columns = dict[str, pa.Array]


@dataclass(frozen=True, slots=True)
class Kind:
    """What is particular to one of Exchange's logs."""

    family: str
    canonical: Mapping[str, str]  # name in lower case -> as it is usually written
    first: frozenset[str]  # names, in lower case, that a plain row of names begins with
    time: str
    host: str | None  # column that names the host
    needed: frozenset[str]  # columns that `log` and `more` look at
    log: Callable[[Columns, Header, Source, int], pa.Array]
    rest: str | None = None  # last column, in which commas may stand outside quotes
    more: Callable[[Columns, Wanted], Columns] | None = None  # further columns made of those read
    host_begins: str | None = None  # column that begins with the host's name and a backslash, where none names it
    usual: tuple[str, ...] = ()  # columns of lines before any header that look like `row`
    row: re.Pattern[bytes] | None = None


NO_HEADER_LINE = "the header is missing: the columns that this log usually has were taken"


def read(kind: Kind, stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield each block's events as one batch, then its lines that do not fit the header."""
    for run in runs(stream, ",", header_row(kind.first), source):
        if isinstance(run, TooLong):
            yield too_long(run, source)
        elif run.header.names:
            yield from read_run(kind, run, source, wanted)
        else:
            yield from _read_headless(kind, run, source, wanted)


def _read_headless(kind: Kind, run: Run, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Read lines before any header: those that look like rows of this log, under its usual columns."""
    row = kind.row
    fits = np.array([row is not None and row.match(line) is not None for line in run.block.lines], np.bool_)
    if fits.any():
        headed = Run(replace(run.header, names=kind.usual), run.block.select(fits))
        for part in read_run(kind, headed, source, wanted):
            yield replace(part, notes=(*part.notes, NO_HEADER_LINE)) if isinstance(part, EventBatch) else part
    rest = run.block.select(~fits)
    yield from lost(rest, [NO_HEADER] * len(rest), source)


def header_row(first: frozenset[str]) -> Callable[[bytes, Header], bool]:
    """Return how to tell a plain row of names: it begins with one of these, in lower case."""

    def is_header_row(line: bytes, header: Header) -> bool:
        begin = line.split(b",", 1)[0].strip().strip(b'"').lower().decode("ascii", "replace")
        return begin in first and b"," in line

    return is_header_row


def read_run(kind: Kind, run: Run, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield the events of lines under one header as batches, then the lines that do not fit it."""
    names = canonical(run.header.names, kind.canonical)
    own = kind.needed | {kind.time, kind.host, kind.host_begins}

    def wants(name: str) -> bool:
        return name in own or wanted.wants(name)

    parsed = parse(run.block, names, DIALECT, wants)
    if len(parsed.rows):
        yield EventBatch(source.path, kind.family, _batch(kind, parsed, run.header, source, wanted))
    mended = [_mended(line, kind, names) for line in parsed.bad.lines]
    whole = np.array([line is not None for line in mended], np.bool_)
    if whole.any():
        lines = [line for line in mended if line is not None]
        again = parse_mended(lines, parsed.bad.select(whole), names, DIALECT, wants)
        yield EventBatch(source.path, kind.family, _batch(kind, again, run.header, source, wanted))
    reasons = [reason for reason, good in zip(parsed.reasons, whole.tolist(), strict=True) if not good]
    yield from lost(parsed.bad.select(~whole), reasons, source)


def canonical(names: tuple[str, ...], known: Mapping[str, str]) -> tuple[str, ...]:
    """Return names as they are usually written: `ClientIPAddress` and `ClientIpAddress` are one column.

    >>> canonical(("datetime", "ClientIPAddress", "X"), {"clientipaddress": "ClientIpAddress"})
    ('datetime', 'ClientIpAddress', 'X')
    """
    usual = [known.get(name.lower(), name) for name in names]
    return tuple(name if usual.count(name) == 1 else given for name, given in zip(usual, names, strict=True))


def _mended(line: bytes, kind: Kind, names: tuple[str, ...]) -> bytes | None:
    """Return a line whose last value holds commas outside quotes, with that value quoted; None: it is no such line."""
    if kind.rest is None or not names or names[-1] != kind.rest or b"\r" in line or line.count(b'"') % 2:
        return None
    values = line.split(b",", len(names) - 1)
    if len(values) != len(names) or any(b'"' in value for value in values[:-1]):
        return None
    return b",".join([*values[:-1], b'"' + values[-1].replace(b'"', b'""') + b'"'])


def _batch(kind: Kind, parsed: Parsed, header: Header, source: Source, wanted: Wanted) -> pa.RecordBatch:
    count = len(parsed.rows)
    values = parsed.values
    columns: Columns = {
        "_record": pa.array(parsed.rows.numbers),
        "_offset": pa.array(parsed.rows.offsets),
        "_time": _times(values.get(kind.time), count),
        "_host": named(_hosts(kind, values), source.host, count),
        "_log": kind.log(values, header, source, count),
    }
    columns |= {name: column for name, column in values.items() if wanted.wants(name)}
    if kind.more is not None:
        columns |= {name: column for name, column in kind.more(values, wanted).items() if name not in columns}
    return pa.RecordBatch.from_pydict(columns)


def _hosts(kind: Kind, values: Columns) -> pa.Array | None:
    """Return the column that names the hosts, or the part of another before its backslash."""
    if kind.host is not None or kind.host_begins not in values:
        return values.get(kind.host) if kind.host else None
    found = pc.extract_regex(values[kind.host_begins], r"^(?P<host>[A-Za-z0-9._-]{1,255})\\")
    return pc.fill_null(pc.struct_field(found, "host"), "")


def _times(column: pa.Array | None, count: int) -> pa.Array:
    """Return times, all of them UTC; some logs of 2021 write them in words of the server's own language."""
    return pa.nulls(count, MOMENT) if column is None else moments_of(column)


def named(column: pa.Array | None, value: str | None, count: int) -> pa.Array:
    """Return who is named in a column, and `value` where it is empty."""
    if column is None:
        return constant(value, count)
    return pc.if_else(pc.equal(column, ""), pa.scalar(value, pa.string()), column)
