"""Files in which products keep what they found or saw: Defender's quarantine, indexes of folders, timelines, mails."""

from __future__ import annotations

import json
import sqlite3
import struct
import tempfile
import uuid
import zlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from tocsin.collecting.formats.windows_quarantine import MAGIC, plain

from tests.collecting.artefact_files import START, webkit, wide
from tests.collecting.leveldb_writer import batch, log, varint
from tests.collecting.pst_writer import (
    ADDRESS,
    BODY,
    DELIVERED,
    HEADERS,
    SENDER,
    SUBJECT,
    SUBMITTED,
    TO,
    Mail,
    outlook,
)
from tests.collecting.windows_files import filetime

VC0_HEAD = b"\x05\0\0\0\x01\0\0\0".ljust(8192, b"\0")
VC0 = VC0_HEAD + (
    b"603de2f0.00000001\tics.example.com\tAUT24326\t\tUsers\t203.0.113.9\talice\tSystem Local\x05"
    b"603de2f5.00000002\tics.example.com\tSYS10305\t\t\t\t\t92\x05"
)


def quarantined(threat: str, things: Sequence[tuple[str, str]], when: datetime = START) -> bytes:
    """An entry of Defender's quarantine: kinds and paths of what was put away."""
    about = uuid.UUID(int=7).bytes_le + uuid.UUID(int=8).bytes_le
    about += struct.pack("<QQI", filetime(when), 2147519003, 1) + threat.encode() + b"\0"
    bodies = b""
    places: list[int] = []
    first = 4 + 4 * len(things)
    for kind, path in things:
        bodies += bytes(-len(bodies) % 4)
        places.append(first + len(bodies))
        fields = [(0x0F, 6, struct.pack("<Q", filetime(when))), (0x02, 4, bytes.fromhex("ab" * 20)), (0x0E, 5, b"odd")]
        body = wide(path) + b"\0\0" + struct.pack("<H", len(fields)) + kind.encode() + b"\0"
        for number, form, value in fields:
            body += bytes(-(first + len(bodies) + len(body)) % 4)
            body += struct.pack("<HH", len(value), number | form << 12) + value
        bodies += body
    listed = struct.pack(f"<I{len(places)}I", len(places), *places) + bodies
    head = MAGIC + bytes(36) + struct.pack("<IIII", len(about), len(listed), 0, 0) + b"\x0f\0\0\0"
    return plain(head) + plain(about) + plain(listed)


QUARANTINED = quarantined(
    "Backdoor:ASP/Chopper.F!dha", [("file", "C:\\inetpub\\wwwroot\\s.aspx"), ("regkey", "HKLM\\Software\\x")]
)


def index_entry(name: str, when: datetime, *, size: int = 512, reference: int = 41 | 3 << 48) -> bytes:
    """An entry of a folder's index."""
    letters = wide(name)
    times = [filetime(when)] * 4
    about = struct.pack("<Q4QQQIIBB", 5 | 5 << 48, *times, size, size, 0x20, 0, len(name), 1) + letters
    whole = (16 + len(about) + 7) // 8 * 8
    return (struct.pack("<QHHHH", reference, whole, len(about), 0, 0) + about).ljust(whole, b"\0")


def index_record(entries: Sequence[bytes], behind: bytes = b"") -> bytes:
    """A record of a folder's index, with what is left of old entries behind its end."""
    body = b"".join(entries) + struct.pack("<QHHHH", 0, 16, 0, 2, 0)
    head = struct.pack("<4sHHQQ", b"INDX", 40, 9, 0, 0) + struct.pack("<IIII", 40, 40 + len(body), 4072, 0)
    record = bytearray((head.ljust(64, b"\0") + body + behind).ljust(4096, b"\0"))
    record[40:42] = b"\x07\0"
    for sector in range(1, 9):
        end = sector * 512
        record[40 + 2 * sector : 42 + 2 * sector] = record[end - 2 : end]
        record[end - 2 : end] = b"\x07\0"
    return bytes(record)


