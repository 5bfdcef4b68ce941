"""Access logs as JSON, an object a request: nginx, Apache and HAProxy as people configure them, Caddy, Traefik, Envoy.

In: a stream. Out: requests like those of `webserver`, under the W3C names; every value stays under its own name too.
There is no one format: an object is a request when it has a client, a status, and a path or a request line under any of
the names in `NAMES`. Times: the first of `TIMES`; without a zone local (`--timezone`, else UTC).
Sources: nginx.org ngx_http_log_module (variables), httpd.apache.org mod_log_config, caddyserver.com and doc.traefik.io
"Access logs", envoyproxy.io "Access logging".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import Certainty, Format, Source
from tocsin.collecting.formats.json_objects import Found, by_line, first_object
from tocsin.collecting.formats.json_rows import flat, read_rows
from tocsin.collecting.formats.webserver import FAMILY, written
from tocsin.collecting.rows import Fields, Row
from tocsin.model.evidence import Rejected

NAMES: dict[str, tuple[str, ...]] = {
    "c-ip": (
        *("remote_addr", "remoteip", "remote_ip", "request.remote_ip", "request.client_ip", "clienthost", "clientip"),
        *("client_ip", "remotehost", "host.remote", "downstream_remote_address", "client", "ip", "request.remote_addr"),
        *("downstream_remote_address_without_port", "nginx.remote_addr", "clientaddr"),
    ),
    "request": ("request", "request_line", "requestline", "http_request", "nginx.request"),
    "cs-method": ("request_method", "method", "request.method", "requestmethod", "http_method", "verb"),
    "cs-uri": (
        "request_uri",
        "uri",
        "request.uri",
        "requestpath",
        "path",
        "url",
        "requesturi",
        "http.url",
        "request_path",
    ),
    "cs-uri-query": ("args", "query_string", "query", "querystring"),
    "sc-status": ("status", "status_code", "downstreamstatus", "response_code", "responsecode", "http_status", "code"),
    "sc-bytes": ("body_bytes_sent", "bytes_sent", "size", "downstreamcontentsize", "bytes", "bytesout", "responsesize"),
    "cs-user-agent": (
        *("http_user_agent", "user_agent", "useragent", "agent", "request.headers.user-agent", "user-agent"),
        "request_user-agent",
    ),
    "cs-referer": (
        "http_referer",
        "referer",
        "referrer",
        "http_referrer",
        "request.headers.referer",
        "request_referer",
    ),
    "cs-host": ("http_host", "host", "request.host", "requesthost", "server_name", "vhost", "authority", "virtualhost"),
    "cs-username": ("remote_user", "user", "user_id", "clientusername", "auth"),
    "cs-version": ("server_protocol", "protocol", "request.proto", "requestprotocol", "proto"),
    "x-forwarded-for": ("http_x_forwarded_for", "x_forwarded_for", "xff", "request.headers.x-forwarded-for"),
}
"""W3C name -> names under which it is found, in lower case, the best first."""

TIMES = (
    "time_iso8601",
    "@timestamp",
    "timestamp",
    "time",
    "time_local",
    "ts",
    "starttime",
    "start_time",
    "msec",
    "date",
)
_LINE = re.compile(r"([A-Za-z_-]{1,32}) ([^ ?]*)(?:\?([^ ]*))?(?: (HTTP/[0-9.]+))?")


def recognise(head: bytes, name: str) -> Certainty:
    """Judge by the first object: it has a client, a status and a path or request line."""
    first = first_object(head)
    return Certainty.SURE if first is not None and is_request(first) else Certainty.NO


def is_request(value: dict[str, Any]) -> bool:
    """Say whether an object is a request."""
    return len(value) < 200 and _named(flat(value)) is not None


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield requests in batches; objects that are none come out as plain JSON."""
    return read_rows(stream, source, wanted, FAMILY, take)


def take(found: Found) -> Row | None:
    """Return an object as a row; None: it is no request."""
    fields = flat(found.value)
    said = _named(fields)
    if said is None:
        return None
    _split(said)
    lowered = {name.lower(): value for name, value in fields.items()}
    time = next((time_of(lowered[name]) for name in TIMES if name in lowered), None)
    host = said.get("cs-host")
    return Row(found.line, found.offset, time, host if isinstance(host, str) else None, "access", fields | said)


def _named(fields: Fields) -> Fields | None:
    """Return a request's fields under W3C names; None: it is no request."""
    lowered = {name.lower(): value for name, value in fields.items()}
    said: Fields = {}
    for name, others in NAMES.items():
        value = next((lowered[other] for other in others if lowered.get(other) not in (None, "", "-", [])), None)
        if value is not None:
            said[name] = value[0] if isinstance(value, list) else value
    status, line = said.get("sc-status"), said.get("request")
    if not isinstance(status, str) or not (status.isdigit() and len(status) == 3) or "c-ip" not in said:
        return None
    whole = isinstance(line, str) and _LINE.fullmatch(line) is not None
    return said if whole or ("cs-uri" in said and "cs-method" in said) else None


def _split(said: Fields) -> None:
    """Take the request line, or the path with its query, apart."""
    line, uri = said.get("request"), said.pop("cs-uri", None)
    found = _LINE.fullmatch(line) if isinstance(line, str) else None
    if found is not None:
        method, stem, query, version = found.groups()
        said |= {"cs-method": method, "cs-uri-stem": stem}
        said |= {"cs-uri-query": query} if query else {}
        said |= {"cs-version": version} if version else {}
    elif isinstance(uri, str):
        stem, mark, query = uri.partition("?")
        said["cs-uri-stem"] = stem
        if mark and query:
            said["cs-uri-query"] = query
    client = said.get("c-ip")
    if isinstance(client, str) and client.count(":") == 1:
        said["c-ip"], _, port = client.partition(":")
        said["c-port"] = port


def time_of(said: str | list[str] | None) -> int | str | None:
    """Return a time: microseconds of seconds since 1970, or as `moments` reads it.

    >>> time_of("1614668400.5"), time_of("02/Mar/2021:07:00:00 +0000"), time_of("2021-03-02T07:00:00Z")
    (1614668400500000, '2021-03-02 07:00:00+0000', '2021-03-02T07:00:00Z')
    """
    if not isinstance(said, str):
        return None
    if re.fullmatch(r"\d{9,11}(?:\.\d{1,9})?", said):
        return round(float(said) * 1_000_000)
    if re.fullmatch(r"\d{13}|\d{16}", said):
        return int(said) * (1000 if len(said) == 13 else 1)
    bracketed = said.strip("[]")
    if re.match(r"\d{1,2}/[A-Z][a-z]{2}/\d{4}:", bracketed):
        return written(bracketed)
    return said


FORMAT = Format(
    "webserver-json", FAMILY, "requests of a web server as JSON objects", recognise, read, divisible=by_line
)
