"""Audit logs of the Windows DHCP server (`System32/dhcp/DhcpSrvLog-Mon.log`, `DhcpV6SrvLog-Mon.log`).

In: a stream. Out: batches of string columns under the log's own names (`ID`, `Description`, `IP Address`, `Host Name`,
`MAC Address`, …) with `Meaning`, what the legend at the head of the file says of the id. An empty cell is an empty
text. `_log` is `DHCP server` or `DHCPv6 server`, `_record` the line. Times are local (`--timezone`, else UTC, and a
note says so); the month stands first. The text at the head, up to the row of names, is no record.
Source: Microsoft Learn, "DHCP server events: audit log"; the legend of the log itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

import numpy as np
import pyarrow as pa

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.columns import constant, pc, strings
from tocsin.collecting.delimited import Dialect, Parsed, parse, parse_mended
from tocsin.collecting.format import Certainty, Format, Source
from tocsin.collecting.headed import Header, Run, lost, runs, too_long
from tocsin.collecting.lines import TooLong
from tocsin.collecting.local_dates import written
from tocsin.collecting.patterned import numbered
from tocsin.collecting.times import MOMENT, moments
from tocsin.model.evidence import Rejected

FAMILY = "windows-dhcp"
LOCAL = "times are local to the server and carry no zone"
_DIALECT = Dialect(",", quoted=True)
_ROW = re.compile(rb'^"?\d{1,5}"?,"?\d\d/\d\d/\d\d(?:\d\d)?"?,"?\d\d:\d\d:\d\d')
_LEGEND = re.compile(r"^\s*(?P<id>\d{1,5})\s+(?P<meaning>[A-Z].*)$")
_COLUMNS = (
    "ID,Date,Time,Description,IP Address,Host Name,MAC Address,User Name,TransactionID,QResult,Probationtime,"
    "CorrelationID,Dhcid,VendorClass(Hex),VendorClass(ASCII),UserClass(Hex),UserClass(ASCII),RelayAgentInformation,"
    "DnsRegError"
)
_NAMES = tuple(_COLUMNS.split(","))
"""The columns of Windows Server 2012 and later, for rows whose row of names is lost."""

_OWN = frozenset({"ID", "Date", "Time"})


@dataclass(slots=True)
class _Head:
    """What the text at the head of the file said."""

    log: str = "DHCP server"
    meanings: dict[str, str] = field(default_factory=dict[str, str])

    def take(self, line: str) -> bool:
        """Take a line of the text; False: it is none of it."""
        if "DHCPv6" in line:
            self.log = "DHCPv6 server"
        found = _LEGEND.match(line)
        if found:
            self.meanings.setdefault(found["id"].lstrip("0") or "0", found["meaning"].rstrip())
        return _ROW.match(line.encode("utf-8", "replace")) is None


def recognise(head: bytes, name: str) -> Certainty:
    """Judge by the title at the head, or by the row of names."""
    if b"DHCP Service Activity Log" in head or b"DHCPv6 Service Activity Log" in head:
        return Certainty.SURE
    found = re.search(rb"^ID,? ?Date,Time,Description,(?:IP|IPv6) Address,Host Name,", head, re.MULTILINE)
    return Certainty.SURE if found else Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield each block's records as one batch, then its lines that do not fit the row of names."""
    head = _Head()

    def is_names(line: bytes, header: Header) -> bool:
        return line.startswith((b"ID,", b"ID ", b'"ID"')) and b"Date" in line and b"Time" in line

    for run in runs(stream, ",", is_names):
        if isinstance(run, TooLong):
            yield too_long(run, source)
        elif run.header.names:
            yield from _read_run(run, head, source, wanted)
        else:
            texts = [line.decode("utf-8", "replace") for line in run.block.lines]
            rows = run.block.select(np.array([not head.take(text) for text in texts], np.bool_))
            if len(rows):
                yield from _read_run(Run(Header(_NAMES), rows), head, source, wanted)


def _read_run(run: Run, head: _Head, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    names = tuple(name.rstrip(".") for name in run.header.names)
    if names[0].startswith("ID ") and len(names) > 1:  # Windows 2003: "ID Date,Time,..."
        names = ("ID", names[0][3:].strip(), *names[1:])

    def wants(name: str) -> bool:
        return name in _OWN or wanted.wants(name)

    parsed = parse(run.block, names, _DIALECT, wants)
    notes = () if source.timezone else (LOCAL,)
    if len(parsed.rows):
        yield EventBatch(source.path, FAMILY, _batch(parsed, head, source, wanted), notes=notes)
    mended = [_mended(line, len(names)) for line in parsed.bad.lines]
    whole = np.array([line is not None for line in mended], np.bool_)
    if whole.any():
        lines = [line for line in mended if line is not None]
        again = parse_mended(lines, parsed.bad.select(whole), names, _DIALECT, wants)
        yield EventBatch(source.path, FAMILY, _batch(again, head, source, wanted), notes=notes)
    reasons = [reason for reason, good in zip(parsed.reasons, whole.tolist(), strict=True) if not good]
    yield from lost(parsed.bad.select(~whole), reasons, source)


def _mended(line: bytes, count: int) -> bytes | None:
    """Return a record with as many values as there are names: the server leaves out empty ones, or adds one."""
    if _ROW.match(line) is None or b'"' in line or b"\r" in line:
        return None
    commas = line.count(b",")
    if commas < count - 1:
        return line + b"," * (count - 1 - commas)
    values = line.split(b",")
    return None if any(values[count:]) else b",".join(values[:count])


def _batch(parsed: Parsed, head: _Head, source: Source, wanted: Wanted) -> pa.RecordBatch:
    count, values = len(parsed.rows), parsed.values
    times = pa.nulls(count, MOMENT)
    if "Date" in values and "Time" in values:  # a damaged row of names may lack them
        date = pc.binary_join_element_wise(values["Date"], values["Time"], " ")
        times = moments(written(date, day_first=False), source.timezone)
    columns = numbered(parsed.rows) | {
        "_time": times,
        "_host": constant(source.host, count),
        "_log": constant(head.log, count),
    }
    columns |= {name: column for name, column in values.items() if wanted.wants(name)}
    if wanted.wants("Meaning") and head.meanings and "ID" in values:
        kinds = values["ID"].dictionary_encode()
        said = [head.meanings.get((kind or "").strip().lstrip("0") or "0") for kind in kinds.dictionary.to_pylist()]
        columns["Meaning"] = strings(said).take(kinds.indices)
    return pa.RecordBatch.from_pydict(columns)


FORMAT = Format("windows-dhcp", FAMILY, "the head of a DHCP server's audit log", recognise, read)
