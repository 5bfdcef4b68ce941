"""Addresses of web resources taken apart by columns, under the names that rules for proxies use.

In: a column of URLs as proxies log them: whole ones, `host:port` of a CONNECT, or paths. Out: a column for each part.
"""

from __future__ import annotations

import pyarrow as pa

from tocsin.collecting.columns import pc
from tocsin.collecting.patterned import without

_URL = (
    r"(?s)^(?:(?P<scheme>[A-Za-z][A-Za-z0-9+.-]{0,20}):/{2,3})?(?:[^/@?#]*@)?(?P<host>\[[^\]]*\]|[^/:?#]*)"
    r"(?::(?P<port>\d{1,5}))?(?P<stem>/[^?#]*)?(?:\?(?P<query>[^#]*))?(?:#.*)?$"
)
_EXTENSION = r"\.(?P<extension>[A-Za-z0-9]{1,10})$"
_PARTS = {
    "scheme": "cs-uri-scheme",
    "host": "cs-host",
    "port": "cs-uri-port",
    "stem": "cs-uri-stem",
    "query": "cs-uri-query",
}


def parts_of(urls: pa.Array) -> dict[str, pa.Array]:
    """Return the parts of URLs, null where one has none.

    >>> found = parts_of(pa.array(["http://www.example.org:8080/a/b.exe?c=d", "www.example.org:443", "/x"]))
    >>> [found[name].to_pylist() for name in ("cs-host", "cs-uri-stem", "c-uri-extension")]
    [['www.example.org', 'www.example.org', None], ['/a/b.exe', None, '/x'], ['exe', None, None]]
    """
    distinct = urls.dictionary_encode()
    found = pc.extract_regex(distinct.dictionary, _URL)
    parts = {field: without(pc.struct_field(found, name), "") for name, field in _PARTS.items()}
    ends = pc.extract_regex(parts["cs-uri-stem"], _EXTENSION)
    parts["c-uri-extension"] = pc.utf8_lower(pc.struct_field(ends, "extension"))
    return {name: column.take(distinct.indices) for name, column in parts.items()}


def joined(parts: dict[str, pa.Array]) -> pa.Array | None:
    """Return URLs made of the parts that a log has: scheme, host, port, path and query; None without a host.

    >>> joined({"cs-host": pa.array(["h", None]), "cs-uri-stem": pa.array(["/a", "/b"])}).to_pylist()
    ['h/a', None]
    """
    host = parts.get("cs-host")
    if host is None:
        return None
    nothing = pa.nulls(len(host), pa.string())
    scheme, port = parts.get("cs-uri-scheme", nothing), parts.get("cs-uri-port", nothing)
    stem, query = parts.get("cs-uri-stem", nothing), parts.get("cs-uri-query", nothing)
    usual = pc.is_in(port, value_set=pa.array(["80", "443", "0", ""]))
    pieces = (
        pc.binary_join_element_wise(scheme, "", "://"),
        host,
        pc.if_else(usual, "", pc.binary_join_element_wise("", port, ":")),
        stem,
        pc.if_else(pc.starts_with(query, "?"), query, pc.binary_join_element_wise("", query, "?")),
    )
    filled = [piece if piece is host else pc.fill_null(piece, "") for piece in pieces]
    return pc.binary_join_element_wise(*filled, "")
