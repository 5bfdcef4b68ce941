"""Logs of the Windows RADIUS server (NPS, before it IAS): who asked to be let in where, and the answer.

In: lines in any of the three formats that the server writes, also mixed in one file: DTS-compliant XML, database-
compatible (a fixed order of values), IAS (six values, then number and value of each attribute). Out: one event a line
under the attributes' RADIUS names (`User-Name`, `Calling-Station-ID`, `Packet-Type`, `Reason-Code`, …), with `Packet`,
the packet type in words. Attributes whose number has no name here are `attribute <number>`.
`_log` is `NPS`, `_host` the server's name. Times are local, the month first (`--timezone`, else UTC; a note says so).
Source: Microsoft Learn, "Interpret NPS Database Format Log Files", "Iasparse Examples"; RFC 2865 and 2866 (numbers).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from typing import BinaryIO
from xml.etree import ElementTree as ET

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import Certainty, Format, Source, rejected
from tocsin.collecting.headed import too_long
from tocsin.collecting.lines import TooLong, line_blocks
from tocsin.collecting.rows import Row, Rows
from tocsin.model.evidence import Rejected

FAMILY = "windows-nps"
LOG = "NPS"
LOCAL = "times are local to the server and carry no zone"
_ORDER = (
    "ComputerName,ServiceName,Record-Date,Record-Time,Packet-Type,User-Name,Fully-Qualified-Distinguished-Name,"
    "Called-Station-ID,Calling-Station-ID,Callback-Number,Framed-IP-Address,NAS-Identifier,NAS-IP-Address,NAS-Port,"
    "Client-Vendor,Client-IP-Address,Client-Friendly-Name,Event-Timestamp,Port-Limit,NAS-Port-Type,Connect-Info,"
    "Framed-Protocol,Service-Type,Authentication-Type,Policy-Name,Reason-Code,Class,Session-Timeout,Idle-Timeout,"
    "Termination-Action,EAP-Friendly-Name,Acct-Status-Type,Acct-Delay-Time,Acct-Input-Octets,Acct-Output-Octets,"
    "Acct-Session-Id,Acct-Authentic,Acct-Session-Time,Acct-Input-Packets,Acct-Output-Packets,Acct-Terminate-Cause,"
    "Acct-Multi-Ssn-ID,Acct-Link-Count,Acct-Interim-Interval,Tunnel-Type,Tunnel-Medium-Type,Tunnel-Client-Endpt,"
    "Tunnel-Server-Endpt,Acct-Tunnel-Conn,Tunnel-Pvt-Group-ID,Tunnel-Assignment-ID,Tunnel-Preference,"
    "MS-Acct-Auth-Type,MS-Acct-EAP-Type,MS-RAS-Version,MS-RAS-Vendor,MS-CHAP-Error,MS-CHAP-Domain,"
    "MS-MPPE-Encryption-Types,MS-MPPE-Encryption-Policy,Proxy-Policy-Name,Provider-Type,Provider-Name,"
    "Remote-Server-Address,MS-RAS-Client-Name,MS-RAS-Client-Version"
)
NAMES = tuple(_ORDER.split(","))
"""Values of the database-compatible format, in their order."""

ATTRIBUTES = {
    1: "User-Name",
    4: "NAS-IP-Address",
    5: "NAS-Port",
    6: "Service-Type",
    7: "Framed-Protocol",
    8: "Framed-IP-Address",
    25: "Class",
    27: "Session-Timeout",
    28: "Idle-Timeout",
    29: "Termination-Action",
    30: "Called-Station-ID",
    31: "Calling-Station-ID",
    32: "NAS-Identifier",
    40: "Acct-Status-Type",
    41: "Acct-Delay-Time",
    42: "Acct-Input-Octets",
    43: "Acct-Output-Octets",
    44: "Acct-Session-Id",
    45: "Acct-Authentic",
    46: "Acct-Session-Time",
    47: "Acct-Input-Packets",
    48: "Acct-Output-Packets",
    49: "Acct-Terminate-Cause",
    55: "Event-Timestamp",
    61: "NAS-Port-Type",
    64: "Tunnel-Type",
    65: "Tunnel-Medium-Type",
    66: "Tunnel-Client-Endpt",
    77: "Connect-Info",
    4108: "Client-IP-Address",
    4116: "Client-Vendor",
    4127: "Authentication-Type",
    4128: "Client-Friendly-Name",
    4129: "SAM-Account-Name",
    4130: "Fully-Qualified-Distinguished-Name",
    4132: "EAP-Friendly-Name",
    4136: "Packet-Type",
    4142: "Reason-Code",
    4147: "MS-RAS-Vendor",
    4148: "MS-RAS-Version",
    4149: "Policy-Name",
    4154: "Proxy-Policy-Name",
    4155: "Provider-Type",
}
_USUAL = {
    "Computer-Name": "ComputerName",
    "Fully-Qualifed-User-Name": "Fully-Qualified-Distinguished-Name",  # so misspelt by the server
    "Fully-Qualified-User-Name": "Fully-Qualified-Distinguished-Name",
    "NP-Policy-Name": "Policy-Name",
    "Called-Station-Id": "Called-Station-ID",
    "Calling-Station-Id": "Calling-Station-ID",
}
PACKETS = {
    "1": "Access-Request",
    "2": "Access-Accept",
    "3": "Access-Reject",
    "4": "Accounting-Request",
    "5": "Accounting-Response",
    "11": "Access-Challenge",
}
_DATABASE = re.compile(r'^"[^"]{1,255}","(?:IAS|RAS|NPS)",\d\d/\d\d/\d{4},\d\d:\d\d:\d\d,\d+,')
_IAS = re.compile(r"^[^,]{0,255},[^,]{0,512},\d\d/\d\d/\d{4},\d\d:\d\d:\d\d,(?:IAS|RAS|NPS),[^,]{1,255}(?:,\d+,|$)")
_MOMENT = re.compile(r"(?P<month>\d\d)/(?P<day>\d\d)/(?P<year>\d{4}) (?P<clock>\d\d:\d\d:\d\d(?:\.\d{1,6})?)")
_XML = re.compile(r"^<Event><Timestamp[ >]")


def recognise(head: bytes, name: str) -> Certainty:
    """Judge by the first lines."""
    lines = [line[:2048].decode("utf-8", "replace") for line in head.removeprefix(b"\xef\xbb\xbf").splitlines()[:10]]
    fits = any(_DATABASE.match(line) or _IAS.match(line) or _XML.match(line) for line in lines)
    return Certainty.SURE if fits else Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield each block's packets in batches, then its lines that are none."""
    rows = Rows(source, FAMILY, wanted, notes=() if source.timezone else (LOCAL,))
    for block in line_blocks(stream):
        if isinstance(block, TooLong):
            yield too_long(block, source)
            continue
        lost: list[Rejected] = []
        for line, offset, number in zip(block.lines, block.offsets.tolist(), block.numbers.tolist(), strict=True):
            fields = packet(line.decode("utf-8", "replace"))
            if fields is None:
                lost.append(rejected(source, offset, f"line {number}: no packet of a RADIUS server", line))
                continue
            host, time = fields.get("ComputerName"), _time(fields)
            rows.add(Row(number, offset, time, host, LOG, dict(fields)))
        if rows.full:
            yield from rows.flush()
        yield from lost
    yield from rows.flush()


