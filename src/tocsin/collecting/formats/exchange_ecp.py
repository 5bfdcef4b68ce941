"""Exchange ECP logs (`Logging/ECP/Server/ECPServer*.LOG` and `…/Activity/`): what the control panel was asked to do.

In: a stream. Out: batches with `TimeStamp`, `ServerName`, `EventId`, `EventData`, and what stands in EventData as
`S:CMD=…;S:URL=…` under those names too (`S:CMD`, `S:URL`, …). A value may stand in apostrophes, those inside doubled.
`_log` is `ECP/Server` or `ECP/Activity`, `_host` is `ServerName`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest
from typing import BinaryIO

import pyarrow as pa

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.columns import constant, strings
from tocsin.collecting.format import Certainty, Format, Source
from tocsin.collecting.formats import exchange_csv
from tocsin.collecting.formats.exchange_csv import Columns, Kind, header_row
from tocsin.collecting.headed import Header, carried
from tocsin.collecting.recoded import is_utf8
from tocsin.model.evidence import Rejected

MOST_KEYS = 64
_NAMES = ("TimeStamp", "ServerName", "EventId", "EventData")
_KEY = re.compile(r"(?:^|;)'?(?P<key>[A-Z]{1,3}:[A-Za-z][A-Za-z0-9_.]{0,40})=")

_ROW = re.compile(rb"\d{4}-\d\d-\d\dT[\d:.]{8,16}Z,[A-Za-z0-9._-]{1,255},(?:ECP\.[A-Za-z]+|Request),\"?'?[A-Z]{1,3}:")


def recognise(head: bytes, name: str) -> Certainty:
    """Judge by the log's type in the header, or by the names of its columns."""
    lower = head.lower()
    if b"#log-type: ecp " in lower:
        return Certainty.SURE
    named = b"timestamp,servername,eventid,eventdata" in lower
    return Certainty.LIKELY if named or any(map(_ROW.match, head.splitlines()[:20])) else Certainty.NO


def pairs(data: str) -> dict[str, str]:
    """Return what stands in EventData, by key; the first of a key that stands twice.

    >>> pairs("S:TIME=12;S:CMD=Set-OabVirtualDirectory.ExternalUrl='http://x;y'.Identity='a';;S:URL=/ecp/?a=b")
    {'S:TIME': '12', 'S:CMD': "Set-OabVirtualDirectory.ExternalUrl='http://x;y'.Identity='a'", 'S:URL': '/ecp/?a=b'}
    """
    found = list(_KEY.finditer(data))
    values: dict[str, str] = {}
    for one, following in zip_longest(found, found[1:]):
        value = data[one.end() : following.start() if following else len(data)].rstrip(";")
        if data[one.start() : one.end()].lstrip(";").startswith("'"):  # the whole pair stands in apostrophes
            value = value.removesuffix("'").replace("''", "'")
        values.setdefault(one["key"], value)
    return values


def _more(values: Columns, wanted: Wanted) -> Columns:
    if "EventData" not in values:
        return {}
    split = [pairs(data) for data in values["EventData"].to_pylist()]
    keys: dict[str, None] = {}
    for one in split:
        keys.update(dict.fromkeys(one))
    chosen = [key for key in list(keys)[:MOST_KEYS] if wanted.wants(key)]
    return {key: strings([one.get(key) for one in split]) for key in chosen}


def _log(values: Columns, header: Header, source: Source, count: int) -> pa.Array:
    said = f"{header.said('log-type') or ''} {source.path}".lower()
    return constant("ECP/Activity" if "activity" in said else "ECP/Server", count)


KIND = Kind(
    family="exchange-ecp-server",
    canonical={name.lower(): name for name in _NAMES},
    first=frozenset({"timestamp"}),
    time="TimeStamp",
    host="ServerName",
    needed=frozenset({"EventData"}),
    log=_log,
    rest="EventData",
    more=_more,
    usual=_NAMES,
    row=_ROW,
)


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield each block's requests as one batch, then its lines that do not fit the header."""
    return exchange_csv.read(KIND, stream, source, wanted)


FORMAT = Format(
    "exchange-ecp",
    KIND.family,
    "the header of an Exchange ECP log",
    recognise,
    read,
    divisible=is_utf8,
    carry=carried(",", header_row(KIND.first)),
)
