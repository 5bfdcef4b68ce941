"""Each row of the logs that show the Exchange attack, and each that only looks so: what it counts for, alone."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tocsin.demo.columns import HTTPPROXY
from tocsin.model.packs import Stage

from tests.packs.found import steps_by_folder

TIME = "2021-03-03T06:49:42"
CASES: list[tuple[str, dict[str, Any]]] = [
    (kind, case)
    for kind, cases in yaml.safe_load((Path(__file__).parent / "rows.yaml").read_text(encoding="utf-8")).items()
    for case in cases
]
_CHANNELS = {
    "application": ("Application", ""),
    "security": ("Security", "Microsoft-Windows-Security-Auditing"),
    "sysmon": ("Microsoft-Windows-Sysmon/Operational", "Microsoft-Windows-Sysmon"),
    "powershell": ("Microsoft-Windows-PowerShell/Operational", "Microsoft-Windows-PowerShell"),
}
_RPS = (
    "DateTime,StartTime,RequestId,ClientRequestId,CmdletUniqueId,MajorVersion,ServerHostName,ProcessName,IsAdmin,"
    "AuthenticatedUser,ExecutingUserSid,ClientApplication,Cmdlet,Parameters,ErrorType,ExecutionResult"
)


def _line(values: list[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(values)
    return text.getvalue()


def httpproxy(row: dict[str, Any]) -> tuple[str, str]:
    names = ",".join(HTTPPROXY)
    own = {
        "DateTime": f"{TIME}.123Z",
        "RequestId": "47a25adf-0f0e-4d6e-9b1d-0d1c5e7a9b00",
        "ServerHostName": "EX07",
        "ClientIpAddress": "198.51.100.9",
        **row,
    }
    head = f"\ufeff{names}\r\n#Software: Microsoft Exchange Server\r\n#Log-type: HttpProxy Logs\r\n#Fields: {names}\r\n"
    return "HttpProxy_2021030306-1.LOG", head + _line([str(own.get(name, "")) for name in HTTPPROXY])


def ecp(row: str) -> tuple[str, str]:
    head = "#Log-type: ECP Server Log\r\n#Fields: TimeStamp,ServerName,EventId,EventData\r\n"
    return "ECPServer20210303-1.LOG", head + _line([f"{TIME}.123Z", "EX07", "ECP.Request", row])


def oab(row: str) -> tuple[str, str]:
    head = "#Log-type: OABGenerator Log\r\n#Fields: date-time,thread-id,level,message\r\n"
    return "OABGeneratorLog20210303-1.LOG", head + _line([f"{TIME}.123Z", "41", "Error", row])


def rps(row: list[str]) -> tuple[str, str]:
    own = {"DateTime": f"{TIME}.123Z", "ServerHostName": "EX07", "Cmdlet": row[0], "Parameters": row[1]}
    head = f"#Software: Microsoft Exchange Server\r\n#Log-type: Rps Cmdlet Logs\r\n#Fields: {_RPS}\r\n"
    return "Rps_Cmdlet_2021030306-1.LOG", head + _line([own.get(name, "") for name in _RPS.split(",")])


def cmdlet(row: list[str]) -> tuple[str, str]:
    message = f"Cmdlet suceeded. Cmdlet {row[0]}, parameters {row[1]}."
    return _windows("MSExchange Management", "MSExchange CmdletLogs", 1, {"param1": row[0], "param2": row[1]}, message)


def _windows(channel: str, provider: str, number: int, data: dict[str, str], message: str) -> tuple[str, str]:
    event = {
        "@timestamp": f"{TIME}.123Z",
        "winlog": {
            "channel": channel,
            "provider_name": provider,
            "event_id": number,
            "computer_name": "EX07.corp.example",
            "record_id": 1,
            "event_data": data,
        },
    }
    return "events.ndjson", json.dumps(event | ({"message": message} if message else {})) + "\n"


def _event(kind: str) -> Callable[[dict[str, Any]], tuple[str, str]]:
    def written(row: dict[str, Any]) -> tuple[str, str]:
        channel, provider = _CHANNELS[kind]
        data = {name: value for name, value in row.items() if name not in ("EventID", "Provider", "Message")}
        return _windows(channel, row.get("Provider", provider), row["EventID"], data, row.get("Message", ""))

    return written


WRITERS: dict[str, Callable[[Any], tuple[str, str]]] = {
    "httpproxy": httpproxy, "ecp": ecp, "oab": oab, "rps": rps, "cmdlet": cmdlet,
    **{kind: _event(kind) for kind in _CHANNELS},
}  # fmt: skip


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Stage]]:
    """Every row in a file of its own, hunted in one go."""
    folder = tmp_path_factory.mktemp("rows")
    for number, (kind, case) in enumerate(CASES):
        name, text = WRITERS[kind](case["row"])
        (folder / f"{number:03}").mkdir()
        (folder / f"{number:03}" / name).write_text(text, encoding="utf-8", newline="")
    return steps_by_folder(folder)


def test_every_row_is_read(found: dict[str, dict[str, Stage]]) -> None:
    assert len(found) == len(CASES)


@pytest.mark.parametrize("number", range(len(CASES)), ids=[f"{kind}: {case['name']}" for kind, case in CASES])
def test_a_row_counts_for_what_it_shows(number: int, found: dict[str, dict[str, Stage]]) -> None:
    assert found[f"{number:03}"] == CASES[number][1]["steps"]
