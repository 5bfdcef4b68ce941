"""Writes a scene as the logs that a server would have, each from the day on from which it is still kept.

In: a scene in the order of time, a folder, how long each log is kept. Out: files in the products' formats and places.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable, Iterable
from itertools import groupby
from pathlib import Path
from typing import TypeVar

import orjson

from tocsin.demo.columns import HTTPPROXY
from tocsin.demo.scene import DAY, DOMAIN, Command, Event, Line, Request, Scene, written

T = TypeVar("T", Request, Command, Event, Line)
LOGGING = "C/Program Files/Microsoft/Exchange Server/V15/Logging"
IIS_FIELDS = (
    "date time s-sitename s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer)"
    " sc-status sc-substatus sc-win32-status time-taken"
)
_PLACE = {name: position for position, name in enumerate(HTTPPROXY)}


def write(scene: Scene, folder: Path, kept: dict[str, int], seed: int) -> None:
    """Write every log named in `kept`: log -> first moment that is still there (`iis`, `httpproxy`, a channel, ...)."""
    ids = _identifiers(len(scene.requests), f"{seed} {scene.host}")
    numbered = list(zip(scene.requests, ids, strict=True))
    writers: dict[str, Callable[[int], None]] = {
        "iis": lambda begin: _iis(folder, [(r, i) for r, i in numbered if r.time >= begin], scene.host),
        "iis-backend": lambda begin: _iis_back(folder, [(r, i) for r, i in numbered if r.time >= begin], scene.host),
        "httpproxy": lambda begin: _httpproxy(folder, [(r, i) for r, i in numbered if r.time >= begin], scene.host),
        "ecp": lambda begin: _ecp(folder, _since(scene.commands, begin), scene.host),
        "oab": lambda begin: _oab(folder, _since(scene.lines, begin)),
    }
    for name, begin in kept.items():
        if name in writers:
            writers[name](begin)
        else:
            _channel(folder, name, _since([e for e in scene.events if e.channel == name], begin), scene.host)


def _since(happened: Iterable[T], begin: int) -> list[T]:
    return [one for one in happened if one.time >= begin]


def _identifiers(count: int, seed: str) -> list[str]:
    """Return request ids: the same for the same seed."""
    digits = random.Random(seed).randbytes(16 * count).hex()  # noqa: S311 (names in a made-up log)
    parts = (digits[start : start + 32] for start in range(0, len(digits), 32))
    return [f"{part[:8]}-{part[8:12]}-4{part[13:16]}-9{part[17:20]}-{part[20:]}" for part in parts]


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8"))


def _day(moment: int) -> str:
    return written(moment, digits=0)[:10]


def _iis(folder: Path, requests: list[tuple[Request, str]], host: str) -> None:
    """Write the front end's request log, a file a day; IIS was restarted in the middle of one."""
    for day, of_day in groupby(requests, key=lambda one: one[0].time // DAY):
        rows: list[str] = []
        for request, identifier in of_day:
            routed = f"&CorrelationID=<empty>;&cafeReqId={identifier};&encoding=;" if request.protocol else ""
            rows.append(
                _iis_row(request, "W3SVC1", 443, request.stem, f"{request.query}{routed}", request.user, request.client)
            )
        _put_iis(folder, "W3SVC1", day, rows, restarted=day % 17 == 0)


def _iis_back(folder: Path, requests: list[tuple[Request, str]], host: str) -> None:
    """Write the back end's request log: what was routed on, under the account it arrived with."""
    for day, of_day in groupby(
        ((r, r.back) for r, _ in requests if r.back is not None), key=lambda one: one[0].time // DAY
    ):
        rows = [_iis_row(r, "W3SVC2", 444, back.stem, back.query, back.user, "192.0.2.25") for r, back in of_day]
        _put_iis(folder, "W3SVC2", day, rows, restarted=False)


def _iis_row(request: Request, site: str, port: int, stem: str, query: str, user: str, client: str) -> str:
    moment = written(request.time, digits=0)
    agent = request.agent.replace(" ", "+") or "-"
    return (
        f"{moment[:10]} {moment[11:19]} {site} 192.0.2.25 {request.method} {stem} {query or '-'} {port}"
        f" {user or '-'} {client} {agent} - {request.status} 0 0 {request.took}\r\n"
    )


def _put_iis(folder: Path, site: str, day: int, rows: list[str], *, restarted: bool) -> None:
    begin = _day(day * DAY)
    software = "#Software: Microsoft Internet Information Services 10.0\r\n#Version: 1.0\r\n"
    header = f"{software}#Date: {begin} 00:00:04\r\n#Fields: {IIS_FIELDS}\r\n"
    middle = len(rows) // 2 if restarted else len(rows)
    again = f"{software}#Date: {begin} 12:00:00\r\n#Fields: {IIS_FIELDS}\r\n" if restarted else ""
    name = f"u_ex{begin[2:4]}{begin[5:7]}{begin[8:10]}.log"
    _put(folder / "C/inetpub/logs/LogFiles" / site / name, "".join([header, *rows[:middle], again, *rows[middle:]]))


def _httpproxy(folder: Path, requests: list[tuple[Request, str]], host: str) -> None:
    """Write HttpProxy's logs: a folder for each protocol, here a file a day (a busy server writes one an hour)."""
    names = ",".join(HTTPPROXY)
    files: dict[tuple[str, int], list[Request]] = {}
    ids: dict[int, str] = {}
    for request, identifier in requests:
        if request.protocol:
            files.setdefault((request.protocol, request.time // DAY), []).append(request)
            ids[id(request)] = identifier
    for (protocol, day), of_file in files.items():
        begin = _day(day * DAY)
        lines = [
            f"\ufeff{names}\r\n#Software: Microsoft Exchange Server\r\n#Version: 15.01.2106.002\r\n"
            f"#Log-type: HttpProxy Logs\r\n#Date: {begin}T00:00:00.412Z\r\n#Fields: {names}\r\n"
        ]
        lines += [_httpproxy_row(request, ids[id(request)], host) for request in of_file]
        name = f"HttpProxy_{begin.replace('-', '')}00-1.LOG"
        _put(folder / LOGGING / "HttpProxy" / protocol / name, "".join(lines))


def _httpproxy_row(request: Request, identifier: str, host: str) -> str:
    row = [""] * len(HTTPPROXY)
    values = {
        "DateTime": written(request.time),
        "RequestId": identifier,
        "MajorVersion": "15",
        "MinorVersion": "1",
        "BuildVersion": "2106",
        "RevisionVersion": "2",
        "Protocol": request.protocol,
        "UrlHost": request.site,
        "UrlStem": request.stem,
        "AuthenticationType": "FBA",
        "IsAuthenticated": "true" if request.user else "false",
        "AuthenticatedUser": request.user,
        "AnchorMailbox": request.anchor,
        "UserAgent": request.agent.replace(",", " "),  # as Exchange does
        "ClientIpAddress": request.client,
        "ServerHostName": host,
        "HttpStatus": str(request.status),
        "BackEndStatus": str(request.status) if request.back else "",
        "Method": request.method,
        "UrlQuery": f"?{request.query}" if request.query else "",
        "TotalRequestTime": str(request.took),
        **request.columns,
    }
    for name, value in values.items():
        row[_PLACE[name]] = f'"{value}"' if "," in value else value
    return ",".join(row) + "\r\n"


def _ecp(folder: Path, commands: list[Command], host: str) -> None:
    """Write the control panel's server log, a file a day."""
    for day, of_day in groupby(commands, key=lambda one: one.time // DAY):
        begin = _day(day * DAY)
        text = io.StringIO()
        text.write(
            "#Software: Microsoft Exchange Server\r\n#Version: 15.0.0.0\r\n#Log-type: ECP Server Log\r\n"
            f"#Date: {begin}T00:01:01.002Z\r\n#Fields: TimeStamp,ServerName,EventId,EventData\r\n"
        )
        rows = csv.writer(text, lineterminator="\r\n")
        for command in of_day:
            quoted = command.cmdlet.replace("'", "''")
            data = (
                f"S:TIME=112;S:SID=5e0c7a44-0f0e;'S:CMD={quoted};;';"
                f"S:REQID=;S:URL={command.url};S:EX={command.error};S:BLD=15.1.2106.2"
            )
            rows.writerow([written(command.time), host, "ECP.Request", data])
        _put(folder / LOGGING / "ECP/Server" / f"ECPServer{begin.replace('-', '')}-1.LOG", text.getvalue())


def _oab(folder: Path, lines: list[Line]) -> None:
    """Write the log of the offline address book's generator, a file a day."""
    for day, of_day in groupby(lines, key=lambda one: one.time // DAY):
        begin = _day(day * DAY)
        rows = [f"{written(line.time)},41,{line.level},{line.text}\r\n" for line in of_day]
        header = (
            "#Software: Microsoft Exchange Server\r\n#Version: 15.01.2106.002\r\n#Log-type: OABGenerator Log\r\n"
            f"#Date: {begin}T04:00:00.114Z\r\n#Fields: date-time,thread-id,level,message\r\n"
        )
        _put(
            folder / LOGGING / "OABGeneratorLog" / f"OABGeneratorLog{begin.replace('-', '')}-1.LOG",
            "".join([header, *rows]),
        )


def _channel(folder: Path, name: str, events: list[Event], host: str) -> None:
    """Write a Windows channel as Winlogbeat ships it: an object a line."""
    levels = {0: "information", 2: "error", 3: "warning", 4: "information", 5: "verbose"}
    lines: list[bytes] = []
    for number, event in enumerate(events, 104_201):
        unnamed = event.data.get("Data")
        data = {f"param{position}": value for position, value in enumerate(unnamed, 1)} if unnamed else event.data
        body = {
            "@timestamp": written(event.time),
            "host": {"name": f"{host}.{DOMAIN}"},
            "log": {"level": levels[event.level]},
            "winlog": {
                "channel": event.channel,
                "computer_name": f"{host}.{DOMAIN}",
                "event_id": event.id,
                "provider_name": event.provider,
                "record_id": number,
                "event_data": data,
            },
        }
        if event.message:
            body["message"] = event.message
        lines.append(orjson.dumps(body))
    path = folder / "winlogbeat" / f"{name.replace('/', '_').replace(' ', '-').lower()}.ndjson"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"\n".join(lines) + b"\n" if lines else b"")
