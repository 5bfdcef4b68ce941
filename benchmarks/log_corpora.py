"""Large logs to read, made here: JSON lines of Windows events, IIS, Exchange HttpProxy, syslog, a web proxy's CSV.

In: a kind, a size, a seed. Out: a file with that many megabytes at least, the same bytes for the same seed. One day of
a busy server is made line by line; the days behind it are the same with their own date (and record numbers), so that
five gigabytes are written as fast as the disk takes them and times go on as in a log that was never cut.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from benchmarks import windows_days

DAY_BYTES = 32 << 20
DATE, NUMBER = "\x01D", "\x01N"
"""In a day's lines: where its date and where the beginning of its record numbers go."""

FIRST_DAY = datetime(2021, 3, 1, tzinfo=UTC)
_FIRST_NUMBER = 1000

AGENTS = (
    "Mozilla/5.0+(Windows+NT+10.0;+Win64;+x64)+AppleWebKit/537.36+(KHTML,+like+Gecko)+Chrome/88.0.4324.190+Safari/537.36",
    "Microsoft+Office/16.0+(Windows+NT+10.0;+Microsoft+Outlook+16.0.13628;+Pro)",
    "Apple-iPhone12C1/1803.106",
    "MacOutlook/16.46.21021202+(Intelx64+Mac+OS+X+Version+10.15.7+(Build+19H524))",
    "python-requests/2.25.1",
)
PAGES = (
    ("GET", "/owa/auth/logon.aspx", "url=https%3a%2f%2fmail.corp.example%2fowa%2f&reason=0"),
    ("POST", "/owa/service.svc", "action=FindConversation&EP=1&ID=-{n}&AC=1"),
    ("POST", "/mapi/emsmdb/", "MailboxId={u}@corp.example"),
    ("POST", "/Microsoft-Server-ActiveSync/default.eas", "Cmd=Ping&User={u}&DeviceId=A{n}&DeviceType=iPhone"),
    ("POST", "/EWS/Exchange.asmx", "&CorrelationID=<empty>;&cafeReqId={g};"),
    ("GET", "/ecp/default.aspx", "-"),
    ("POST", "/autodiscover/autodiscover.xml", "-"),
    ("GET", "/owa/15.1.2176/resources/styles/premium_{n}.css", "-"),
)
USERS = ("award", "bokafor", "clindqvist", "dmoreau", "etanaka", "fhaddad", "HealthMailbox83d6781")
_SYSLOG = (
    "sshd[{n}]: Accepted publickey for {u} from 10.0.3.{o} port {p} ssh2: RSA SHA256:{g}",
    "sshd[{n}]: Failed password for invalid user {u} from 203.0.113.{o} port {p} ssh2",
    "CRON[{n}]: (root) CMD (   cd / && run-parts --report /etc/cron.hourly)",
    "sudo:    {u} : TTY=pts/0 ; PWD=/home/{u} ; USER=root ; COMMAND=/usr/bin/apt-get update",
    "systemd[1]: Started Session {n} of user {u}.",
    "kernel: [{n}.{p}] IN=eth0 OUT= SRC=203.0.113.{o} DST=198.51.100.4 LEN=40 TTL=243 PROTO=TCP SPT={p} DPT=443 SYN",
)
_CSV_HEAD = "datetime,user,client_ip,method,url,status,user_agent,category,action,bytes_in,bytes_out\n"
_SITES = ("www.example.org", "cdn.example.net", "login.vendor.example", "update.corp.example", "files.example.com")


@dataclass(frozen=True, slots=True)
class Kind:
    """A log: where it lies as a server has it, what stands at its beginning, and the lines of a day without end."""

    path: str
    head: bytes
    lines: Callable[[random.Random], Iterator[str]]
    date: str = "%Y-%m-%d"


def _clock(dice: random.Random, step_ms: int) -> Iterator[str]:
    """Yield the times of a day, thousandths included; when it is over, its last second goes on."""
    moment, end = 0, 86_399_999
    while True:
        moment = min(end, moment + dice.randrange(1, step_ms))
        seconds, milli = divmod(moment, 1000)
        yield f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{milli:03}"


