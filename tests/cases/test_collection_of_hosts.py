"""A collection of three hosts and nine formats, a zip in a tar: one command, and the coverage is right to the hour."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tocsin.cli.main import run

from benchmarks.evtx_writer import Event, write_evtx
from tests.collecting.boxes import gzipped, seven_zipped, tarred, zipped
from tests.collecting.samples import ECP_HEADER, HTTPPROXY_HEADER, IIS_HEADER, httpproxy_row

START = datetime(2021, 3, 1, tzinfo=UTC)  # a Monday
HOURS = 24 * 6
HOUR = int(START.timestamp()) // 3600
SYSMON = "Microsoft-Windows-Sysmon"


def every_hour(*skip: range) -> list[datetime]:
    """Each hour of six days, without some."""
    gone = {hour for part in skip for hour in part}
    return [START + timedelta(hours=hour, minutes=7) for hour in range(HOURS) if hour not in gone]


def iis(times: list[datetime]) -> dict[str, bytes]:
    """Daily files of an IIS log, one request at each time."""
    line = "{:%Y-%m-%d %H:%M:%S} 192.0.2.1 GET /owa/ - 443 - 203.0.113.9 Mozilla/5.0 - 200 0 0 133\r\n"
    days: dict[str, bytes] = {}
    for time in times:
        days.setdefault(f"u_ex{time:%y%m%d}.log", IIS_HEADER)
        days[f"u_ex{time:%y%m%d}.log"] += line.format(time).encode()
    return days


def httpproxy(times: list[datetime]) -> dict[str, bytes]:
    return {
        f"HttpProxy_{time:%Y%m%d%H}-1.LOG": HTTPPROXY_HEADER + httpproxy_row(DateTime=f"{time:%Y-%m-%dT%H:%M:%S}.000Z")
        for time in times
    }


def ecp(times: list[datetime]) -> bytes:
    row = "{:%Y-%m-%dT%H:%M:%S}.000Z,EXCH01,ECP.Request,S:CMD=Get-Mailbox;S:URL=/ecp/\r\n"
    return ECP_HEADER + "".join(map(row.format, times)).encode()


def windows(channel: str, provider: str, numbers: tuple[int, ...], times: list[datetime], host: str) -> bytes:
    return write_evtx(
        [
            Event(channel, provider, numbers[place % len(numbers)], time, computer=host, data=(("Image", "x"),))
            for place, time in enumerate(times)
        ]
    )


def access(times: list[datetime]) -> bytes:
    line = '203.0.113.9 - - [{:%d/%b/%Y:%H:%M:%S} +0000] "GET / HTTP/1.1" 200 5 "-" "Mozilla/5.0"\n'
    return "".join(map(line.format, times)).encode()


def syslog(times: list[datetime]) -> bytes:
    line = "<86>1 {:%Y-%m-%dT%H:%M:%S}Z web1 sshd 812 - - Accepted publickey for deploy from 203.0.113.9 port 5 ssh2\n"
    return "".join(map(line.format, times)).encode()


def oab(times: list[datetime]) -> bytes:
    head = b"#Software: Microsoft Exchange Server\r\n#Log-type: OABGenerator Log\r\n"
    return head + "".join(f"{time:%Y-%m-%dT%H:%M:%S}.000Z,1,Generation finished\r\n" for time in times).encode()


def nxlog(times: list[datetime]) -> bytes:
    lines = (
        {
            "@timestamp": f"{time:%Y-%m-%dT%H:%M:%S}Z",
            "Hostname": "web1",
            "Channel": "Security",
            "SourceName": "Microsoft-Windows-Security-Auditing",
            "EventID": 4624,
        }
        for time in times
    )
    return "".join(json.dumps(line) + "\n" for line in lines).encode()


def below(folder: str, files: dict[str, bytes]) -> dict[str, bytes]:
    return {f"{folder}/{name}": data for name, data in files.items()}


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The collection: EXCH01 as a zip in a tar, EXCH02 as a 7z, web1 as a folder with a packed and a broken file."""
    root = tmp_path_factory.mktemp("collection")
    whole, exch01 = every_hour(), "EXCH01.corp.example"
    first = below("C/inetpub/logs/LogFiles/W3SVC1", iis(every_hour(range(48, 72))))
    first |= below("C/inetpub/logs/LogFiles/W3SVC2", iis(whole))
    first |= below("C/Logging/HttpProxy/Ecp", httpproxy(every_hour(range(100, 103))))
    first["C/Logging/ECP/Server/ECPServer20210301-1.LOG"] = ecp(whole)
    first["C/Logging/OABGeneratorLog/OAB.log"] = oab(whole[::24])
    first["C/Windows/Security.evtx"] = windows(
        "Security", "Microsoft-Windows-Security-Auditing", (4624, 4688), every_hour(range(90)), exch01
    )
    second = below("EXCH02/C/inetpub/logs/LogFiles/W3SVC1", iis(every_hour(range(60, HOURS))))
    second["EXCH02/C/Sysmon.evtx"] = windows(f"{SYSMON}/Operational", SYSMON, (1, 3, 11), whole, "EXCH02")
    second["EXCH02/C/Windows/System32/winevt/Logs/System.evtx"] = b""
    (root / "case.tar").write_bytes(tarred({"EXCH01.zip": zipped(first)}))
    (root / "second.7z").write_bytes(seven_zipped(second))
    folder = root / "web1" / "var" / "log" / "apache2"
    folder.mkdir(parents=True)
    (folder / "access.log.gz").write_bytes(gzipped(access(every_hour(range(20, 22)))))
    (folder.parent / "auth.log").write_bytes(syslog(whole[5:]))
    (folder / "security.json").write_bytes(nxlog(whole[:30]) + b'{"cut": \n')
    (folder / "other.json").write_bytes(b'{"ts": 1614556800.5, "note": "x"}\n')
    (folder / "notes.txt").write_bytes(b"call Alice\n")
    return root


