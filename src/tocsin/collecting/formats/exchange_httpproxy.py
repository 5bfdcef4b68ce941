"""Exchange HttpProxy logs (`Logging/HttpProxy/<Protocol>/HttpProxy_*.LOG`): a row for each request passed on.

In: a stream. Out: batches with the 74 columns of Exchange 2016/2019 as far as the file has them (older ones have fewer,
in another order), string columns; an empty cell is an empty string. Where the header is lost, rows of 74 values are
taken for these columns, and a note says so. `_log` is `HttpProxy/<Protocol>`, `_host` is
`ServerHostName`. In `UserAgent` Exchange writes a blank for a comma; it stays as it is logged.
Source: facts of the format as in Microsoft's Test-ProxyLogon.ps1 and public samples of 2013 to 2019.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

import pyarrow as pa

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.columns import constant, pc
from tocsin.collecting.format import Certainty, Format, Source
from tocsin.collecting.formats import exchange_csv
from tocsin.collecting.formats.exchange_csv import Columns, Kind, header_row
from tocsin.collecting.headed import Header, carried
from tocsin.collecting.recoded import is_utf8
from tocsin.model.evidence import Rejected

HEADER = (
    "DateTime,RequestId,MajorVersion,MinorVersion,BuildVersion,RevisionVersion,ClientRequestId,Protocol,UrlHost,"
    "UrlStem,ProtocolAction,AuthenticationType,IsAuthenticated,AuthenticatedUser,Organization,AnchorMailbox,"
    "UserAgent,ClientIpAddress,ServerHostName,HttpStatus,BackEndStatus,ErrorCode,Method,ProxyAction,TargetServer,"
    "TargetServerVersion,RoutingType,RoutingHint,BackEndCookie,ServerLocatorHost,ServerLocatorLatency,"
    "RequestBytes,ResponseBytes,TargetOutstandingRequests,AuthModulePerfContext,HttpPipelineLatency,"
    "CalculateTargetBackEndLatency,GlsLatencyBreakup,TotalGlsLatency,AccountForestLatencyBreakup,"
    "TotalAccountForestLatency,ResourceForestLatencyBreakup,TotalResourceForestLatency,ADLatency,"
    "SharedCacheLatencyBreakup,TotalSharedCacheLatency,ActivityContextLifeTime,ModuleToHandlerSwitchingLatency,"
    "ClientReqStreamLatency,BackendReqInitLatency,BackendReqStreamLatency,BackendProcessingLatency,"
    "BackendRespInitLatency,BackendRespStreamLatency,ClientRespStreamLatency,KerberosAuthHeaderLatency,"
    "HandlerCompletionLatency,RequestHandlerLatency,HandlerToModuleSwitchingLatency,ProxyTime,CoreLatency,"
    "RoutingLatency,HttpProxyOverhead,TotalRequestTime,RouteRefresherLatency,UrlQuery,BackEndGenericInfo,"
    "GenericInfo,GenericErrors,EdgeTraceId,DatabaseGuid,UserADObjectGuid,PartitionEndpointLookupLatency,"
    "RoutingStatus"
)
NAMES = tuple(HEADER.split(","))
_FOLDER = re.compile(r"(?:^|/)HttpProxy/(?P<protocol>(?!HttpProxy/)[A-Za-z]+)/", re.IGNORECASE)

_ROW = re.compile(
    rb"\d{4}-\d\d-\d\dT[\d:.]{8,16}Z,[0-9A-Fa-f-]{36},\d+,\d+,\d+,\d+,[^,]*,"
    rb"(?:Autodiscover|E4E|Eas|Ecp|Ews|Mapi|Oab|Owa|OwaCalendar|PowerShell|PushNotifications|Rest|RpcHttp),"
)
"""How a row begins; the header may be lost."""


def recognise(head: bytes, name: str) -> Certainty:
    """Judge by the log's type in the header, or by the names of its columns."""
    lower = head.lower()
    if b"#log-type: httpproxy" in lower:
        return Certainty.SURE
    named = b"datetime,requestid," in lower and b",anchormailbox," in lower
    return Certainty.LIKELY if named or any(map(_ROW.match, head.splitlines()[:20])) else Certainty.NO


def _log(values: Columns, header: Header, source: Source, count: int) -> pa.Array:
    folder = _FOLDER.search(source.path)
    if folder:
        return constant(f"HttpProxy/{folder['protocol']}", count)
    protocol = values.get("Protocol")
    if protocol is None:
        return constant("HttpProxy", count)
    return pc.if_else(pc.equal(protocol, ""), "HttpProxy", pc.binary_join_element_wise("HttpProxy", protocol, "/"))


KIND = Kind(
    family="exchange-httpproxy",
    canonical={name.lower(): name for name in NAMES},
    first=frozenset({"datetime"}),
    time="DateTime",
    host="ServerHostName",
    needed=frozenset({"Protocol"}),
    log=_log,
    usual=NAMES,
    row=_ROW,
)


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield each block's requests as one batch, then its lines that do not fit the header."""
    return exchange_csv.read(KIND, stream, source, wanted)


FORMAT = Format(
    "exchange-httpproxy",
    KIND.family,
    "the header of an Exchange HttpProxy log",
    recognise,
    read,
    divisible=is_utf8,
    carry=carried(",", header_row(KIND.first)),
)
