"""Exports of web proxies as CSV with a header: Zscaler, Skyhigh (McAfee), Forcepoint, Netskope, and any like them.

In: a stream. Out: requests with the header's own names, and under those that rules for proxies use (`c-uri`, `cs-host`,
`cs-uri-stem`, `cs-uri-query`, `c-uri-extension`, `cs-method`, `c-useragent`, `sc-status`, `c-ip`, `dst_ip`, ...)
where the export has them under any of the names in `NAMES`. Values are parted by commas, semicolons or tabs.
Times are UTC where they say so or are seconds since 1970, else local (`--timezone`, else UTC).
Sources: the vendors' pages on exports: help.zscaler.com "NSS Feed Output Format: Web Logs", success.skyhighsecurity.com
"Web log schema", help.forcepoint.com "Report Builder columns", docs.netskope.com "Web transactions".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import BinaryIO

import pyarrow as pa

from tocsin.collecting import local_dates
from tocsin.collecting.addresses import joined, parts_of
from tocsin.collecting.batches import ALL_FIELDS, EventBatch, Wanted
from tocsin.collecting.columns import constant, pc
from tocsin.collecting.format import Certainty, Format, Source
from tocsin.collecting.formats.csv_rows import Columns, csv_columns, header_line, header_of
from tocsin.collecting.formats.squid import FAMILY
from tocsin.collecting.patterned import MONTHS, mapped
from tocsin.collecting.recoded import encoding_of
from tocsin.collecting.rows import Row, Rows
from tocsin.collecting.times import MOMENT, iso, moments
from tocsin.model.evidence import Rejected

NAMES: dict[str, tuple[str, ...]] = {
    "time": (
        *("request timestamp", "request timestamp epoch", "event time", "logged time", "time", "datetime", "date time"),
        *("date & time", "timestamp", "date and time", "eventtime", "log time", "start time", "date"),
    ),
    "c-uri": ("url", "url full", "full url", "uri", "request url", "requested url", "cs uri", "eurl", "c uri"),
    "cs-host": (
        *("requested host", "hostname", "host", "domain", "cs host", "site", "destination host", "destination domain"),
        *("ehost", "url hostname", "destination hostname"),
    ),
    "cs-uri-stem": ("requested path", "url path", "uri path", "path", "cs uri path"),
    "cs-uri-query": ("url query", "uri query", "query string", "cs uri query"),
    "cs-uri-scheme": ("uri scheme", "cs uri scheme", "url scheme", "scheme"),
    "cs-method": ("http action", "request method", "requestmethod", "method", "http method", "cs method", "reqmethod"),
    "c-useragent": ("user agent", "useragent", "user agent full", "ua", "eua", "cs user agent", "user agent string"),
    "sc-status": (
        *(
            "http status code",
            "response code",
            "respcode",
            "http status",
            "status code",
            "sc status",
            "http response code",
        ),
        *("http response", "status"),
    ),
    "c-ip": (
        *("client ip", "clientip", "source ip", "src ip", "source ip address", "client internal ip", "c ip", "user ip"),
        *("cip", "cintip", "internal ip", "srcip", "internal client ip", "client ip address"),
    ),
    "dst_ip": (
        "destination ip",
        "server ip",
        "serverip",
        "dest ip",
        "dst ip",
        "dstip",
        "sip",
        "destination ip address",
    ),
    "cs-username": ("user", "username", "user name", "login", "elogin", "user id", "cs username", "user email"),
    "cs-referer": ("referer", "referrer", "referer url", "refererurl", "referrer url", "cs referer"),
    "s-action": ("action", "policy action", "result", "disposition", "filter action", "sc filter result"),
    "cs-categories": ("category", "url category", "urlcategory", "urlcat", "categories", "cs categories"),
    "rs-content-type": ("content type", "contenttype", "media type", "mime type", "rs content type"),
    "sc-bytes": ("server to client bytes", "response size", "respsize", "bytes received", "sc bytes", "bytes out"),
    "cs-bytes": ("client to server bytes", "request size", "reqsize", "bytes sent", "cs bytes", "bytes in"),
}
"""Name that rules use -> names of columns, in lower case and with blanks for `_`, `-` and `.`, the best first."""

_ASKED = (
    {"time"},
    {"c-uri", "cs-host"},
    {"c-ip", "cs-username"},
    {"cs-method", "c-useragent", "sc-status", "s-action"},
)
_DELIMITERS = (",", ";", "\t")


def plain(name: str) -> str:
    """Return a column's name as it is looked up.

    >>> plain("Client-IP"), plain("request_timestamp ")
    ('client ip', 'request timestamp')
    """
    return re.sub(r"[\s_.()-]+", " ", name).strip().lower()


def columns_of(names: Sequence[str]) -> dict[str, str]:
    """Return which of a header's columns stands for which name."""
    known = {plain(name): name for name in reversed(names)}
    found: dict[str, str] = {}
    for name, others in NAMES.items():
        own = next((known[other] for other in others if other in known and known[other] not in found.values()), None)
        if own is not None:
            found[name] = own
    return found


