"""Requests as the load balancers and buckets of AWS log them: ALB, classic ELB, S3 server access.

In: a stream of lines. Out: one event a request with the names of the W3C format, as rules for web servers have them
(`c-ip`, `cs-method`, `cs-uri-stem`, `cs-uri-query`, `cs-host`, `cs-user-agent`, `cs-referer`, `sc-status`,
`sc-bytes`, `cs-bytes`), and the log's own (`target_status`, `bucket`, `operation`, `key`, `error`). `-` is "no
value". `_log` is `alb`, `elb` or `s3`, `_host` the balancer's or bucket's name. Source: docs.aws.amazon.com, Access
logs for your Application Load Balancer; Classic Load Balancer; Amazon S3 server access log format.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.columns import pc
from tocsin.collecting.format import Certainty, Format, Source
from tocsin.collecting.formats.line_kinds import Columns, Kind, read_kinds, share, shown
from tocsin.collecting.formats.webserver import written
from tocsin.collecting.patterned import without
from tocsin.model.evidence import Rejected

FAMILY = "aws-access"
_QUOTED = r'"(?P<%s>(?:[^"\\]|\\.)*)"'
_TIME = r"(?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z)"
_TAIL = (
    r" (?P<status>\d{3}|-) (?P<target_status>\S+) (?P<received>\d+|-) (?P<sent>\d+|-) "
    + _QUOTED % "request"
    + " "
    + _QUOTED % "agent"
    + r" (?P<ssl_cipher>\S+) (?P<ssl_protocol>\S+)"
)
_PEERS = r" (?P<host>\S+) (?P<ip>[^\s]+):(?P<port>\d+) (?P<target>\S+) (?P<times>\S+ \S+ \S+)"
ALB = (
    rf"^(?P<type>https?|h2|grpcs|wss?) {_TIME}{_PEERS}{_TAIL}"
    r' (?P<target_group_arn>\S+) "(?P<trace_id>[^"]*)" "(?P<domain>[^"]*)" "(?P<chosen_cert_arn>[^"]*)"'
    r' (?P<rule_priority>\S+) (?P<created>\S+) "(?P<actions>[^"]*)" "(?P<redirect_url>[^"]*)"'
    r' "(?P<error>[^"]*)"(?P<extra>.*)$'
)
ELB = rf"^{_TIME}{_PEERS}{_TAIL}(?P<extra>.*)$"
S3 = (
    r"^(?P<owner>[0-9a-f]{64}|-) (?P<host>\S+) \[(?P<time>[^\]]+)\] (?P<ip>\S+) (?P<requester>\S+) (?P<request_id>\S+)"
    r" (?P<operation>\S+) (?P<key>\S+) "
    rf"(?:{_QUOTED % 'request'}|-) (?P<status>\d{{3}}|-) (?P<error>\S+) (?P<sent>\d+|-) (?P<object_size>\d+|-)"
    r" (?P<total_time>\d+|-) (?P<turn_around>\d+|-) "
    rf"(?:{_QUOTED % 'referer'}|-) (?:{_QUOTED % 'agent'}|-)(?: (?P<version_id>\S+))?(?P<extra>.*)$"
)
_NAMES = {
    "ip": "c-ip",
    "port": "c-port",
    "status": "sc-status",
    "sent": "sc-bytes",
    "received": "cs-bytes",
    "agent": "cs-user-agent",
    "referer": "cs-referer",
    "domain": "cs-host",
    "requester": "cs-username",
}
_TARGET = (
    r"^(?P<method>[A-Za-z_-]{1,32}) (?:[a-z]+://(?P<site>[^/?]*))?(?P<stem>[^?]*?)(?:\?(?P<query>.*?))?"
    r"(?: (?P<version>HTTP/[0-9.]+))?$"
)


def _requests(values: Columns) -> Columns:
    """Take the request apart."""
    found = pc.extract_regex(values["request"], _TARGET)
    parts = {name: without(pc.struct_field(found, name), "") for name in ("method", "stem", "query", "version", "site")}
    columns = {f"cs-{name}": parts[name] for name in ("method", "version")}
    columns |= {"cs-uri-stem": parts["stem"], "cs-uri-query": parts["query"]}
    site = pc.replace_substring_regex(parts["site"], r":\d+$", "")
    known = values.get("cs-host")
    columns["cs-host"] = site if known is None else pc.coalesce(known, site)
    return columns


_EMPTY = ("", "-")
_KINDS = (
    Kind(ALB, FAMILY, "alb", _NAMES, _EMPTY, more=_requests),
    Kind(ELB, FAMILY, "elb", _NAMES, _EMPTY, more=_requests),
    Kind(S3, FAMILY, "s3", _NAMES, _EMPTY, written=written, more=_requests),
)
_SHOWN = tuple(re.compile(kind.pattern) for kind in _KINDS)


def recognise(head: bytes, name: str) -> Certainty:
    """Judge the first lines: a request with the fields of one of these logs is no other's."""
    return Certainty.SURE if share(shown(head, syslog=False), *_SHOWN) >= 0.5 else Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield the requests of each kind as batches, then lines that are none."""
    return read_kinds(stream, source, wanted, _KINDS, "no request to a balancer or bucket")


FORMAT = Format("aws-access", FAMILY, "requests as AWS logs them", recognise, read)
