"""Ordinary traffic of an Exchange server, in the proportions of a customer's capture, scaled down.

At scale 1 a server has a day 52,500 requests of people, 336,500 of probes and load balancers, 36,000 for static files,
and office hours from 6 to 18 UTC. Whatever the scale, each protocol is probed every hour, as the server does itself.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from tocsin.demo.scene import DAY, DOMAIN, HOUR, MAIL, Back, Command, Event, Line, Request, Scene
from tocsin.demo.windows import FRONT_END, SYSTEM32, cmdlet, file, logon, plain, process, script_block, share

PEOPLE, PROBES, STATIC = 52_500, 336_500, 36_000
NIGHT, WEEKEND = 0.12, 0.15
BROWSER = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/88.0.4324.182 Safari/537.36"
)
OUTLOOK = "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.13530; Pro)"
PROBE = "AMProbe/Local/ClientAccess"

Draws = np.random.Generator

_ROUTES: tuple[tuple[str, float, str, str, str], ...] = (  # protocol, share, method, stem, agent
    ("Mapi", 0.52, "POST", "/mapi/emsmdb/", OUTLOOK),
    ("Ews", 0.16, "POST", "/EWS/Exchange.asmx", OUTLOOK),
    ("Autodiscover", 0.09, "POST", "/autodiscover/autodiscover.xml", OUTLOOK),
    ("Owa", 0.08, "POST", "/owa/service.svc", BROWSER),
    ("Eas", 0.04, "POST", "/Microsoft-Server-ActiveSync/default.eas", "Apple-iPhone12C1/1804.52"),
    ("RpcHttp", 0.04, "RPC_IN_DATA", "/rpc/rpcproxy.dll", "MSRPC"),
    ("Rest", 0.03, "GET", "/api/v2.0/me/messages", "Outlook-iOS/2.0"),
    ("Oab", 0.02, "GET", "/OAB/7b1f0c2e-2c11-4f0d-8a6b-9d0e1f2a3b4c/oab.xml", "Microsoft BITS/7.8"),
    ("Ecp", 0.01, "GET", "/ecp/DDI/DDIService.svc/GetList", BROWSER),
    ("PowerShell", 0.01, "POST", "/powershell", "Microsoft WinRM Client"),
)
_STATIC = (
    "/owa/auth/15.1.2106/themes/resources/logon.css",
    "/owa/auth/15.1.2106/scripts/premium/flogon.js",
    "/favicon.ico",
)
_ODD = ((0.018, 500), (0.009, 404), (0.009, 400), (0.009, 401))  # share of answers that are errors


def live(scene: Scene, begin: int, end: int, draws: Draws, scale: float) -> None:
    """Fill a scene with ordinary days, from the first moment of one to the first of another."""
    for day in range(begin, end, DAY):
        weekend = (day // DAY + 3) % 7 >= 5  # 1970-01-01 was a Thursday
        scene.requests += _people(day, draws, scale, WEEKEND if weekend else 1.0)
        scene.requests += _static(day, draws, scale, WEEKEND if weekend else 1.0)
        scene.requests += _probes(scene.host, day, draws, scale)
        scene.events += _events(scene.host, day, draws, quiet=weekend)
        scene.commands += [
            Command(
                day + hour * HOUR + 61_000,
                "/ecp/RulesEditor/InboxRules.svc/GetList",
                "Get-InboxRule.Mailbox='HealthMailbox0b1c'",
            )
            for hour in range(24)
        ]
        scene.lines += _address_book(day)


def times(day: int, count: int, draws: Draws) -> NDArray[np.int64]:
    """Return moments of a day, in order, most of them in office hours."""
    weights = np.array([1.0 if 6 <= hour < 18 else NIGHT for hour in range(24)])
    hours = draws.choice(24, size=count, p=weights / weights.sum())
    return np.sort(day + hours * HOUR + draws.integers(0, HOUR, size=count))


def _people(day: int, draws: Draws, scale: float, weight: float) -> Iterator[Request]:
    count = round(PEOPLE * scale * weight)
    shares = np.array([share for _, share, *_ in _ROUTES])
    routes = draws.choice(len(_ROUTES), size=count, p=shares / shares.sum())
    users = draws.integers(0, 240, size=count)
    statuses = draws.choice(
        [200, *(status for _, status in _ODD)], size=count, p=[1 - sum(s for s, _ in _ODD), *(s for s, _ in _ODD)]
    )
    challenged = draws.random(count) < 0.12
    took = draws.integers(8, 900, size=count)
    for time, route, number, status, before, ms in zip(
        times(day, count, draws).tolist(),
        routes.tolist(),
        users.tolist(),
        statuses.tolist(),
        challenged.tolist(),
        took.tolist(),
        strict=True,
    ):
        protocol, _, method, stem, agent = _ROUTES[route]
        client = f"192.0.2.{60 + number % 150}" if number < 150 else f"203.0.113.{number % 60}"
        if before:
            yield Request(
                time - 3, protocol, method, stem, client, agent, 401, columns={"AuthenticationType": "Negotiate"}
            )
        user = f"CORP\\user{number:03d}"
        yield Request(
            time,
            protocol,
            method,
            stem,
            client,
            agent,
            440 if protocol == "Owa" and status == 401 else status,
            user="" if status == 401 else user,
            anchor="" if status == 401 else f"MailboxGuid~{number:08x}-4f50-6172-8394-a5b6c7d8e9fa",
            back=Back(stem, "&ActID=0a1b2c3d", user) if status != 401 else None,
            columns={"AuthenticationType": "Negotiate", "RoutingHint": "WindowsIdentity"},
            took=ms,
        )


def _static(day: int, draws: Draws, scale: float, weight: float) -> Iterator[Request]:
    count = round(STATIC * scale * weight)
    for time, which, client in zip(
        times(day, count, draws).tolist(),
        draws.integers(0, len(_STATIC), count).tolist(),
        draws.integers(1, 60, count).tolist(),
        strict=True,
    ):
        yield Request(time, "", "GET", _STATIC[which], f"203.0.113.{client}", BROWSER, 200, took=2)


def _probes(host: str, day: int, draws: Draws, scale: float) -> Iterator[Request]:
    """Yield the server's own probes (each protocol, each hour), challenges and the load balancer's question."""
    an_hour = max(len(_ROUTES), round(PROBES * scale * 0.62 / 24))
    moments = day + draws.integers(0, HOUR, size=24 * an_hour)
    anonymous = (draws.random(24 * an_hour) < 0.3).tolist()
    for number, moment in enumerate(moments.tolist()):
        hour, which = divmod(number, an_hour)
        protocol, _, method, stem, _ = _ROUTES[which % len(_ROUTES)]
        time = moment + hour * HOUR
        user = "" if anonymous[number] else f"HealthMailbox0b1c@{DOMAIN}"
        yield Request(
            time,
            protocol,
            method,
            stem,
            "127.0.0.1",
            PROBE,
            200 if user else 401,
            user=user,
            site="localhost",
            anchor=f"Smtp~{user}" if user else "",
            back=Back(stem, "", user) if user else None,
        )
    for number, moment in enumerate((day + draws.integers(0, HOUR, size=24)).tolist()):
        yield Request(
            moment + number * HOUR,
            "Owa",
            "GET",
            "/owa/healthcheck.htm",
            "192.0.2.9",
            "LoadBalancer/3.1",
            200,
            site=MAIL,
        )
    challenges = round(PROBES * scale * 0.26)
    for moment in times(day, challenges, draws).tolist():
        yield Request(moment, "Mapi", "POST", "/mapi/emsmdb/", "203.0.113.44", OUTLOOK, 401)


def _events(host: str, day: int, draws: Draws, *, quiet: bool) -> Iterator[Event]:
    """Yield what Windows records of a day's work: a little of each kind every hour."""
    monitor = r"C:\Program Files\Microsoft\Exchange Server\V15\Bin\MSExchangeHMWorker.exe"
    jitter = draws.integers(0, 50_000, size=24).tolist()
    users = draws.integers(0, 240, size=24).tolist()
    for hour in range(24):
        time = day + hour * HOUR + 120_000 + jitter[hour]
        yield from process(time, host, SYSTEM32 + "netsh.exe", '"netsh" interface tcp show global', monitor)
        yield file(time + 4_000, SYSTEM32 + "svchost.exe", r"C:\inetpub\temp\appPools\APC4F2.tmp")
        yield logon(time + 9_000, f"user{users[hour]:03d}", "3", f"192.0.2.{60 + users[hour] % 150}")
        yield share(
            time + 11_000,
            f"{host}$",
            "192.0.2.25",
            r"Policies\{31B2F340-016D-11D2-945F-00C04FB984F9}\gpt.ini",
            "0x120089",
            "%%4416",
            r"\\*\SYSVOL",
        )
        if hour % 3 == 0:
            yield plain(
                time + 15_000,
                "Application",
                "MSExchange Mid-Tier Storage",
                9000,
                ["w3wp"],
                "[Process:w3wp PID:10696] Successfully populated ServiceTopology.",
            )
            yield plain(
                time + 20_000,
                "System",
                "Service Control Manager",
                7036,
                ["WMI Performance Adapter", "stopped"],
                "The WMI Performance Adapter service entered the stopped state.",
            )
        if hour % 6 == 2:
            yield script_block(time + 25_000, "Get-Counter -Counter $names", r"C:\Scripts\counters.ps1")
        if hour % (6 if quiet else 4) == 1:
            parameters = f'-Identity "user{users[hour]:03d}" -ProhibitSendQuota "2 GB"'
            yield cmdlet(time + 30_000, "Set-Mailbox", parameters, f"{DOMAIN}/Users/svc-quota")
    if (day // DAY) % 7 == 0:
        yield file(day + 2 * HOUR, r"C:\Windows\System32\msiexec.exe", FRONT_END + r"\owa\auth\errorFE.aspx")


def _address_book(day: int) -> Iterator[Line]:
    for hour in (4, 12, 20):
        time = day + hour * HOUR
        yield Line(time, "Information", "Generation of the offline address book started")
        yield Line(time + 95_000, "Information", "Generation of the offline address book finished: 240 records")