I30 = index_record(
    [index_entry("s.aspx", START), index_entry("web.config", START)], index_entry("gone.aspx", START)
) + bytes(4096)


def timeline(events: Sequence[tuple[int, str, dict[str, object]]], *, packed: bool = True) -> bytes:
    """A timeline of plaso: moments, what they are, and what was read."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.plaso"
        base = sqlite3.connect(path)
        base.executescript(
            "CREATE TABLE metadata (key TEXT, value TEXT);"
            "CREATE TABLE event_data (_identifier INTEGER PRIMARY KEY AUTOINCREMENT, _data BLOB);"
            "CREATE TABLE event (_identifier INTEGER PRIMARY KEY AUTOINCREMENT, _event_data_identifier TEXT,"
            " date_time TEXT, timestamp BIGINT, timestamp_desc TEXT);"
        )
        base.executemany(
            "INSERT INTO metadata VALUES (?, ?)", [("format_version", "20230327"), ("compression_format", "zlib")]
        )
        for number, (moment, what, about) in enumerate(events, 1):
            data = json.dumps({"__type__": "AttributeContainer", "__container_type__": "event_data", **about}).encode()
            base.execute("INSERT INTO event_data (_data) VALUES (?)", (zlib.compress(data) if packed else data,))
            base.execute(
                "INSERT INTO event (_event_data_identifier, timestamp, timestamp_desc) VALUES (?, ?, ?)",
                (f"event_data.{number}", moment, what),
            )
        base.commit()
        base.close()
        return path.read_bytes()


PLASO = timeline(
    [
        (
            1_614_668_400_000_000,
            "Content Modification Time",
            {"data_type": "fs:stat", "_parser_chain": "filestat", "filename": "/var/www/s.php", "hostname": "web1"},
        ),
        (
            1_614_668_405_000_000,
            "Event Recorded",
            {"data_type": "syslog:line", "body": "Accepted", "pid": 812, "labels": ["a", "b"]},
        ),
    ]
)
TRANSPORT = (
    "Received: from mail.evil.example ([203.0.113.9]) by mx.corp.example;\r\n Tue, 2 Mar 2021 07:00:00 +0000\r\n"
    "From: Eve <eve@evil.example>\r\nTo: alice@corp.example\r\nMessage-ID: <1@evil.example>\r\n"
    "X-Originating-IP: [198.51.100.7]\r\n\r\n"
)
INVOICE = Mail(
    {
        SUBJECT: "Invoice",
        SENDER: "Eve",
        ADDRESS: "eve@evil.example",
        TO: "alice",
        HEADERS: TRANSPORT,
        DELIVERED: START,
        SUBMITTED: START,
        BODY: "See http://198.51.100.7/a",
    },
    [("invoice.iso", b"x" * 100), ("readme.txt", b"y")],
)
OUTLOOK = outlook([INVOICE, Mail({SUBJECT: "\x01\x05RE: plain", SUBMITTED: START})])
WEB_STORAGE = [
    (b"META:https://mail.example.org", b"\x08" + varint(webkit(START)) + b"\x10\x20"),
    (b"_https://mail.example.org\0\1user", b"\1alice"),
]
LEVELDB = log([batch(7, WEB_STORAGE)])
STORE_SAMPLES: dict[str, tuple[str, bytes]] = {
    "windows-quarantine": (
        "WS1/C/ProgramData/Microsoft/Windows Defender/Quarantine/Entries/{80000000-0000-0000-0000-000000000007}",
        QUARANTINED,
    ),
    "windows-i30": ("WS1/C/inetpub/wwwroot/$I30", I30),
    "ivanti-vc0": ("ics1/data/runtime/logs/log.access.vc0", VC0),
    "plaso": ("timeline.plaso", PLASO),
    "leveldb": (
        "WS1/C/Users/alice/AppData/Local/Google/Chrome/User Data/Default/Local Storage/leveldb/000003.log",
        LEVELDB,
    ),
    "outlook": ("WS1/C/Users/alice/Documents/Outlook Files/alice.pst", OUTLOOK),
}
