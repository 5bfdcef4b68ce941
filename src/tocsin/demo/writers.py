"""Writes what happened on a server as the logs that it would have, in the products' formats and places.

In: scenes of a server, one stretch of time after the other, each in the order of time, and what is kept of its logs.
Out: files, which grow from scene to scene, so that days at full scale need no more memory than one of their hours.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

import orjson

from tocsin.demo.columns import HTTPPROXY
from tocsin.demo.keeping import Keeping
from tocsin.demo.scene import DAY, DOMAIN, HOUR, Command, Event, Line, Request, Scene, written

LOGGING = "C/Program Files/Microsoft/Exchange Server/V15/Logging"
IIS_FIELDS = (
    "date time s-sitename s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer)"
    " sc-status sc-substatus sc-win32-status time-taken"
)
OTHER_FIELDS = (
    "date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs-version cs(User-Agent) cs(Referer)"
    " cs-host sc-status sc-substatus sc-win32-status sc-bytes cs-bytes time-taken"
)
SOFTWARE = "#Software: Microsoft Internet Information Services 10.0\r\n#Version: 1.0\r\n"
_PLACE = {name: position for position, name in enumerate(HTTPPROXY)}
_LEVELS = {0: "information", 2: "error", 3: "warning", 4: "information", 5: "verbose"}


class Writers:
    """The logs of one server, being written."""

    def __init__(self, host: str, folder: Path, keeping: Keeping, seed: int, *, hourly: bool = False) -> None:
        """Begin below `folder`; `hourly`: HttpProxy begins a file an hour, as it does on a busy server."""
        self.host, self.folder, self.keeping = host, folder, keeping
        self.hourly = hourly
        self._random = random.Random(f"{seed} {host}")  # noqa: S311 (names in a made-up log)
        self._records: dict[str, int] = {}
        self._parts: dict[Path, int] = {}  # files begun -> what makes the next header due
        self._texts: dict[str, Path] = {}  # log -> its last file, of text logs
        self.rows = 0

    def add(self, scene: Scene) -> None:
        """Write what happened in a scene, which follows the one before."""
        ids = self._identifiers(len(scene.requests))
        numbered = list(zip(scene.requests, ids, strict=True))
        self._iis(numbered)
        self._iis_back(numbered)
        self._httpproxy(numbered)
        self._ecp([one for one in scene.commands if self.keeping.has("ecp", one.time)])
        self._oab([one for one in scene.lines if self.keeping.has("oab", one.time)])
        for channel in dict.fromkeys(event.channel for event in scene.events):
            self._channel(
                channel, [e for e in scene.events if e.channel == channel and self.keeping.has(channel, e.time)]
            )

    def close(self) -> None:
        """Cut off the last rows, where that is asked for; create channels that are kept and stayed empty."""
        if "half-row" in self.keeping.flaws:
            for path in self._texts.values():
                content = path.read_bytes()
                begin = content.rstrip(b"\r\n").rfind(b"\n") + 1
                path.write_bytes(content[: begin + (len(content) - begin) // 2])

    def _time(self, moment: int) -> int:
        return moment + self.keeping.skew

    def _identifiers(self, count: int) -> list[str]:
        """Return request ids: the same for the same seed."""
        digits = self._random.randbytes(16 * count).hex()
        parts = (digits[start : start + 32] for start in range(0, len(digits), 32))
        return [f"{part[:8]}-{part[8:12]}-4{part[13:16]}-9{part[17:20]}-{part[20:]}" for part in parts]

    def _put(self, log: str, path: Path, header: str, rows: Sequence[str], *, due: int = 0) -> None:
        """Add rows to a file; the header comes first, and again whenever `due` changes."""
        if not rows:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        begun = self._parts.get(path)
        self._parts[path] = due
        if begun is not None and begun == due:
            header = ""
        elif begun is not None:
            header = header.removeprefix("\ufeff")
        with path.open("ab") as file:
            file.write(f"{header}{''.join(rows)}".encode())
        self._texts[log] = path
        self.rows += len(rows)

    def _iis(self, numbered: Iterable[tuple[Request, str]]) -> None:
        """Write the front end's request log, a file a day."""
        kept = [(r, i) for r, i in numbered if self.keeping.has("iis", r.time)]
        for hour, ones in groupby(kept, key=lambda one: self._time(one[0].time) // HOUR):
            rows: list[str] = []
            other = self._other_fields(hour)
            for request, identifier in ones:
                routed = f"&CorrelationID=<empty>;&cafeReqId={identifier};&encoding=;" if request.protocol else ""
                query = f"{request.query}{routed}"
                rows.append(
                    self._iis_row(request, 1, 443, request.stem, query, request.user, request.client, other=other)
                )
            self._put_iis("iis", "W3SVC1", hour, rows)

    def _iis_back(self, numbered: Iterable[tuple[Request, str]]) -> None:
        """Write the back end's request log: what was routed on, under the account it arrived with."""
        kept = [(r, r.back, i) for r, i in numbered if r.back is not None and self.keeping.has("iis-backend", r.time)]
        for hour, ones in groupby(kept, key=lambda one: self._time(one[0].time) // HOUR):
            other = self._other_fields(hour)
            rows = [
                self._iis_row(
                    r, 2, 444, back.stem, f"{back.query}&cafeReqId={i};", back.user, "192.0.2.25", other=other
                )
                for r, back, i in ones
            ]
            self._put_iis("iis-backend", "W3SVC2", hour, rows)

    def _other_fields(self, hour: int) -> bool:
        return "header-change" in self.keeping.flaws and hour // 24 % 4 == 0 and hour % 24 >= 12

    def _iis_row(
        self, r: Request, site: int, port: int, stem: str, query: str, user: str, client: str, *, other: bool
    ) -> str:
        moment = written(self._time(r.time), digits=0)
        begin = f"{moment[:10]} {moment[11:19]}"
        asked = f"192.0.2.25 {r.method} {stem} {query or '-'} {port} {user or '-'} {client}"
        agent = r.agent.replace(" ", "+") or "-"
        if other:
            return f"{begin} {asked} HTTP/1.1 {agent} - {r.site} {r.status} 0 0 512 480 {r.took}\r\n"
        return f"{begin} W3SVC{site} {asked} {agent} - {r.status} 0 0 {r.took}\r\n"

    def _put_iis(self, log: str, site: str, hour: int, rows: list[str]) -> None:
        """Add an hour; IIS was restarted at noon of some days, and then writes its header again."""
        day = written(hour * HOUR, digits=0)[:10]
        restarted = hour // 24 % 17 == 0 and hour % 24 >= 12
        other = self._other_fields(hour)
        header = f"{SOFTWARE}#Date: {day} {hour % 24:02}:00:00\r\n#Fields: {OTHER_FIELDS if other else IIS_FIELDS}\r\n"
        name = f"u_ex{day[2:4]}{day[5:7]}{day[8:10]}.log"
        self._put(log, self.folder / "C/inetpub/logs/LogFiles" / site / name, header, rows, due=restarted + 2 * other)

    def _httpproxy(self, numbered: Iterable[tuple[Request, str]]) -> None:
        """Write HttpProxy's logs: a folder for each protocol, a file a day or an hour."""
        files: dict[tuple[str, int], list[str]] = {}
        for request, identifier in numbered:
            if request.protocol and self.keeping.has(f"httpproxy/{request.protocol}", request.time):
                hour = self._time(request.time) // HOUR
                files.setdefault((request.protocol, hour), []).append(self._httpproxy_row(request, identifier))
        for (protocol, hour), rows in files.items():
            begin = hour if self.hourly else hour // 24 * 24
            stamp = written(begin * HOUR, digits=0)
            name = f"HttpProxy_{stamp[:10].replace('-', '')}{stamp[11:13]}-1.LOG"
            path = self.folder / LOGGING / "HttpProxy" / protocol / name
            late = "header-late" in self.keeping.flaws
            self._put(f"httpproxy/{protocol}", path, self._httpproxy_header(stamp), rows, due=late * (hour % 24 // 12))

    def _httpproxy_header(self, begin: str) -> str:
        names = ",".join(HTTPPROXY)
        mark = "" if "no-bom" in self.keeping.flaws else "\ufeff"
        lines = (
            f"#Software: Microsoft Exchange Server\r\n#Version: 15.01.2106.002\r\n#Log-type: HttpProxy Logs\r\n"
            f"#Date: {begin[:19]}.412Z\r\n#Fields: {names}\r\n"
        )
        return f"{mark}{lines}{names}\r\n" if "header-late" in self.keeping.flaws else f"{mark}{names}\r\n{lines}"

    def _httpproxy_row(self, request: Request, identifier: str) -> str:
        row = [""] * len(HTTPPROXY)
        values = {
            "DateTime": written(self._time(request.time)),
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
            "ServerHostName": self.host,
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

    def _ecp(self, commands: Iterable[Command]) -> None:
        """Write the control panel's server log, a file a day."""
        for day, ones in groupby(commands, key=lambda one: self._time(one.time) // DAY):
            begin = written(day * DAY, digits=0)[:10]
            mark = "" if "no-bom" in self.keeping.flaws else "\ufeff"
            header = (
                f"{mark}#Software: Microsoft Exchange Server\r\n#Version: 15.0.0.0\r\n#Log-type: ECP Server Log\r\n"
                f"#Date: {begin}T00:01:01.002Z\r\n#Fields: TimeStamp,ServerName,EventId,EventData\r\n"
            )
            path = self.folder / LOGGING / "ECP/Server" / f"ECPServer{begin.replace('-', '')}-1.LOG"
            self._put("ecp", path, header, [self._ecp_row(one) for one in ones])

    def _ecp_row(self, command: Command) -> str:
        quoted = command.cmdlet.replace("'", "''")
        data = (
            f"S:TIME=112;S:SID=5e0c7a44-0f0e;'S:CMD={quoted};;';"
            f"S:REQID=;S:URL={command.url};S:EX={command.error};S:BLD=15.1.2106.2"
        )
        text = io.StringIO()
        row = [written(self._time(command.time)), self.host, "ECP.Request", data]
        csv.writer(text, lineterminator="\r\n").writerow(row)
        return text.getvalue()

    def _oab(self, lines: Iterable[Line]) -> None:
        """Write the log of the offline address book's generator, a file a day."""
        for day, ones in groupby(lines, key=lambda one: self._time(one.time) // DAY):
            begin = written(day * DAY, digits=0)[:10]
            rows = [f"{written(self._time(line.time))},41,{line.level},{line.text}\r\n" for line in ones]
            header = (
                "#Software: Microsoft Exchange Server\r\n#Version: 15.01.2106.002\r\n#Log-type: OABGenerator Log\r\n"
                f"#Date: {begin}T04:00:00.114Z\r\n#Fields: date-time,thread-id,level,message\r\n"
            )
            name = f"OABGeneratorLog{begin.replace('-', '')}-1.LOG"
            self._put("oab", self.folder / LOGGING / "OABGeneratorLog" / name, header, rows)

    def _channel(self, name: str, events: Sequence[Event]) -> None:
        """Write a Windows channel as Winlogbeat ships it: an object a line."""
        if not events:
            return
        number = self._records.get(name, 104_200)
        lines = [self._channel_line(event, number + at) for at, event in enumerate(events, 1)]
        self._records[name] = number + len(events)
        path = self.folder / "winlogbeat" / f"{name.replace('/', '_').replace(' ', '-').lower()}.ndjson"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as file:
            file.write(b"\n".join(lines) + b"\n")
        self.rows += len(lines)

    def _channel_line(self, event: Event, number: int) -> bytes:
        unnamed = event.data.get("Data")
        data = {f"param{position}": value for position, value in enumerate(unnamed, 1)} if unnamed else event.data
        body = {
            "@timestamp": written(self._time(event.time)),
            "host": {"name": f"{self.host}.{DOMAIN}"},
            "log": {"level": _LEVELS[event.level]},
            "winlog": {
                "channel": event.channel,
                "computer_name": f"{self.host}.{DOMAIN}",
                "event_id": event.id,
                "provider_name": event.provider,
                "record_id": number,
                "event_data": data,
            },
        }
        if event.message:
            body["message"] = event.message
        return orjson.dumps(body)


def write(scene: Scene, folder: Path, keeping: Keeping, seed: int) -> None:
    """Write a whole scene at once, in the order of time."""
    writers = Writers(scene.host, folder, keeping, seed)
    writers.add(scene)
    writers.close()
