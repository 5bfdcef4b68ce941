"""IIS logs in the W3C extended format: one request a line, columns named by `#Fields:`.

In: a binary stream. Out: batches of string columns under the log's own names; `_log` is the site (`W3SVC1`, from the
path or `s-sitename`), `_host` from `s-computername` where logged. `_record` is the line.
The header may change inside a file (service restart, changed setting). Times are UTC; `-` is "no value" (null); `+`
stands for a blank and stays as it is logged. Where no date is logged, that of `#Date:` holds, and a note says so.
A line with too many values whose surplus can only belong to the query is kept, the blanks in the query as `+`.
Lines before any header (a file whose beginning is lost) are taken where they have the fifteen fields that IIS logs by
default; a note says so. The Advanced Logging module quotes values and may log local times (`date-local`).
Logs of the FTP and SMTP services beside the web server are of the family `iis-services`: no rule for web requests
counts them as its source.
Sources: W3C draft WD-logfile-960323; Microsoft Learn, "W3C Logging", "Advanced Logging for IIS".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

import numpy as np
import pyarrow as pa

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.columns import constant, pc
from tocsin.collecting.delimited import Dialect, Parsed, parse, parse_mended
from tocsin.collecting.format import Certainty, Format, Source
from tocsin.collecting.headed import NO_HEADER, Header, Run, carried, lost, runs, too_long
from tocsin.collecting.lines import TooLong
from tocsin.collecting.recoded import is_utf8
from tocsin.collecting.times import MOMENT, day_times, moments
from tocsin.model.evidence import Rejected

FAMILY = "iis"
_DIALECT = Dialect(" ", quoted=False, empty="-")
OTHER_SERVICES = "iis-services"
_SITE = re.compile(r"(?:W3SVC|FTPSVC|MSFTPSVC|SMTPSVC|NNTPSVC)\d+", re.IGNORECASE)
_OTHER = re.compile(r"(?:FTPSVC|MSFTPSVC|SMTPSVC|NNTPSVC)\d+", re.IGNORECASE)
_ADVANCED = Dialect(" ", quoted=True, empty="-")
_OWN = frozenset({"date", "time", "date-local", "time-local", "s-sitename", "s-computername"})
_DEFAULT_NAMES = (
    "date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status"
    " sc-substatus sc-win32-status time-taken"
)
DEFAULT = tuple(_DEFAULT_NAMES.split())
"""The fields of IIS 8.5 and later, unless somebody chose others."""

_DEFAULT_LINE = re.compile(
    rb"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [0-9A-Fa-f.:%]+ [A-Z_-]+ /\S* \S+ \d{1,5} \S+ [0-9A-Fa-f.:%-]+ \S+ \S+"
    rb" \d{3} \d{1,4} \d{1,10} \d+\r?$",
    re.MULTILINE,
)
NO_DATE = "no date is logged: for each line the one of the #Date: above it was taken"
NO_HEADER_LINE = "the header is missing: the fields that IIS logs by default were taken"


def recognise(head: bytes, name: str) -> Certainty:
    """Judge the first bytes: the server's signature is certain, a bare header only likely."""
    if b"#Software: Microsoft Internet Information Services" in head or b"#Software: IIS Advanced Logging" in head:
        return Certainty.SURE
    fields = re.search(rb"^#Fields:[^\r\n]*", head.removeprefix(b"\xef\xbb\xbf"), re.MULTILINE)
    if fields is not None and b"," not in fields[0]:
        names = fields[0].split()
        return Certainty.LIKELY if any(name.startswith((b"cs-", b"c-ip", b"s-ip")) for name in names) else Certainty.NO
    return Certainty.LIKELY if _DEFAULT_LINE.search(head) else Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield each block's events as one batch, then its lines that do not fit the header."""
    for run in runs(stream, None, source=source):
        if isinstance(run, TooLong):
            yield too_long(run, source)
        elif run.header.names:
            yield from _read_run(run, source, wanted)
        else:
            yield from _read_headless(run, source, wanted)