def delimiter_of(head: bytes) -> str | None:
    """Return what parts the values of a proxy's export; None: it is none."""
    for sign in _DELIMITERS:
        names = header_of(head, sign)
        if len(names) > len(_ASKED):
            found = columns_of(names)
            if all(not asked.isdisjoint(found) for asked in _ASKED):
                return sign
    return None


def recognise(head: bytes, name: str) -> Certainty:
    """Judge the header: a time, who asked, for which address, and what became of it."""
    return Certainty.LIKELY if delimiter_of(head) is not None else Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield rows in batches, and rejections between them."""
    head = _Peeked(stream)
    rows = Rows(source, FAMILY, ALL_FIELDS)
    found: dict[str, str] = {}

    wants = partial(_wants, wanted)
    delimiter = delimiter_of(source.state if isinstance(source.state, bytes) else head.beginning) or ","
    for part in csv_columns(head, source, delimiter, wants):  # type: ignore[arg-type]
        if isinstance(part, Rejected):
            yield part
            continue
        if isinstance(part, Columns):
            own = {"_record": pa.array(part.rows.numbers), "_offset": pa.array(part.rows.offsets)}
            fields = {name: column.dictionary_encode() for name, column in part.values.items()}
            yield _batch(own, fields, columns_of(part.names), source, wanted)
            continue
        names, lines = part
        found = columns_of(names)
        for one in lines:
            rows.add(Row(one.line, one.offset, None, None, "proxy", dict(one.value)))
        yield from _flushed(rows, found, source, wanted)
    yield from _flushed(rows, found, source, wanted)


def _wants(wanted: Wanted, names: tuple[str, ...], name: str) -> bool:
    """Say whether a column of the export is looked at, under its own name or those of the names that rules use."""
    if wanted.wants(name):
        return True
    used = [known for known, own in columns_of(names).items() if own == name]
    return any(known == "time" or wanted.wants(known) or (_addresses(wanted) and known in _MADE) for known in used)


def _addresses(wanted: Wanted) -> bool:
    """Say whether parts of addresses are looked at; nothing that every reader hands out rests on them here."""
    return wanted.fields is None or not wanted.fields.isdisjoint(_MADE)


class _Peeked:
    """A stream whose beginning was looked at."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.beginning = stream.read(8192)
        self._left = self.beginning

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes."""
        if self._left:
            part, self._left = (self._left, b"") if size < 0 else (self._left[:size], self._left[size:])
            return part
        return self._stream.read(size)


def _flushed(rows: Rows, found: dict[str, str], source: Source, wanted: Wanted) -> Iterator[EventBatch]:
    for batch in rows.flush():
        events = dict(zip(batch.events.schema.names, batch.events.columns, strict=True))
        own = {name: events[name] for name in ("_record", "_offset")}
        fields = {name: column for name, column in events.items() if not name.startswith("_")}
        yield _batch(own, fields, found, source, wanted)


def _batch(
    own: dict[str, pa.Array], fields: dict[str, pa.Array], found: dict[str, str], source: Source, wanted: Wanted
) -> EventBatch:
    """Return requests with the names that rules use beside the export's own; `found` says which columns those are."""
    count = len(own["_offset"])
    time = fields.get(found.get("time", ""))
    said = {
        name: fields[given].cast(pa.string()) for name, given in found.items() if given in fields and name != "time"
    }
    events = own | {
        "_time": pa.nulls(count, MOMENT) if time is None else times(time, source.timezone),
        "_host": constant(source.host, count),
        "_log": constant("proxy", count),
    }
    fields = {name: column for name, column in fields.items() if name not in events}
    if _addresses(wanted):
        fields |= _addressed(said)
    else:
        fields |= said
    events |= {
        name: column for name, column in fields.items() if wanted.wants(name) and column.null_count < len(column)
    }
    return EventBatch(source.path, FAMILY, pa.RecordBatch.from_pydict(events))