@pytest.fixture(scope="module")
def inventory(collection: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    out = tmp_path_factory.mktemp("out") / "coverage.json"
    assert run(["coverage", str(collection), "--format", "json", "--out", str(out)]) == 0
    return json.loads(out.read_text())


def recorded(inventory: dict[str, Any], host: str, log: str) -> set[int]:
    """Hours since the start in which a log of a host recorded."""
    return {
        hour - HOUR
        for one in inventory["coverage"]
        if (one["host"], one["log"]) == (host, log)
        for hour, events in one["hours"]
        if events
    }


ALL = set(range(HOURS))
EXPECTED = {
    ("EXCH01", "W3SVC1"): ALL - set(range(48, 72)),
    ("EXCH01", "W3SVC2"): ALL,
    ("EXCH01", "HttpProxy/Ecp"): ALL - {100, 101, 102},
    ("EXCH01", "ECP/Server"): ALL,
    ("EXCH01.corp.example", "Security"): ALL - set(range(90)),
    ("EXCH02", "W3SVC1"): set(range(60)),
    ("EXCH02", f"{SYSMON}/Operational"): ALL,
    ("EXCH01", "OABGenerator"): set(range(0, HOURS, 24)),
    ("web1", "auth"): ALL - set(range(5)),
    ("web1", "access"): ALL - {20, 21},
    ("web1", "Security"): set(range(30)),
}


@pytest.mark.parametrize(("host", "log"), EXPECTED)
def test_every_log_is_right_to_the_hour(inventory: dict[str, Any], host: str, log: str) -> None:
    assert recorded(inventory, host, log) == EXPECTED[host, log]


def test_nine_formats_of_three_hosts_and_balanced_books(inventory: dict[str, Any]) -> None:
    formats = {file["format"] for file in inventory["files"]}
    assert len(formats) >= 9
    assert {one["host"] for one in inventory["coverage"] if one["log"] and one["log"] != "other"} >= {
        "EXCH01",
        "EXCH02",
    }
    assert sum(file["events"] for file in inventory["files"]) == sum(one["events"] for one in inventory["coverage"])
    assert sum(file["rejected"] for file in inventory["files"]) == 1


def test_gaps_are_where_nothing_was_recorded_and_nowhere_else(inventory: dict[str, Any]) -> None:
    gaps = {
        (one["host"], one["log"], gap["from"], gap["to"]): gap["why"]
        for one in inventory["coverage"]
        for gap in one["gaps"]
    }
    day = "2021-03-0{}T{:02}:00:00Z".format
    assert set(gaps) == {
        ("EXCH01", "W3SVC1", day(3, 0), day(4, 0)),
        ("EXCH01", "HttpProxy/Ecp", day(5, 4), day(5, 7)),
        ("EXCH02", "W3SVC1", day(3, 12), day(7, 0)),
        ("web1", "Security", day(2, 6), day(7, 0)),
    }
    assert "u_ex210303.log" in gaps["EXCH01", "W3SVC1", day(3, 0), day(4, 0)]
    assert "HttpProxy_2021030505-1.LOG" in gaps["EXCH01", "HttpProxy/Ecp", day(5, 4), day(5, 7)]


def test_what_was_not_read_says_why_and_whose_log_it_was(inventory: dict[str, Any]) -> None:
    told = {one["path"].rpartition("/")[2]: one for one in inventory["not_read"]}
    assert told["System.evtx"]["reason"] == "the file is empty"
    assert (told["System.evtx"]["host"], told["System.evtx"]["log_id"]) == ("EXCH02", "windows-system")
    assert "no reader knows" in told["notes.txt"]["reason"]


def test_the_table_and_the_page_say_the_same(
    collection: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["coverage", str(collection), "--window", "2021-03-01..2021-03-06"]) == 0
    text = capsys.readouterr().out
    assert all(len(line) <= 80 for line in text.splitlines())
    assert "83.3% W3SVC1" in text
    assert text.startswith("! EXCH02, System log not read")
    page = tmp_path / "coverage.html"
    assert run(["coverage", str(collection), "--format", "html", "-o", str(page)]) == 0
    assert page.read_text().count('class="recorded" x=') > 300