def _read_headless(run: Run, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Read lines before any header: those that have the default fields, as these."""
    fits = np.array([_DEFAULT_LINE.match(line) is not None for line in run.block.lines], np.bool_)
    if fits.any():
        header = Header(DEFAULT)
        for part in _read_run(Run(header, run.block.select(fits)), source, wanted):
            yield replace(part, notes=(*part.notes, NO_HEADER_LINE)) if isinstance(part, EventBatch) else part
    rest = run.block.select(~fits)
    yield from lost(rest, [NO_HEADER] * len(rest), source)


def _read_run(run: Run, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    names = run.header.names
    dialect = _ADVANCED if (run.header.said("software") or "").startswith("IIS Advanced") else _DIALECT
    family = OTHER_SERVICES if _OTHER.search(source.path) or "x-session" in names else FAMILY
    notes = (NO_DATE,) if {"date", "date-local"}.isdisjoint(names) else ()

    def wants(name: str) -> bool:
        return name in _OWN or wanted.wants(name)

    parsed = parse(run.block, names, dialect, wants)
    if len(parsed.rows):
        yield EventBatch(source.path, family, _batch(parsed, run.header, source, wanted), notes=notes)
    mended = [_mended(line, names) for line in parsed.bad.lines]
    whole = np.array([line is not None for line in mended], np.bool_)
    if whole.any():
        lines = [line for line in mended if line is not None]
        again = parse_mended(lines, parsed.bad.select(whole), names, _DIALECT, wants)
        yield EventBatch(source.path, family, _batch(again, run.header, source, wanted), notes=notes)
    reasons = [reason for reason, good in zip(parsed.reasons, whole.tolist(), strict=True) if not good]
    yield from lost(parsed.bad.select(~whole), reasons, source)


def _mended(line: bytes, names: tuple[str, ...]) -> bytes | None:
    """Return a line whose surplus blanks can only stand in its query, with `+` for them; None: no such line."""
    if "cs-uri-query" not in names or b"\r" in line:
        return None
    values = line.split(b" ")
    surplus = len(values) - len(names)
    place = names.index("cs-uri-query")
    if surplus <= 0:
        return None
    query = values[place : place + surplus + 1]
    whole = [*values[:place], b"+".join(query), *values[place + surplus + 1 :]]
    for name in ("s-port", "sc-status"):
        if name in names and not whole[names.index(name)].isdigit():
            return None
    return b" ".join(whole) if query[0].startswith((b"&", b";")) or b"=" in query[0] else None


def _batch(parsed: Parsed, header: Header, source: Source, wanted: Wanted) -> pa.RecordBatch:
    count = len(parsed.rows)
    values = parsed.values
    columns: dict[str, pa.Array] = {
        "_record": pa.array(parsed.rows.numbers),
        "_offset": pa.array(parsed.rows.offsets),
        "_time": _times(values, header, source, count),
        "_host": _or_constant(values.get("s-computername"), source.host, count),
        "_log": _sites(values.get("s-sitename"), source.path, count),
    }
    columns |= {name: column for name, column in values.items() if wanted.wants(name)}
    return pa.RecordBatch.from_pydict(columns)


def _times(values: dict[str, pa.Array], header: Header, source: Source, count: int) -> pa.Array:
    time, timezone = values.get("time"), None
    date: pa.Array | str | None = values.get("date")
    if time is None:
        time, date, timezone = values.get("time-local"), values.get("date-local"), source.timezone
    if time is None:
        return pa.nulls(count, MOMENT)
    if date is None:
        date = (header.said("date") or "")[:10]
    elif timezone is None and (usual := day_times(date, time)) is not None:
        return usual
    seconds = pc.binary_join_element_wise(date, time, " ").dictionary_encode()  # a second has many requests
    return moments(seconds.dictionary, timezone).take(seconds.indices)


def _or_constant(column: pa.Array | None, value: str | None, count: int) -> pa.Array:
    """Return a column with its nulls filled by a value; without a column, the value throughout."""
    if column is None:
        return constant(value, count)
    return column if value is None else pc.fill_null(column, value)


def _sites(column: pa.Array | None, path: str, count: int) -> pa.Array:
    sites = _SITE.findall(path)
    site = sites[-1].upper() if sites else "IIS"
    return _or_constant(column, site, count)


FORMAT = Format(
    "iis",
    FAMILY,
    "the header of an IIS log (W3C extended format)",
    recognise,
    read,
    divisible=is_utf8,
    carry=carried(None),
)
