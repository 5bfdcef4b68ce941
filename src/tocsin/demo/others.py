"""Ordinary life beside requests to Exchange: mail, sign-ins to Entra, a web proxy, a web server.

In: a folder, days, a seed, a scale. Out: `entra/SigninLogs_<day>.json` and `AuditLogs_<day>.json` as the diagnostic
settings export them, `proxy01/access.log` as Squid writes it, `web01/access.log` as nginx does, and the first server's
message tracking and SMTP logs. At scale 1 a day has 20,500 messages, 4,000 probes, 3,600 deliveries from outside with
2,100 probes and 4,250 to outside (a customer's capture); 2,000 sign-ins, 96,000 requests through the proxy and 20,000
to the web server, which nobody measured.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import orjson

from tocsin.demo.daily_life import BROWSER, NIGHT, WEEKEND, Draws
from tocsin.demo.scene import DAY, DOMAIN, HOUR, written

KINDS = ("entra", "mail", "web")
MAIL_SERVER = "EX01"
MESSAGES, MESSAGE_PROBES, SMTP_IN, SMTP_PROBES, SMTP_OUT = 20_500, 4_000, 3_600, 2_100, 4_250
TRACKING = (
    "date-time,client-ip,client-hostname,server-ip,server-hostname,source-context,connector-id,source,event-id,"
    "internal-message-id,message-id,network-message-id,recipient-address,recipient-status,total-bytes,recipient-count,"
    "related-recipient-address,reference,message-subject,sender-address,return-path,message-info,directionality,"
    "tenant-id,original-client-ip,original-server-ip,custom-data"
)
SMTP = "date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context"
_TRANSPORT = "C/Program Files/Microsoft/Exchange Server/V15/TransportRoles/Logs"
SIGN_INS, PROXIED, SERVED = 2_000, 96_000, 20_000
_TENANT = "3f1d5a52-0c0e-4a5a-9c37-6d1f4e0a9c57"
_APPS = (("Office 365 Exchange Online", 0.5), ("Microsoft Teams", 0.3), ("SharePoint Online", 0.2))
_SITES = ("www.example.com", "news.example.net", "static.example.org", f"intranet.{DOMAIN}", "updates.example.com")
_PAGES = ("/", "/index.html", "/news", "/style.css", "/logo.png", "/contact", "/search?q=travel", "/favicon.ico")


def live_beside(folder: Path, begin: int, end: int, seed: int, scale: float, kinds: frozenset[str]) -> int:
    """Write ordinary life of these kinds; returns how many records there are."""
    draws = np.random.default_rng([seed, 99])
    count = 0
    for day in range(begin, end, DAY):
        weight = scale * (WEEKEND if (day // DAY + 3) % 7 >= 5 else 1.0)
        if "entra" in kinds:
            count += _entra(folder / "entra", day, draws, weight)
        if "mail" in kinds:
            count += _tracking(folder / MAIL_SERVER / _TRANSPORT, day, draws, weight)
            count += _smtp(folder / MAIL_SERVER / _TRANSPORT, day, draws, weight)
        if "web" in kinds:
            count += _append(folder / "proxy01" / "access.log", _squid(day, draws, weight))
            count += _append(folder / "web01" / "access.log", _nginx(day, draws, weight))
    return count


def _moments(day: int, count: int, draws: Draws) -> list[int]:
    weights = np.array([1.0 if 6 <= hour < 18 else NIGHT for hour in range(24)])
    hours = draws.choice(24, size=count, p=weights / weights.sum())
    return np.sort(day + hours * HOUR + draws.integers(0, HOUR, size=count)).tolist()


def _append(path: Path, lines: Iterator[str]) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    count = 0
    with path.open("a", encoding="utf-8", newline="") as file:
        for line in lines:
            file.write(line)
            count += 1
    return count


def _entra(folder: Path, day: int, draws: Draws, weight: float) -> int:
    """Write the sign-ins and the changes of a day, an object a line."""
    stamp = written(day, digits=0)[:10].replace("-", "")
    writers: tuple[tuple[str, Callable[[int, Draws], dict[str, object]], int], ...] = (
        ("SigninLogs", _sign_in, max(4, round(SIGN_INS * weight))),
        ("AuditLogs", _change, max(1, round(SIGN_INS * weight / 100))),
    )
    for category, made, count in writers:
        lines = (
            orjson.dumps(
                {"time": written(time), "tenantId": _TENANT, "category": category, **made(time, draws)}
            ).decode()
            for time in _moments(day, count, draws)
        )
        _append(folder / f"{category}_{stamp}.json", (f"{line}\n" for line in lines))
    return sum(count for _, _, count in writers)


def _sign_in(time: int, draws: Draws) -> dict[str, object]:
    number, failed = int(draws.integers(0, 240)), bool(draws.random() < 0.05)
    app = str(draws.choice([name for name, _ in _APPS], p=[share for _, share in _APPS]))
    code = 50126 if failed else 0
    return {
        "operationName": "Sign-in activity",
        "properties": {
            "id": _identifier(draws),
            "createdDateTime": written(time),
            "userPrincipalName": f"user{number:03d}@{DOMAIN}",
            "userDisplayName": f"User {number}",
            "appDisplayName": app,
            "clientAppUsed": "Browser" if number % 3 else "Mobile Apps and Desktop clients",
            "ipAddress": f"203.0.113.{number % 60}",
            "conditionalAccessStatus": "notApplied" if failed else "success",
            "isInteractive": True,
            "riskLevelDuringSignIn": "none",
            "status": {"errorCode": code, "failureReason": "Invalid username or password." if failed else "Other."},
            "deviceDetail": {"operatingSystem": "Windows 10", "browser": "Edge 88.0.705"},
            "location": {"city": "Bern", "countryOrRegion": "CH"},
        },
    }


def _change(time: int, draws: Draws) -> dict[str, object]:
    number = int(draws.integers(0, 240))
    return {
        "operationName": "Update user",
        "properties": {
            "id": _identifier(draws),
            "activityDateTime": written(time),
            "activityDisplayName": "Update user",
            "category": "UserManagement",
            "result": "success",
            "loggedByService": "Core Directory",
            "initiatedBy": {"user": {"userPrincipalName": f"exadmin@{DOMAIN}", "ipAddress": "203.0.113.7"}},
            "targetResources": [{"type": "User", "userPrincipalName": f"user{number:03d}@{DOMAIN}"}],
        },
    }


def _identifier(draws: Draws) -> str:
    digits = draws.bytes(16).hex()
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-9{digits[17:20]}-{digits[20:]}"


def _headed(kind: str, names: str, day: int) -> str:
    stamp = written(day, digits=0)
    software = "#Software: Microsoft Exchange Server\r\n#Version: 15.01.2106.002\r\n"
    return f"\ufeff{software}#Log-type: {kind} Log\r\n#Date: {stamp[:19]}.004Z\r\n#Fields: {names}\r\n"


def _rows(path: Path, header: str, rows: list[str]) -> int:
    """Begin a file, or add to it; returns how many rows there are."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(header + "".join(rows), encoding="utf-8", newline="")
    return len(rows)


