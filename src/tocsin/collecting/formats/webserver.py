r"""Access and error logs of Apache and nginx: the common and the combined format, and what is appended to them.

In: a stream. Out: a batch of requests with the names of the W3C format, as rules have them (`cs-method`, `cs-uri-stem`,
`cs-uri-query`, `c-ip`, `cs-username`, `sc-status`, `sc-bytes`, `cs-referer`, `cs-user-agent`, `cs-version`, `s-port`,
`cs-host` where a virtual host is logged), `request` as it was sent and `extra` for what follows the known values; and a
batch of errors (`severity`, `message`, `c-ip`, ...). `-` is "no value" (null). `_log` is `access`, `apache error` or
`nginx error`, `_record` the line. A request that is no HTTP (`\x16\x03\x01`) is an event that has `request` only.
Times carry their offset in access logs; those of error logs are local (`--timezone`, else UTC).
Sources: httpd.apache.org mod_log_config and core (ErrorLogFormat), nginx.org ngx_http_log_module.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

import pyarrow as pa

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.columns import constant, pc
from tocsin.collecting.format import Certainty, Format, Source
from tocsin.collecting.patterned import MONTHS, Fitted, filled, fitted_lines, mapped, numbered, without
from tocsin.collecting.times import moments
from tocsin.model.evidence import Rejected

FAMILY = "webserver"
_QUOTED = r'(?:[^"\\]|\\.)*'
ACCESS = (
    r"^(?:(?P<vhost>[A-Za-z0-9._-]+):(?P<port>\d{1,5}) )?(?P<ip>[^\s\"]+) (?P<ident>[^\s\"]+) (?P<user>.*?)"
    r" \[(?P<time>\d{1,2}/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d(?: [+-]\d{4})?)\]"
    rf' "(?P<request>{_QUOTED})" (?P<status>\d{{3}}|-) (?P<bytes>\d+|-)'
    rf'(?: "(?P<referer>{_QUOTED})" "(?P<agent>{_QUOTED})")?(?P<extra>[ ,].*)?$'
)
APACHE_ERROR = (
    r"^\[[A-Z][a-z]{2} (?P<time>[A-Z][a-z]{2} +\d{1,2} \d\d:\d\d:\d\d(?:\.\d{1,9})? \d{4})\]"
    r" \[(?:(?P<module>[A-Za-z0-9_-]*):)?(?P<severity>[a-z0-9]+)\](?: \[pid (?P<pid>\d+)(?::tid (?P<tid>\d+))?\])?"
    r"(?: \[(?:client|remote) (?P<ip>[^\]]*?)(?::(?P<port>\d{1,5}))?\])? ?(?P<message>.*)$"
)
NGINX_ERROR = (
    r"^(?P<time>\d{4}/\d\d/\d\d \d\d:\d\d:\d\d) \[(?P<severity>[a-z]+)\] (?P<pid>\d+)#(?P<tid>\d+):"
    r" (?:\*(?P<connection>\d+) )?(?P<message>.*)$"
)
_CLIENT = r", client: (?P<ip>[^,]+)"
_TARGET = r"^(?P<method>[A-Za-z_-]{1,32}) (?P<stem>[^?]*?)(?:\?(?P<query>.*?))?(?: (?P<version>HTTP/[0-9.]+))?$"
_KINDS = (ACCESS, APACHE_ERROR, NGINX_ERROR)
_SHOWN = tuple(re.compile(kind) for kind in _KINDS)
_LOGS = ("access", "apache error", "nginx error")


def recognise(head: bytes, name: str) -> Certainty:
    """Judge the first lines: one that has client, time in brackets, quoted request and status is no other log's."""
    lines = [line for line in head.removeprefix(b"\xef\xbb\xbf").splitlines()[:20] if line.strip()]
    texts = [line[:4096].decode("utf-8", "replace") for line in lines]
    fits = sum(any(shown.match(text) for shown in _SHOWN) for text in texts)
    if fits and fits * 2 >= len(texts) - 1:  # the last may be cut off
        return Certainty.SURE
    return Certainty.LIKELY if fits else Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield each block's requests and errors as batches, then its lines that are neither."""
    for part in fitted_lines(stream, source, _KINDS, "neither a request nor an error of a web server"):
        if isinstance(part, Rejected):
            yield part
            continue
        fields = request_fields(part.values) if part.pattern == 0 else _error(part)
        yield EventBatch(source.path, FAMILY, _batch(part, fields, source, wanted))


def request_fields(values: dict[str, pa.Array]) -> dict[str, pa.Array]:
    """Return the fields of requests, of what the groups of `ACCESS` found."""
    target = pc.extract_regex(values["request"], _TARGET)
    method, stem, query, version = (pc.struct_field(target, name) for name in ("method", "stem", "query", "version"))
    return {
        "c-ip": values["ip"],
        "cs-username": without(values["user"], "-", '""'),
        "cs-method": method,
        "cs-uri-stem": stem,
        "cs-uri-query": without(query, ""),
        "cs-version": without(version, ""),
        "sc-status": without(values["status"], "-"),
        "sc-bytes": without(values["bytes"], "-"),
        "cs-referer": without(values["referer"], "-", ""),
        "cs-user-agent": without(values["agent"], "-", ""),
        "cs-host": without(values["vhost"], ""),
        "s-port": without(values["port"], ""),
        "request": without(values["request"], "-"),
        "extra": without(values["extra"], ""),
    }


def _error(part: Fitted) -> dict[str, pa.Array]:
    values = dict(part.values)
    if part.pattern == 2:
        values["ip"] = pc.struct_field(pc.extract_regex(values["message"], _CLIENT), "ip")
    names = {"ip": "c-ip", "port": "c-port"}
    return {names.get(name, name): without(column, "") for name, column in values.items() if name != "time"}


def _batch(part: Fitted, fields: dict[str, pa.Array], source: Source, wanted: Wanted) -> pa.RecordBatch:
    count = len(part.rows)
    host = constant(source.host, count)
    if "cs-host" in fields and source.host is None:
        host = filled(fields["cs-host"], None)
    columns = numbered(part.rows) | {
        "_time": moments(mapped(part.values["time"], written), source.timezone if part.pattern else None),
        "_host": host,
        "_log": constant(_LOGS[part.pattern], count),
    }
    columns |= {name: column for name, column in fields.items() if wanted.wants(name) and column.null_count < count}
    return pa.RecordBatch.from_pydict(columns)


def written(time: str) -> str | None:
    """Return a time of these logs as `moments` reads it; None for what is none.

    >>> written("02/Mar/2021:07:00:00 +0100"), written("Mar  2 07:00:00.5 2021"), written("2021/03/02 07:00:00")
    ('2021-03-02 07:00:00+0100', '2021-03-02 07:00:00.5', '2021-03-02 07:00:00')
    """
    if time[:4].isdigit():
        return time.replace("/", "-")
    if time.count("/") >= 2:
        day, month, rest = time.split("/", 2)
        return f"{rest[:4]}-{MONTHS.get(month.lower(), '')}-{day:0>2} {rest[5:].replace(' ', '')}"
    parts = time.split()
    if len(parts) != 4:
        return None
    month, day, clock, year = parts
    return f"{year}-{MONTHS.get(month.lower(), '')}-{day:0>2} {clock}"


FORMAT = Format("webserver", FAMILY, "requests or errors as Apache and nginx log them", recognise, read)
