"""Layouts of collection tools: whose host a collection is, and which path a file had there.

Known: Velociraptor (offline collector and server export), KAPE, CyLR, UAC, plain copies of a host's folders.
Velociraptor writes paths percent-encoded (`uploads/auto/C%3A/Windows/…`, `uploads/ntfs/%5C%5C.%5CC%3A/…`) and says the
host in `client_info.json` or `collection_context.json`. Sources: docs.velociraptor.app (offline collections,
`import_collection`), the tools' own output.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

import orjson

CONTEXT_NAMES = frozenset({"client_info.json", "collection_context.json", "hostinfo.json"})
"""Files beside a collection that say whose it is."""

BESIDE_NAMES = frozenset({"uploads.json", "uploads.csv", "requests.json", "log.json", "logs.json", "metadata.json"})
"""What Velociraptor writes beside it of its own work: no logs of the host."""

CONTEXT_BYTES = 1 << 20
_HOST_KEYS = ("hostname", "fqdn", "computername", "computer_name")
_ENCODED = re.compile(r"%(3A|5C|2F|25)", re.IGNORECASE)
_DEVICE = re.compile(r"^[/\\]*[.?][/\\]+")
_AREAS = re.compile(r"^.*?/uploads/(?:auto|file|ntfs|lazy_ntfs|raw_reg|data)/", re.IGNORECASE)


def host_in(context: bytes) -> str | None:
    """Return the host that a collection's context file names: by its short name, else by the full one.

    >>> host_in(b'{"client_id": "C.1", "os_info": {"hostname": "WEB1", "fqdn": "web1.corp.example"}}')
    'WEB1'
    """
    for line in (context, *context.splitlines()):
        try:
            found: Any = orjson.loads(line)
        except orjson.JSONDecodeError:
            continue
        named = _named(found, 0)
        if named is not None:
            return named
    return None


def _named(value: Any, depth: int) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if not isinstance(value, Mapping) or depth > 3:
        return None
    lowered = {str(key).lower(): one for key, one in value.items()}
    for key in _HOST_KEYS:
        name = lowered.get(key)
        if isinstance(name, str) and re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,252}", name):
            return name
    return next((name for one in value.values() if (name := _named(one, depth + 1)) is not None), None)


def original_path(path: str) -> str:
    r"""Return the path a file had on its host, as far as the layout tells; any other path stays as it is.

    >>> original_path("c.zip/uploads/auto/C%3A/Windows/Microsoft-Windows-Sysmon%254Operational.evtx")
    'C:/Windows/Microsoft-Windows-Sysmon%4Operational.evtx'
    >>> original_path("c.zip/uploads/ntfs/%5C%5C.%5CC%3A/inetpub/x.log"), original_path("W3SVC1/x.log")
    ('C:/inetpub/x.log', 'W3SVC1/x.log')
    """
    if not _ENCODED.search(path):
        return path
    inside = _AREAS.sub("", path)
    return _DEVICE.sub("", unquote(inside).replace("\\", "/"))
