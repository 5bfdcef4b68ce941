"""Requests to load balancers and services of Google Cloud: entries of Cloud Logging with an `httpRequest`.

Out: one event a request under the names of LogEntry (`httpRequest.requestUrl`, `httpRequest.remoteIp`), with the
parts of the address beside them: `httpRequest.host`, `httpRequest.path`, `httpRequest.query`. `_log` is the end of
`logName` (`requests`), `_host` the host that was asked for. Source: cloud.google.com, LogEntry, HttpRequest; External
Application Load Balancer logging.
"""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import unquote

from tocsin.collecting.formats.json_tables import Event, Table, json_format

FAMILY = "gcp-http"
LISTS = ("entries",)


@lru_cache(maxsize=64)
def _table(log: str) -> Table:
    return Table(FAMILY, log, ("timestamp", "receiveTimestamp"), ("httpRequest.host", "resource.labels.project_id"))


def sort(value: Event) -> tuple[Table, Event] | None:
    """Return a request; None: it is no entry of one."""
    request = value.get("httpRequest")
    if not isinstance(request, dict) or "requestUrl" not in request or "logName" not in value:
        return None
    url = request["requestUrl"]
    if isinstance(url, str):
        rest = url.partition("://")[2] or url
        host, slash, path = rest.partition("/")
        path, _, query = path.partition("?")
        parts = {"host": host.partition(":")[0], "path": slash + path, "query": query or None}
        request = {**{name: said for name, said in parts.items() if said}, **request}
    log = unquote(str(value["logName"])).rpartition("/")[2]
    return _table(log if log and len(log) < 64 else "requests"), {**value, "httpRequest": request}


FORMAT = json_format("gcp-http", FAMILY, "requests as Google Cloud logs them", sort, LISTS)