def _tracking(folder: Path, day: int, draws: Draws, weight: float) -> int:
    """Write what became of each message: taken in, and delivered; probes go from a health mailbox to itself."""
    people, probes = max(4, round(MESSAGES * weight)), max(1, round(MESSAGE_PROBES * weight))
    numbers = draws.integers(0, 240, size=(people + probes, 2)).tolist()
    probing = (draws.permutation(people + probes) < probes).tolist()
    rows: list[str] = []
    for at, time in enumerate(_moments(day, people + probes, draws)):
        one, other = (f"user{number:03d}@{DOMAIN}" for number in numbers[at])
        if probing[at]:
            one = other = f"HealthMailbox0b1c@{DOMAIN}"
        subject = "Probe" if probing[at] else f"Minutes of meeting {numbers[at][0]}"
        identifier = _identifier(draws)
        for after, source, event in ((0, "SMTP", "RECEIVE"), (900, "STOREDRIVER", "DELIVER")):
            rows.append(
                f"{written(time + after)},192.0.2.25,{MAIL_SERVER},192.0.2.25,{MAIL_SERVER},,Default,{source},{event},"
                f"{at},<{identifier}@{DOMAIN}>,{identifier},{other},,{2_000 + numbers[at][1] * 90},1,,,{subject},{one},"
                f"{one},,Originating,,192.0.2.{60 + numbers[at][0] % 150},192.0.2.25,\r\n"
            )
    rows.sort()
    name = f"MSGTRK{written(day, digits=0)[:10].replace('-', '')}-1.LOG"
    return _rows(folder / "MessageTracking" / name, _headed("Message Tracking", TRACKING, day), rows)


