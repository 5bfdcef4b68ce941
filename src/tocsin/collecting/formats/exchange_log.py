"""Every other log of Exchange: whatever says `#Software: Microsoft Exchange Server` and its own `#Log-type:`.

Message tracking, SMTP receive and send, connectivity, Rps_Cmdlet and Rps_Http, MAPI, EWS, OWA, Autodiscover,
ActiveSync, IMAP, HTTP request filtering: all are comma-separated values under `#Fields:` or a plain row of names.
In: a stream. Out: batches of string columns under the log's own names; `_log` is the log's type ("Message Tracking",
"SMTP Receive Protocol", "Rps Cmdlet"), `_host` the column that names the server. Times are UTC. Where the log has
`Cmdlet` and `Parameters`, `Command` is both in one, as the MSExchange Management event log writes them.
Sources: Microsoft Learn, "Message tracking", "Protocol logging", "AMSI integration with Exchange Server"; headers of
Exchange 2010 to 2019 as published in issues and forensic notes (artefacts.help, DebugPrivilege/InsightEngineering).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

import pyarrow as pa

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.columns import constant, pc
from tocsin.collecting.format import Certainty, Format, Source
from tocsin.collecting.formats import exchange_httpproxy
from tocsin.collecting.formats.exchange_csv import Columns, Kind, header_row, read_run
from tocsin.collecting.headed import Header, under_headers
from tocsin.model.evidence import Rejected

FAMILY = "exchange"
TIMES = ("datetime", "date-time", "timestamp", "time", "starttime", "date-time-utc")
_HOSTS = ("serverhostname", "servername", "server-name", "machinename")  # not server-hostname: where a message went
_REST = frozenset({"context", "description", "data", "eventdata"})
_FIRST = frozenset(TIMES)
_TYPE = re.compile(rb"#log-type:\s*([^\r\n]*)", re.IGNORECASE)
_OTHERS = (b"httpproxy", b"ecp ", b"oabgenerator", b"oab generator")
_ROWS = (
    re.compile(rb"^\"?datetime,(?:starttime,)?requestid,", re.IGNORECASE),
    re.compile(rb"^date-time,(?:session-id|client-ip|connector-id|session|tenant-id),", re.IGNORECASE),
)


def recognise(head: bytes, name: str) -> Certainty:
    """Judge by the product in the header; logs that have a reader of their own are only likely ones."""
    start = head.removeprefix(b"\xef\xbb\xbf")
    kind = _TYPE.search(start)
    if b"#software: microsoft exchange" in start.lower():
        own = kind is not None and kind[1].strip().lower().startswith(_OTHERS)
        return Certainty.LIKELY if own else Certainty.SURE
    return Certainty.LIKELY if any(row.match(start) for row in _ROWS) else Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield each block's rows as one batch, then its lines that do not fit the header."""
    for run in under_headers(stream, source, ",", header_row(_FIRST)):
        if isinstance(run, Rejected):
            yield run
        else:
            yield from read_run(kind_of(run.header.names), run, source, wanted)


def kind_of(names: tuple[str, ...]) -> Kind:
    """Return what a header says of a log: which columns are its time and its host."""
    usual = {name.lower(): exchange_httpproxy.KIND.canonical.get(name.lower(), name) for name in names}
    rest = names[-1] if names[-1].lower() in _REST else None
    return Kind(
        family=FAMILY,
        canonical=exchange_httpproxy.KIND.canonical,
        first=_FIRST,
        time=next((usual[name] for name in TIMES if name in usual), ""),
        host=next((usual[name] for name in _HOSTS if name in usual), None),
        needed=frozenset({"Cmdlet", "Parameters"}),
        host_begins="connector-id" if "local-endpoint" in names else None,
        log=_log,
        rest=rest,
        more=_more,
    )


def log_name(said: str | None, path: str) -> str:
    """Return the name of a log: its type without the word, else the file's name without its date.

    >>> log_name("Rps Cmdlet Logs", ""), log_name("SMTP Receive Protocol Log", "")
    ('Rps Cmdlet', 'SMTP Receive Protocol')
    >>> log_name(None, "Logging/Ews/Ews_2021030207-1.LOG")
    'Ews'
    """
    plain = re.sub(r"[\s_-]*\blogs?$", "", (said or "").strip(), flags=re.IGNORECASE)
    if plain:
        return plain
    stem = path.replace("\\", "/").rpartition("/")[2].rpartition(".")[0]
    return re.sub(r"[_-]?\d{6,}.*$", "", stem) or "Exchange"


def _log(values: Columns, header: Header, source: Source, count: int) -> pa.Array:
    return constant(log_name(header.said("log-type"), source.path), count)


def _more(values: Columns, wanted: Wanted) -> Columns:
    if not {"Cmdlet", "Parameters"} <= set(values) or not wanted.wants("Command"):
        return {}
    return {
        "Command": pc.utf8_rtrim_whitespace(pc.binary_join_element_wise(values["Cmdlet"], values["Parameters"], " "))
    }


FORMAT = Format("exchange-log", FAMILY, "the header of an Exchange log", recognise, read)
