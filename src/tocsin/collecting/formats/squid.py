"""Squid's access log, native (also of Cisco's web security appliances, with more behind) or combined.

In: a stream. Out: requests under the names that rules for proxies use: `c-ip`, `cs-username`, `cs-method`, `c-uri` (the
URL), `cs-host`, `cs-uri-stem`, `cs-uri-query`, `c-uri-extension`, `sc-status`, `s-action`, `sc-bytes`, `time-taken`,
`s-hierarchy`, `dst_ip`, `rs-content-type`, `c-useragent` where a quoted one follows, and `extra`. `-` is "no value".
Times are seconds since 1970. A line may stand behind a syslog header.
Sources: wiki.squid-cache.org (Features/LogFormat), squid.conf `logformat`; Cisco Secure Web Appliance user guide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

import pyarrow as pa

from tocsin.collecting.addresses import parts_of
from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.columns import constant, pc
from tocsin.collecting.format import Certainty, Format, Source
from tocsin.collecting.formats.webserver import written
from tocsin.collecting.formats.zeek import epochs
from tocsin.collecting.patterned import Fitted, fitted_lines, mapped, numbered, without
from tocsin.collecting.times import moments
from tocsin.model.evidence import Rejected

FAMILY = "proxy"
REQUEST = (
    r"^(?:.{0,200}?[\])]: )?(?P<time>\d{9,11}\.\d{3}) +(?P<taken>-?\d+) (?P<ip>\S+)"
    r" (?P<action>[A-Z_0-9]+)/(?P<status>\d{3}) (?P<bytes>\d+) (?P<method>\S+) (?P<url>\S+)"
    r" (?P<user>\"[^\"]*\"|\S+) (?P<hierarchy>[A-Z_0-9]+)/(?P<peer>\S+)"
    r" (?P<mime>\S+)(?P<extra> .*)?$"
)
COMBINED = (
    r"^(?P<ip>\S+) \S+ (?P<user>\S+) \[(?P<time>\d{1,2}/[A-Z][a-z]{2}/\d{4}:[\d:]{8} [+-]\d{4})\]"
    r' "(?P<method>\S+) (?P<url>[^"\s]*)(?: [^"]*)?" (?P<status>\d{3}) (?P<bytes>\d+|-)'
    r'(?: "(?P<referer>[^"]*)" "(?P<agent>[^"]*)")? (?P<action>[A-Z_0-9]+):(?P<hierarchy>[A-Z_0-9]+)(?P<extra> .*)?$'
)
_KINDS = (REQUEST, COMBINED)
_SHOWN = [re.compile(kind) for kind in _KINDS]
_AGENT = r"\"(?P<agent>[A-Za-z][A-Za-z0-9_.+-]*/[vV]?\d[^\"]*)\""
_ADDRESS = r"^(?P<ip>[0-9.]+|[0-9a-fA-F:]*:[0-9a-fA-F:.]*)$"


def recognise(head: bytes, name: str) -> Certainty:
    """Judge the first lines: most are requests."""
    texts = [line[:4096].decode("utf-8", "replace") for line in head.splitlines()[:20] if line.strip()]
    fits = sum(any(shown.match(text) for shown in _SHOWN) for text in texts)
    return Certainty.SURE if fits and fits * 2 >= len(texts) - 1 else Certainty.LIKELY if fits else Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield each block's requests as one batch, then its lines that are none."""
    for part in fitted_lines(stream, source, _KINDS, "not a request as Squid logs it"):
        yield part if isinstance(part, Rejected) else EventBatch(source.path, FAMILY, _batch(part, source, wanted))


def _batch(part: Fitted, source: Source, wanted: Wanted) -> pa.RecordBatch:
    values, count = part.values, len(part.rows)
    fields = {
        "c-ip": values["ip"],
        "cs-username": without(pc.utf8_trim(values["user"], '"'), "-", ""),
        "cs-method": values["method"],
        "c-uri": values["url"],
        "sc-status": without(values["status"], "000"),
        "s-action": values["action"],
        "sc-bytes": without(values["bytes"], "-"),
        "s-hierarchy": values["hierarchy"],
        "extra": without(values["extra"], ""),
    } | parts_of(values["url"])
    fields |= _native(values) if part.pattern == 0 else _combined(values)
    columns = numbered(part.rows) | {
        "_time": epochs(values["time"]) if part.pattern == 0 else moments(mapped(values["time"], written)),
        "_host": constant(source.host, count),
        "_log": constant("squid", count),
    }
    columns |= {name: column for name, column in fields.items() if wanted.wants(name) and column.null_count < count}
    return pa.RecordBatch.from_pydict(columns)


def _native(values: dict[str, pa.Array]) -> dict[str, pa.Array]:
    return {
        "time-taken": values["taken"],
        "dst_ip": pc.struct_field(pc.extract_regex(values["peer"], _ADDRESS), "ip"),
        "rs-content-type": without(values["mime"], "-"),
        "c-useragent": pc.struct_field(pc.extract_regex(values["extra"], _AGENT), "agent"),
    }


def _combined(values: dict[str, pa.Array]) -> dict[str, pa.Array]:
    return {"cs-referer": without(values["referer"], "-", ""), "c-useragent": without(values["agent"], "-")}


FORMAT = Format("squid", FAMILY, "requests as Squid logs them", recognise, read)
