"""Zeek's logs as JSON, one object a line (`LogAscii::use_json`, json-streaming-logs, Corelight).

In: a stream. Out: batches like those of `zeek`, all values text. `_log` is `_path` where it is written, else told from
the file's name (`conn.log`), else from the fields that only one log has. `_host` is Corelight's `_system_name`.
Times are seconds since 1970 or ISO.
Source: docs.zeek.org ("Zeek Log Formats and Inspection", JSON; script reference of the logs).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, BinaryIO

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import Certainty, Format, Source
from tocsin.collecting.formats.json_objects import Found, by_line, first_object
from tocsin.collecting.formats.json_rows import flat, read_rows
from tocsin.collecting.formats.zeek import FAMILY, log_of
from tocsin.collecting.rows import Row
from tocsin.model.evidence import Rejected

TOLD_BY = (
    ("conn", {"conn_state"}),
    ("dns", {"qtype_name", "rcode_name", "trans_id"}),
    ("http", {"status_code", "user_agent", "resp_mime_types", "trans_depth"}),
    ("x509", {"certificate.serial"}),
    ("ssl", {"cipher", "server_name", "ssl_history"}),
    ("files", {"seen_bytes", "analyzers"}),
    ("smb_files", {"times.modified"}),
    ("smb_mapping", {"share_type"}),
    ("dce_rpc", {"named_pipe", "endpoint", "operation"}),
    ("kerberos", {"request_type"}),
    ("ntlm", {"server_nb_computer_name", "ntlm_success"}),
    ("rdp", {"security_protocol", "keyboard_layout"}),
    ("ssh", {"auth_attempts", "hassh", "kex_alg"}),
    ("smtp", {"mailfrom", "rcptto", "helo"}),
    ("ftp", {"command", "reply_code"}),
    ("dhcp", {"msg_types", "assigned_addr"}),
    ("notice", {"note"}),
    ("weird", {"peer", "notice"}),
    ("software", {"software_type"}),
)
KNOWN = frozenset(log for log, _ in TOLD_BY) | {
    *(
        "pe",
        "snmp",
        "sip",
        "irc",
        "tunnel",
        "dpd",
        "intel",
        "socks",
        "syslog",
        "radius",
        "mysql",
        "ldap",
        "modbus",
        "dnp3",
    ),
    *(
        "known_hosts",
        "known_services",
        "known_certs",
        "ntp",
        "ocsp",
        "traceroute",
        "signatures",
        "capture_loss",
        "stats",
    ),
}


def recognise(head: bytes, name: str) -> Certainty:
    """Judge by the first object: a time `ts` with the ends of a connection, or with `_path` beside it."""
    first = first_object(head)
    return Certainty.SURE if first is not None and is_zeek(first, log_of(name)) else Certainty.NO


def is_zeek(value: dict[str, Any], named: str) -> bool:
    """Say whether an object is a record of a Zeek log; `named` is what the file's name says."""
    if not isinstance(value.get("ts"), (int, float, str)) or isinstance(value["ts"], bool):
        return False
    if isinstance(value.get("_path"), str) or ("id.orig_h" in value and "uid" in value):
        return True
    return named in KNOWN and path_of(value, "") == named


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield records in batches, one a log; objects that are none come out as plain JSON."""
    return read_rows(stream, source, wanted, FAMILY, partial(take, log_of(source.path)))


def take(named: str, found: Found) -> Row | None:
    """Return an object as a row; None: it is no record of Zeek's."""
    value = found.value
    if not is_zeek(value, named):
        return None
    host = value.get("_system_name")
    fields = flat(value)
    return Row(
        found.line,
        found.offset,
        time_of(value["ts"]),
        host if isinstance(host, str) and host else None,
        path_of(value, named),
        fields,
    )


def time_of(said: Any) -> int | str | None:
    """Return a time: microseconds of seconds since 1970, or as written.

    >>> time_of(1614668400.123456), time_of("2021-03-02T07:00:00.1Z")
    (1614668400123456, '2021-03-02T07:00:00.1Z')
    """
    if isinstance(said, (int, float)) and not isinstance(said, bool):
        return round(said * 1_000_000) if 0 <= said < 1e11 else None
    if isinstance(said, str) and said.replace(".", "", 1).isdigit() and len(said) < 24:
        return time_of(float(said))
    return said if isinstance(said, str) else None


def path_of(value: dict[str, Any], named: str) -> str:
    """Return the log that a record is of."""
    path = value.get("_path")
    if isinstance(path, str) and path:
        return path
    if named in KNOWN:
        return named
    return next((log for log, fields in TOLD_BY if not fields.isdisjoint(value)), "zeek")


FORMAT = Format("zeek-json", FAMILY, "records of Zeek as JSON", recognise, read, divisible=by_line)