def _smtp(folder: Path, day: int, draws: Draws, weight: float) -> int:
    """Write the conversations with other mail servers: who connected, who greeted, what was said, the end."""
    count = 0
    ways = (
        (
            "SmtpReceive",
            "RECV",
            "SMTP Receive Protocol",
            SMTP_IN + SMTP_PROBES,
            "Default Frontend",
            "EHLO mx.example.net",
        ),
        ("SmtpSend", "SEND", "SMTP Send Protocol", SMTP_OUT, "To the internet", f"EHLO mail.{DOMAIN}"),
    )
    for place, begin, kind, each, connector, greeting in ways:
        sessions = max(2, round(each * weight))
        peers = draws.integers(1, 250, size=sessions).tolist()
        rows: list[str] = []
        for at, time in enumerate(_moments(day, sessions, draws)):
            session = draws.bytes(8).hex().upper()
            said = (("+", ""), ("<", greeting), (">", "250 2.1.0 Sender OK"), ("-", "Local"))
            rows += [
                f"{written(time + number * 40)},{MAIL_SERVER}\\{connector} {MAIL_SERVER},{session},{number},"
                f"192.0.2.25:25,198.51.100.{peers[at]}:{40_000 + at % 20_000},{event},{data},\r\n"
                for number, (event, data) in enumerate(said)
            ]
        rows.sort()
        name = f"{begin}{written(day, digits=0)[:10].replace('-', '')}-1.LOG"
        path = folder / "FrontEnd" / "ProtocolLog" / place / name
        count += _rows(path, _headed(kind, SMTP, day), rows)
    return count


def _squid(day: int, draws: Draws, weight: float) -> Iterator[str]:
    count = max(24, round(PROXIED * weight))
    numbers = draws.integers(0, 240, size=count).tolist()
    sites = draws.integers(0, len(_SITES), size=count).tolist()
    sizes = draws.integers(400, 90_000, size=count).tolist()
    for time, number, site, size in zip(_moments(day, count, draws), numbers, sites, sizes, strict=True):
        secure = site % 2 == 0
        url = f"{_SITES[site]}:443" if secure else f"http://{_SITES[site]}{_PAGES[number % len(_PAGES)]}"
        action = "TCP_TUNNEL/200" if secure else "TCP_MISS/200"
        method, kind = ("CONNECT", "-") if secure else ("GET", "text/html")
        yield (
            f"{time // 1000}.{time % 1000:03d} {size % 900:6d} 192.0.2.{60 + number % 150} {action} {size} {method}"
            f" {url} user{number:03d} HIER_DIRECT/198.51.100.{site + 10} {kind}\n"
        )


def _nginx(day: int, draws: Draws, weight: float) -> Iterator[str]:
    count = max(24, round(SERVED * weight))
    numbers = draws.integers(0, 250, size=count).tolist()
    statuses = draws.choice([200, 304, 404, 500], size=count, p=[0.85, 0.11, 0.035, 0.005]).tolist()
    for time, number, status in zip(_moments(day, count, draws), numbers, statuses, strict=True):
        moment = datetime.fromtimestamp(time // 1000, UTC)
        yield (
            f"203.0.113.{number} - - [{moment:%d/%b/%Y:%H:%M:%S} +0000]"
            f' "GET {_PAGES[number % len(_PAGES)]} HTTP/1.1" {status} {1_000 + number * 37} "-" "{BROWSER}"\n'
        )