_MADE = ("c-uri", "cs-host", "cs-uri-stem", "cs-uri-query", "cs-uri-scheme", "cs-uri-port", "c-uri-extension")
"""Names of what is made of an address."""


def _addressed(said: dict[str, pa.Array]) -> dict[str, pa.Array]:
    """Return a request's fields, its address whole and in parts."""
    url = said.get("c-uri")
    if url is not None:
        return parts_of(url) | said
    made = joined(said)
    return said if made is None else parts_of(made) | said | {"c-uri": made}


_WORDED = re.compile(r"(?:[A-Z][a-z]{2},? )?([A-Z][a-z]{2}) +(\d{1,2}),? (\d\d:\d\d:\d\d)(?: [A-Z]{3,4})? (\d{4})")
_BRACKETED = re.compile(r"\[?(\d{1,2})/([A-Z][a-z]{2})/(\d{4})[: ](\d\d:\d\d:\d\d) ?([+-]\d{4})?\]?")
_DAY_FIRST = re.compile(
    r"(?:[A-Z][a-z]{2},? )?(\d{1,2})[ -]([A-Z][a-z]{2})[ -](\d{4}) (\d\d:\d\d:\d\d)(?: (GMT|UTC|[+-]\d{4}))?"
)


def times(column: pa.Array, timezone: str | None) -> pa.Array:
    """Return the moments that a column says in any of the ways of these exports.

    >>> found = times(pa.array(["Tue Mar  2 07:00:00 2021", "1614668400", "3/2/2021 7:00:00 AM"]), None)
    >>> found.cast(pa.string()).unique().to_pylist()
    ['2021-03-02 07:00:00.000000Z']
    """
    if pa.types.is_dictionary(column.type):
        if timezone is None:  # hours that occur twice are told apart by their order
            return times(column.dictionary, None).take(column.indices)
        column = column.cast(pa.string())
    usual = moments(column, timezone)
    if usual.null_count == column.null_count:
        return usual
    known = mapped(column, written)
    if known.null_count > column.null_count:
        rest = pc.if_else(pc.is_null(known), column, pa.scalar(None, pa.string()))
        known = pc.coalesce(known, local_dates.written(rest))
    return moments(known, timezone)


def written(text: str) -> str | None:
    """Return a time as `moments` reads it; None: it is in some other form."""
    if text.isdigit() and 9 <= len(text) <= 16:
        return iso(int(text) * 10 ** max(0, 16 - len(text) if len(text) > 11 else 6))
    if re.match(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d", text):
        return text
    found = _WORDED.match(text)
    if found:
        month, day, clock, year = found.groups()
        return _in_digits(year, month, day, clock, None)
    found = _BRACKETED.match(text) or _DAY_FIRST.match(text)
    if found:
        day, month, year, clock, zone = found.groups()
        return _in_digits(year, month, day, clock, zone)
    return None


def _in_digits(year: str, month: str, day: str, clock: str, zone: str | None) -> str | None:
    number = MONTHS.get(month.lower())
    if number is None:
        return None
    return f"{year}-{number}-{day:0>2} {clock}{zone or ''}"


def _by_row(head: bytes) -> bool:
    return encoding_of(head) is None


FORMAT = Format(
    "proxy-csv", FAMILY, "the header of a web proxy's export", recognise, read, divisible=_by_row, quoted=header_line
)