def packet(line: str) -> dict[str, str] | None:
    """Return what a line says of a packet; None: it says nothing.

    >>> packet("192.0.2.1,eve,03/02/2021,07:00:00,IAS,NPS1,4128,vpn1,4136,3,4142,16")["Packet"]
    'Access-Reject'
    """
    if _XML.match(line):
        fields = _of_xml(line)
    elif _DATABASE.match(line):
        fields = _of_values(line)
    elif _IAS.match(line):
        fields = _of_pairs(line)
    else:
        return None
    if fields is not None and fields.get("Packet-Type") in PACKETS:
        fields["Packet"] = PACKETS[fields["Packet-Type"]]
    return fields


def _values(line: str) -> list[str]:
    try:
        return next(csv.reader([line]), [])
    except csv.Error:
        return []


def _of_values(line: str) -> dict[str, str] | None:
    values = _values(line)
    if not 5 <= len(values) <= len(NAMES) + 1 or any(values[len(NAMES) :]):
        return None
    return {name: value for name, value in zip(NAMES, values, strict=False) if value}


def _of_pairs(line: str) -> dict[str, str] | None:
    values = _values(line)
    names = ("NAS-IP-Address", "User-Name", "Record-Date", "Record-Time", "ServiceName", "ComputerName")
    pairs = values[6:]
    if len(pairs) % 2 or not all(number.isdigit() for number in pairs[::2]):
        return None
    fields = {name: value for name, value in zip(names, values, strict=False) if value}
    for number, value in zip(pairs[::2], pairs[1::2], strict=True):
        name = ATTRIBUTES.get(int(number[:12]), f"attribute {number[:12]}")
        fields[name] = f"{fields[name]}, {value}" if name in fields and fields[name] != value else value
    return fields


def _of_xml(line: str) -> dict[str, str] | None:
    """Return the elements of a packet; a line that begins with one has no DOCTYPE, so no entities."""
    try:
        root = ET.fromstring(line)  # noqa: S314
    except ET.ParseError:
        return None
    fields: dict[str, str] = {}
    for element in root:
        name = _USUAL.get(str(element.tag), str(element.tag))
        if element.text:
            fields[name] = f"{fields[name]}, {element.text}" if name in fields else element.text
    return fields


def _time(fields: dict[str, str]) -> str | None:
    said = fields.get("Timestamp") or f"{fields.get('Record-Date', '')} {fields.get('Record-Time', '')}"
    found = _MOMENT.match(said)
    return f"{found['year']}-{found['month']}-{found['day']} {found['clock']}" if found else None


FORMAT = Format("windows-nps", FAMILY, "packets as a Windows RADIUS server logs them", recognise, read)