def _filled(dice: random.Random, text: str) -> str:
    return text.format(
        n=dice.randrange(10_000_000), u=dice.choice(USERS), o=dice.randrange(1, 250), p=dice.randrange(1024, 65535),
        g=UUID(int=dice.getrandbits(128)),
    )  # fmt: skip


def _iis(dice: random.Random) -> Iterator[str]:
    for clock in _clock(dice, 1000):
        method, stem, query = dice.choice(PAGES)
        user = f"CORP\\{dice.choice(USERS)}" if dice.random() < 0.6 else "-"
        referer = "https://mail.corp.example/owa/" if dice.random() < 0.3 else "-"
        status = dice.choice(("200 0 0", "200 0 0", "200 0 0", "401 1 2148074254", "302 0 0", "404 0 2"))
        address = f"10.0.{dice.randrange(4)}.{dice.randrange(250)}"
        yield (
            f"{DATE} {clock[:8]} 192.0.2.20 {method} {_filled(dice, stem)} {_filled(dice, query)} 443 {user} {address}"
            f" {dice.choice(AGENTS)} {referer} {status} {dice.randrange(2000)}\r\n"
        )


_IIS_HEAD = (
    b"#Software: Microsoft Internet Information Services 10.0\r\n#Version: 1.0\r\n#Date: 2021-03-01 00:00:00\r\n"
    b"#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer)"
    b" sc-status sc-substatus sc-win32-status time-taken\r\n"
)


def _httpproxy(dice: random.Random) -> Iterator[str]:
    for clock in _clock(dice, 3400):
        method, stem, query = dice.choice(PAGES)
        user, number = dice.choice(USERS), dice.randrange(9_000_000)
        named = {
            "DateTime": f"{DATE}T{clock}Z", "RequestId": str(UUID(int=dice.getrandbits(128))), "MajorVersion": "15",
            "MinorVersion": "1", "BuildVersion": "2176", "RevisionVersion": "2", "Protocol": "Owa",
            "ClientRequestId": f"{dice.getrandbits(64):X}", "UrlHost": "mail.corp.example",
            "UrlStem": _filled(dice, stem), "AuthenticationType": "FBA", "IsAuthenticated": "true",
            "AuthenticatedUser": f"{user}@corp.example", "AnchorMailbox": f"Sid~S-1-5-21-1004336348-{number}-1117",
            "UserAgent": dice.choice(AGENTS).replace("+", " ").replace(",", " "),
            "ClientIpAddress": f"10.0.{dice.randrange(4)}.{dice.randrange(250)}", "ServerHostName": "EXCH01",
            "HttpStatus": dice.choice(("200", "200", "200", "401", "302")), "BackEndStatus": "200", "Method": method,
            "ProxyAction": "Proxy", "TargetServer": "exch01.corp.example", "TargetServerVersion": "15.01.2176.000",
            "RoutingType": "IntraForest", "RoutingHint": "Sid-Cookie", "BackEndCookie": f"Database~{number}~~2021",
            "RequestBytes": str(dice.randrange(9000)), "ResponseBytes": str(dice.randrange(90000)),
            "TotalRequestTime": str(dice.randrange(4000)), "UrlQuery": f'"?{_filled(dice, query)}"',
            "GenericInfo": f'"BeginRequest={DATE}T{clock}Z;CorrelationID=<empty>;ProxyState-Run=None;'
            f'DownLevelTargetHash={number % 3}/0/1;ClientAccessServer=EXCH01.corp.example;BeginGetResponse={number}"',
            "RoutingStatus": "CafeV1",
        }  # fmt: skip
        latencies = (str(dice.randrange(90)) if name.endswith("Latency") else "" for name in _httpproxy_names())
        yield (
            ",".join(named.get(name, latency) for name, latency in zip(_httpproxy_names(), latencies, strict=True))
            + "\r\n"
        )


def _httpproxy_names() -> tuple[str, ...]:
    from tocsin.collecting.formats.exchange_httpproxy import NAMES

    return NAMES


