"""Cloudflare's HTTP requests, as Logpush and Logpull write them: JSON, one request a line.

Out: one event a request under Cloudflare's names (`ClientIP`, `ClientRequestURI`, `EdgeResponseStatus`). `_log` is
`http`, `_host` the host that was asked for. Times are RFC 3339, or seconds or nanoseconds since 1970. Source:
developers.cloudflare.com, Logs, HTTP requests dataset.
"""

from __future__ import annotations

from tocsin.collecting.formats.json_tables import Event, Table, json_format

FAMILY = "cloudflare"
HTTP = Table(FAMILY, "http", ("EdgeStartTimestamp", "EdgeEndTimestamp", "Datetime"), ("ClientRequestHost", "ZoneName"))


def sort(value: Event) -> tuple[Table, Event] | None:
    """Return a request; None: it is none of Cloudflare's."""
    if "ClientIP" in value and "RayID" in value and ("ClientRequestURI" in value or "ClientRequestHost" in value):
        return HTTP, value
    return None


FORMAT = json_format("cloudflare", FAMILY, "requests as Cloudflare logs them", sort)
