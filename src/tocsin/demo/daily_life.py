"""Ordinary traffic of an Exchange server, in the proportions of a customer's capture, scaled down.

At scale 1 a server has a day 52,500 requests of people, 336,500 of probes and load balancers, 36,000 for static files,
and office hours from 6 to 18 UTC. Whatever the scale, each protocol is probed every hour, as the server does itself.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tocsin.demo.scene import DAY, DOMAIN, HOUR, MAIL, Back, Command, Event, Line, Request, Scene
from tocsin.demo.windows import FRONT_END, SYSTEM32, cmdlet, file, logon, plain, process, script_block, share

PEOPLE, PROBES, STATIC = 52_500, 336_500, 36_000
WINDOWS = 40
"""Rounds of what Windows records in an hour at scale 1; one round at least, whatever the scale."""
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
    for part in hours(scene.host, begin, end, draws, scale):
        scene.add(part)


def hours(host: str, begin: int, end: int, draws: Draws, scale: float) -> Iterator[Scene]:
    """Yield ordinary life hour by hour, each in the order of time; `begin` and `end` are the first moments of days."""
    for day in range(begin, end, DAY):
        weekend = (day // DAY + 3) % 7 >= 5  # 1970-01-01 was a Thursday
        weight = WEEKEND if weekend else 1.0
        people = _by_hour(round(PEOPLE * scale * weight), draws)
        static = _by_hour(round(STATIC * scale * weight), draws)
        challenges = _by_hour(round(PROBES * scale * 0.26), draws)
        events = list(_events(host, day, draws, quiet=weekend, often=max(1, round(WINDOWS * scale))))
        lines = list(_address_book(day))
        for hour, count in enumerate(people):
            time = day + hour * HOUR
            part = Scene(host)
            part.requests += _people(time, count, draws)
            part.requests += _static(time, static[hour], draws)
            part.requests += _probes(time, draws, scale)
            part.requests += (
                Request(moment, "Mapi", "POST", "/mapi/emsmdb/", "203.0.113.44", OUTLOOK, 401)
                for moment in _moments(time, challenges[hour], draws)
            )
            part.events += [one for one in events if time <= one.time < time + HOUR]
            part.lines += [one for one in lines if time <= one.time < time + HOUR]
            part.commands.append(
                Command(
                    time + 61_000,
                    "/ecp/RulesEditor/InboxRules.svc/GetList",
                    "Get-InboxRule.Mailbox='HealthMailbox0b1c'",
                )
            )
            part.sort()
            yield part


def _by_hour(count: int, draws: Draws) -> list[int]:
    """Divide a day's number among its hours, most of it in office hours."""
    weights = np.array([1.0 if 6 <= hour < 18 else NIGHT for hour in range(24)])
    return draws.multinomial(count, weights / weights.sum()).tolist()


def _moments(hour: int, count: int, draws: Draws) -> list[int]:
    """Return moments of an hour, in order."""
    return np.sort(hour + draws.integers(0, HOUR, size=count)).tolist()


def _people(hour: int, count: int, draws: Draws) -> Iterator[Request]:
    shares = np.array([share for _, share, *_ in _ROUTES])
    routes = draws.choice(len(_ROUTES), size=count, p=shares / shares.sum())
    users = draws.integers(0, 240, size=count)
    statuses = draws.choice(
        [200, *(status for _, status in _ODD)], size=count, p=[1 - sum(s for s, _ in _ODD), *(s for s, _ in _ODD)]
    )
    challenged = draws.random(count) < 0.12
    took = draws.integers(8, 900, size=count)
    for time, route, number, status, before, ms in zip(
        _moments(hour, count, draws),
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
            asked = max(time - 3, hour)
            yield Request(
                asked, protocol, method, stem, client, agent, 401, columns={"AuthenticationType": "Negotiate"}
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


def _static(hour: int, count: int, draws: Draws) -> Iterator[Request]:
    for time, which, client in zip(
        _moments(hour, count, draws),
        draws.integers(0, len(_STATIC), count).tolist(),
        draws.integers(1, 60, count).tolist(),
        strict=True,
    ):
        yield Request(time, "", "GET", _STATIC[which], f"203.0.113.{client}", BROWSER, 200, took=2)


def _probes(hour: int, draws: Draws, scale: float) -> Iterator[Request]:
    """Yield the server's own probes (each protocol, each hour) and the load balancer's question."""
    count = max(len(_ROUTES), round(PROBES * scale * 0.62 / 24))
    anonymous = (draws.random(count) < 0.3).tolist()
    for number, time in enumerate((hour + draws.integers(0, HOUR, size=count)).tolist()):
        protocol, _, method, stem, _ = _ROUTES[number % len(_ROUTES)]
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
    for time in _moments(hour, max(1, round(PROBES * scale * 0.12 / 24)), draws):
        yield Request(time, "Owa", "GET", "/owa/healthcheck.htm", "192.0.2.9", "LoadBalancer/3.1", 200, site=MAIL)


def _events(host: str, day: int, draws: Draws, *, quiet: bool, often: int) -> Iterator[Event]:
    """Yield what Windows records of a day's work: `often` rounds of each kind every hour."""
    for turn in range(often):
        yield from _round(host, day + turn * (HOUR // often), draws, quiet=quiet)
    if (day // DAY) % 7 == 0:
        yield file(day + 2 * HOUR, r"C:\Windows\System32\msiexec.exe", FRONT_END + r"\owa\auth\errorFE.aspx")


def _round(host: str, day: int, draws: Draws, *, quiet: bool) -> Iterator[Event]:
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


def _address_book(day: int) -> Iterator[Line]:
    for hour in (4, 12, 20):
        time = day + hour * HOUR
        yield Line(time, "Information", "Generation of the offline address book started")
        yield Line(time + 95_000, "Information", "Generation of the offline address book finished: 240 records")