def _httpproxy_head() -> bytes:
    names = ",".join(_httpproxy_names()).encode()
    return (
        b"\xef\xbb\xbf#Software: Microsoft Exchange Server\r\n#Version: 15.01.2176.002\r\n#Log-type: HttpProxy Logs\r\n"
        b"#Date: 2021-03-01T00:00:00.130Z\r\n#Fields: " + names + b"\r\n"
    )


def _events(dice: random.Random) -> Iterator[str]:
    """Yield Windows events as public recordings have them: flat, fields beside the message that repeats them."""
    made = windows_days.events(10_000_000, seed=dice.randrange(1 << 30))
    for number, (clock, event) in enumerate(zip(_clock(dice, 2400), made, strict=False)):
        fields = {name or "Data": said for name, said in event.data}
        fields |= {"UtcTime": f"{DATE} {clock}"} if "UtcTime" in fields else {}
        line = json.dumps(
            {
                "SourceName": event.provider, "Level": "4", "Keywords": "0x8000000000000000", "Channel": event.channel,
                "Hostname": event.computer, "TimeCreated": f"{DATE}T{clock}Z", "@timestamp": f"{DATE}T{clock}Z",
                "EventID": event.event_id, "RecordNumber": 0, "Task": "3",
                "Message": "\r\n".join(["The event says:", *(f"{name}: {said}" for name, said in fields.items())]),
                **fields,
            },
            ensure_ascii=False,
        )  # fmt: skip
        marked = line.replace("\\u0001", "\x01")
        yield marked.replace('"RecordNumber": 0', f'"RecordNumber": {NUMBER}{number:07}') + "\n"


def _syslog(dice: random.Random) -> Iterator[str]:
    for clock in _clock(dice, 500):
        yield f"{DATE} {clock[:8]} web{dice.randrange(1, 4)} {_filled(dice, dice.choice(_SYSLOG))}\n"


def _proxy_csv(dice: random.Random) -> Iterator[str]:
    for clock in _clock(dice, 900):
        url = f"https://{dice.choice(_SITES)}/{dice.randrange(100_000)}/index.html?q={dice.getrandbits(32):x}"
        agent = dice.choice(AGENTS).replace("+", " ")
        yield (
            f"{DATE} {clock[:8]},{dice.choice(USERS)},10.0.{dice.randrange(4)}.{dice.randrange(250)},GET,{url},"
            f'{dice.choice((200, 200, 304, 404))},"{agent}",Business,Allowed,{dice.randrange(9000)},'
            f"{dice.randrange(90000)}\n"
        )


KINDS: dict[str, Kind] = {
    "jsonl": Kind("events.jsonl", b"", _events),
    "iis": Kind("W3SVC1/u_ex2103.log", _IIS_HEAD, _iis),
    "httpproxy": Kind("Logging/HttpProxy/Owa/HttpProxy_2021030100-1.LOG", _httpproxy_head(), _httpproxy),
    "syslog": Kind("var/log/syslog", b"", _syslog, "%b %e"),
    "csv": Kind("proxy.csv", _CSV_HEAD.encode(), _proxy_csv),
}


def day(kind: Kind, seed: int, size: int = DAY_BYTES) -> bytes:
    """Return a day's lines, of about `size` bytes, with marks where date and numbers go."""
    lines: list[str] = []
    length = 0
    for line in kind.lines(random.Random(seed)):
        lines.append(line)
        length += len(line)
        if length >= size:
            break
    return "".join(lines).encode()


def write_log(kind: Kind, folder: Path, megabytes: float, *, seed: int = 1) -> tuple[Path, int]:
    """Write a log of at least so many megabytes (2^20 bytes); returns it and how many records it has."""
    wanted = int(megabytes * (1 << 20))
    made = day(kind, seed, min(DAY_BYTES, wanted))
    a_day = made.count(b"\n")
    path = folder / kind.path
    path.parent.mkdir(parents=True, exist_ok=True)
    records = 0
    with path.open("wb") as file:
        written = file.write(kind.head)
        number = 0
        while written < wanted:
            date = (FIRST_DAY + timedelta(days=number)).strftime(kind.date).encode()
            numbers = str(_FIRST_NUMBER + number).encode()
            written += file.write(made.replace(DATE.encode(), date).replace(NUMBER.encode(), numbers))
            records += a_day
            number += 1
    return path, records
