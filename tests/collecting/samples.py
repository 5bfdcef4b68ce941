"""Small logs of every format, as their products write them."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pyarrow.parquet as pq

from tocsin.collecting.formats.exchange_httpproxy import HEADER as HTTPPROXY_NAMES

from benchmarks.evtx_writer import Event, write_evtx
from tests.collecting.samples_appliances import APPLIANCE_SAMPLES
from tests.collecting.samples_artefacts import ARTEFACT_SAMPLES
from tests.collecting.samples_cloud import CLOUD_SAMPLES
from tests.collecting.samples_macos import MACOS_SAMPLES
from tests.collecting.samples_saas import SAAS_SAMPLES
from tests.collecting.samples_stores import STORE_SAMPLES
from tests.collecting.samples_text import TEXT_SAMPLES
from tests.collecting.samples_windows import WINDOWS_SAMPLES

START = datetime(2021, 3, 2, 7, tzinfo=UTC)

IIS_HEADER = (
    b"#Software: Microsoft Internet Information Services 10.0\r\n#Version: 1.0\r\n#Date: 2021-03-02 00:00:00\r\n"
    b"#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer)"
    b" sc-status sc-substatus sc-win32-status time-taken\r\n"
)
IIS_LINE = (
    b"2021-03-02 07:00:00 192.0.2.1 GET /owa/auth/x.js &CorrelationID=<empty>;&cafeReqId=cde28fc4;&encoding=; 443 -"
    b" 203.0.113.9 Mozilla/5.0+(Windows+NT+10.0;+Win64;+x64) - 200 0 0 133\r\n"
)
IIS = IIS_HEADER + IIS_LINE * 3

HTTPPROXY_HEADER = (
    b"\xef\xbb\xbf#Software: Microsoft Exchange Server\r\n#Version: 15.01.2375.007\r\n#Log-type: HttpProxy Logs\r\n"
    b"#Date: 2021-03-02T07:00:00.130Z\r\n#Fields: "
    + HTTPPROXY_NAMES.encode()
    + b"\r\n"
    + HTTPPROXY_NAMES.encode()
    + b"\r\n"
)


def httpproxy_row(**values: str) -> bytes:
    """Return a row with some values, the rest empty."""
    names = HTTPPROXY_NAMES.split(",")
    row = {"DateTime": "2021-03-02T07:00:00.841Z", "Protocol": "Ecp", "ServerHostName": "EXCH01"} | values
    return ",".join(row.get(name, "") for name in names).encode() + b"\r\n"


HTTPPROXY = HTTPPROXY_HEADER + httpproxy_row(HttpStatus="241", UserAgent="Mozilla/5.0 (KHTML  like Gecko)") * 2

ECP_HEADER = (
    b"#Software: Microsoft Exchange Server\r\n#Version: 15.0.0.0\r\n#Log-type: ECP Server Log\r\n"
    b"#Fields: TimeStamp,ServerName,EventId,EventData\r\n"
)
ECP = ECP_HEADER + (
    b'2021-03-02T07:00:01.123Z,EXCH01,ECP.Request,"S:TIME=1;S:CMD=Set-OabVirtualDirectory.ExternalUrl='
    b'\'http://f/<script a=""b"">x(1,2)</script>\'.Identity=\'g\';S:URL=/ecp/DDI?a=b;S:EX="\r\n'
)
OAB = (
    b"#Software: Microsoft Exchange Server\r\n#Log-type: OABGenerator Log\r\n"
    b"2021-03-02T07:00:02.000Z,1,Download failed and temporary file 'C:\\x\\y.aspx' needs to be removed\r\n"
)
NXLOG = json.dumps(
    {
        "EventTime": "2021-03-02 02:00:00",
        "EventReceivedTime": "2021-03-02 02:00:03",
        "@timestamp": "2021-03-02T07:00:03.500Z",
        "Hostname": "ws1.example",
        "Channel": "Security",
        "SourceName": "Microsoft-Windows-Security-Auditing",
        "EventID": 4688,
        "Opcode": "Info",
        "OpcodeValue": 0,
        "Task": 13312,
        "Keywords": -9214364837600034816,
        "RecordNumber": 120871,
        "ThreadID": 1064,
        "NewProcessName": "C:\\Windows\\System32\\cmd.exe",
    }
).encode()
RECORDING = json.dumps(
    {
        "SourceName": "Microsoft-Windows-Sysmon",
        "Level": "4",
        "Channel": "Microsoft-Windows-Sysmon/Operational",
        "Hostname": "ws1.example",
        "TimeCreated": "2021-03-02T02:00:00.609Z",
        "EventID": 1,
        "UtcTime": "2021-03-02 07:00:00.227",
        "ProcessId": "12",
        "Image": "C:\\x.exe",
    }
).encode()
WINLOGBEAT = json.dumps(
    {
        "@timestamp": "2021-03-02T07:00:00.609Z",
        "message": "Process Create",
        "event": {"code": "1"},
        "host": {"name": "ws1"},
        "winlog": {
            "event_id": 1,
            "record_id": 77,
            "channel": "Microsoft-Windows-Sysmon/Operational",
            "provider_name": "Microsoft-Windows-Sysmon",
            "computer_name": "ws1.example",
            "task": "Process Create (rule: ProcessCreate)",
            "event_data": {"Image": "C:\\x.exe", "ProcessId": "12", "param1": "unnamed"},
        },
    }
).encode()
DUMPED = {
    "Event": {
        "#attributes": {"xmlns": "http://schemas.microsoft.com/win/2004/08/events/event"},
        "System": {
            "Provider": {"#attributes": {"Name": "Microsoft-Windows-Sysmon"}},
            "EventID": {"#attributes": {"Qualifiers": 0}, "#text": 1},
            "Level": 4,
            "TimeCreated": {"#attributes": {"SystemTime": "2021-03-02T07:00:00.609123Z"}},
            "EventRecordID": 78,
            "Channel": "Microsoft-Windows-Sysmon/Operational",
            "Computer": "ws1.example",
        },
        "EventData": {"Image": "C:\\x.exe", "ProcessId": 12, "Data": {"#text": ["a", "b"]}},
    }
}
EVTX = write_evtx(
    [
        Event(
            "Microsoft-Windows-Sysmon/Operational",
            "Microsoft-Windows-Sysmon",
            1 + number % 3,
            START + timedelta(seconds=number),
            data=(("Image", f"C:\\{number}.exe"), ("UtcTime", "2021-03-02 07:00:00.000")),
        )
        for number in range(600)
    ]
)


def parquet(columns: dict[str, list[object]], **options: object) -> bytes:
    """A Parquet file of columns."""
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out, **options)
    return out.getvalue()


PARQUET = parquet(
    {
        "@timestamp": [START, START + timedelta(seconds=1)],
        "hostname": ["web1", "web2"],
        "http": [{"status": 200, "path": "/a"}, {"status": 404, "path": None}],
    }
)
SAMPLES: dict[str, tuple[str, bytes]] = {
    "evtx": ("Sysmon.evtx", EVTX),
    "windows-json": ("events.json", b"\n".join([NXLOG, RECORDING, WINLOGBEAT, json.dumps(DUMPED).encode()]) + b"\n"),
    "json": ("other.json", b'{"ts": 1614668400.5, "id": {"orig": "192.0.2.1"}, "list": ["a", 1]}\n{"x": null}\n'),
    "iis": ("W3SVC1/u_ex210302.log", IIS),
    "exchange-httpproxy": ("HttpProxy/Ecp/HttpProxy_2021030207-1.LOG", HTTPPROXY),
    "exchange-ecp": ("ECP/Server/ECPServer20210302-1.LOG", ECP),
    "exchange-oabgenerator": ("OABGeneratorLog/OAB.log", OAB),
    "parquet": ("proxy.parquet", PARQUET),
    **TEXT_SAMPLES,
    **WINDOWS_SAMPLES,
    **CLOUD_SAMPLES,
    **SAAS_SAMPLES,
    **APPLIANCE_SAMPLES,
    **ARTEFACT_SAMPLES,
    **MACOS_SAMPLES,
    **STORE_SAMPLES,
}
"""Name of a format -> (path, content)."""
