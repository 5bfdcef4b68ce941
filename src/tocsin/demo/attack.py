"""The attack on a made-up server, step by step, each in every log that records it; and those who merely scan.

Nothing here works as an attack: where a web shell's body stood, there is inert text, and addresses are those reserved
for documentation. The order, the gaps, the change of user agents and the two host names follow a published real case.
"""

from __future__ import annotations

from collections.abc import Callable

from tocsin.demo.daily_life import BROWSER
from tocsin.demo.scene import AUTODISCOVER, DAY, DOMAIN, INSTALLED, MAIL, Back, Command, Request, Scene, at
from tocsin.demo.windows import FRONT_END, SYSTEM32, WORKER, WORKER_COMMAND, cmdlet, file, plain, process, share

STAGES = ("scanned", "attempted", "session", "enumerated", "wrote", "reached", "executed")
"""How far an attack can be told to go, in order."""

FIRST = at("2021-02-28T03:12:42.162Z")
"""When the first forged request arrives: two days before the vulnerabilities were made public."""

PAGE = "supp0rt.aspx"
INERT = 'http://f/<script language="JScript" runat="server">function Page_Load(){/* inert demo text */}</script>'
ATTACKER, VISITOR = "198.51.100.23", "203.0.113.151"
_LIBRARY, _AUTODISCOVER_AGENT = "python-requests/2.25.1", "ExchangeServicesClient/0.0.0.0"
_DIRECTORY = "982d48c8-5d1e-4b6b-b431-53fd7ea40001"
_NAMES = (
    "RedirSuiteServerProxy",
    "errorFS",
    "ErrorAA",
    "OutlookEN",
    "zntwv",
    "fexppw",
    "getpp",
    "Err0r",
    "TimeoutLogout",
    PAGE.removesuffix(".aspx"),
)
_CANARIES = ("vT9pWq3kLU2mYb8sHr5xNc1dZe7gJa.", "Qm4fXs7nRt0wKc6vBz2yLp9hGd5jUe.")


def attack(scene: Scene, stage: str) -> None:
    """Put the attack into a scene, up to and with a stage."""
    reached = STAGES.index(stage)
    scan(scene, answered=reached >= STAGES.index("reached"))
    for number, (site, canary) in enumerate(zip((MAIL, AUTODISCOVER), _CANARIES, strict=True)):
        for step in _STEPS[: reached + 1]:
            step(scene, FIRST + number * 568_000, site, canary)
    if reached >= STAGES.index("reached"):
        visit(scene, FIRST + 2 * DAY)
    if reached >= STAGES.index("executed"):
        command(scene, FIRST + 2 * DAY + 190_000)


def scan(scene: Scene, *, answered: bool = False) -> None:
    """Put the scanners into a scene that every server saw; `answered`: the page one of them asks for is there."""
    time = at("2021-03-04T17:20:11.071Z")
    scene.requests.append(
        Request(
            time,
            "Owa",
            "GET",
            "/owa/auth/x.js",
            "203.0.113.88",
            "Mozilla/5.0 (compatible; Nmap Scripting Engine)",
            500,
            anchor="ServerInfo~localhost/ecp/default.flt?",
            columns={
                "RoutingHint": "X-AnonResource-Backend-Cookie",
                "TargetServer": "localhost",
                "TargetServerVersion": "0.00.0003.000",
                "ErrorCode": "CrossRegion",
                "GenericInfo": "ProxyToDownLevel=True",
            },
        )
    )
    tool = "/ecp/Current/exporttool/microsoft.exchange.ediscovery.exporttool.application"
    scene.requests.append(Request(time + 4 * DAY, "Ecp", "GET", tool, "203.0.113.140", "Mozilla/5.0 zgrab/0.x", 200))
    wave = at("2021-03-06T17:27:44.124Z")
    for number, name in enumerate(_NAMES):
        for copy, site in enumerate((MAIL, AUTODISCOVER)):
            there = answered and f"{name}.aspx" == PAGE
            moment = wave + number * 610 + copy * 74
            stem = f"/owa/auth/{name}.aspx"
            scene.requests.append(
                Request(moment, "Owa", "GET", stem, "203.0.113.176", BROWSER, 200 if there else 302, site=site)
            )


def _forge(
    scene: Scene, time: int, site: str, path: str, status: int, *, agent: str = _LIBRARY, query: str = ""
) -> None:
    """Add a request whose cookie routes it to a path of the back end."""
    server = f"{scene.host.lower()}.{DOMAIN}"
    target = f"{path}?{query}#" if query else f"{path}?#"
    scene.requests.append(
        Request(
            time,
            "Ecp",
            "POST",
            "/ecp/y.js",
            ATTACKER,
            agent,
            status,
            site=site,
            anchor=f"ServerInfo~a]@{server}:444{target}",
            back=Back(path, query, f"CORP\\{scene.host}$"),
            columns={
                "RoutingHint": "X-BEResource-Cookie",
                "TargetServer": server,
                "TargetServerVersion": "15.01.2106.000",
                "BackEndCookie": f"Server~a]@{server}:444{target}~1941962753~2021-03-28T03:22:42",
            },
        )
    )


def _scanned(scene: Scene, time: int, site: str, canary: str) -> None:
    """Nothing beyond what `scan` has put there."""


def _attempted(scene: Scene, time: int, site: str, canary: str) -> None:
    _forge(scene, time, site, "/autodiscover/autodiscover.xml", 200, agent=_AUTODISCOVER_AGENT)


def _session(scene: Scene, time: int, site: str, canary: str) -> None:
    _forge(scene, time + 1_537, site, "/mapi/emsmdb/", 200)
    _forge(scene, time + 4_048, site, "/ecp/proxyLogon.ecp", 241)


def _enumerated(scene: Scene, time: int, site: str, canary: str) -> None:
    path = "/ecp/DDI/DDIService.svc/GetObject"
    _forge(scene, time + 9_381, site, path, 200, query=f"msExchEcpCanary={canary}&schema=OABVirtualDirectory")
    scene.commands.append(Command(time + 9_227, path, "Get-OabVirtualDirectory.ADPropertiesOnly=$true.Identity=$null"))


def _wrote(scene: Scene, time: int, site: str, canary: str) -> None:
    path = "/ecp/DDI/DDIService.svc/SetObject"
    user = f"{DOMAIN}/Users/Administrator"
    url = f"{path}?msExchEcpCanary={canary}&schema=OABVirtualDirectory"
    _forge(scene, time + 11_880, site, path, 200, query=f"msExchEcpCanary={canary}&schema=OABVirtualDirectory")
    scene.commands.append(
        Command(time + 11_610, url, f"Set-OabVirtualDirectory.ExternalUrl='{INERT}'.Identity='{_DIRECTORY}'")
    )
    scene.events.append(
        cmdlet(
            time + 11_640, "Set-OabVirtualDirectory", f'-ExternalUrl "{INERT}" -Identity "OAB (Default Web Site)"', user
        )
    )
    _forge(scene, time + 14_197, site, path, 200, query=f"msExchEcpCanary={canary}&schema=ResetOABVirtualDirectory")
    identity = f"{scene.host}\\OAB (Default Web Site)"
    scene.events += [
        cmdlet(time + 13_900, "Remove-OabVirtualDirectory", f'-Force "True" -Identity "{identity}"', user),
        cmdlet(
            time + 16_650,
            "New-OabVirtualDirectory",
            f'-WebSiteName "Default Web Site" -Server "{scene.host}" -Path "{INSTALLED}\\FrontEnd\\HttpProxy\\OAB"',
            user,
        ),
        plain(
            time + 13_940,
            "Application",
            "MSExchange Front End HTTP Proxy",
            1002,
            ["Oab"],
            "[Oab] Application shutting down.",
        ),
        file(time + 13_700, "System", f"{FRONT_END}\\owa\\auth\\{PAGE}"),
        share(
            time + 13_700,
            f"{scene.host}$",
            "127.0.0.1",
            f"{FRONT_END[3:]}\\owa\\auth\\{PAGE}",
            "0x12019f",
            "%%1538 %%4416 %%4417",
        ),
    ]
    scene.commands.append(
        Command(
            time + 17_100,
            url,
            f"Set-OabVirtualDirectory.ExternalUrl=$null.Identity='{_DIRECTORY}'",
            "ADNoSuchObjectException",
        )
    )


def visit(scene: Scene, time: int) -> None:
    """Somebody else asks for the page two days later, and ASP.NET compiles it."""
    stem = f"/owa/auth/{PAGE}"
    scene.requests.append(Request(time, "Owa", "GET", stem, VISITOR, BROWSER, 200, took=133))
    scene.requests.append(Request(time + 5 * 3_600_000, "Owa", "GET", stem, VISITOR, BROWSER, 200))
    framework = r"C:\Windows\Microsoft.NET\Framework64\v4.0.30319"
    compiled = rf"{framework}\Temporary ASP.NET Files\owa\8e05b027\e164d61b\App_Web_kq2vbn1d"
    scene.events += [file(time + 60, WORKER, f"{compiled}.0.js"), file(time + 110, WORKER, f"{compiled}.dll")]
    compiler = rf"{framework}\cvtres.exe"
    scene.events += process(
        time + 90,
        scene.host,
        compiler,
        "cvtres.exe /NOLOGO /READONLY /MACHINE:IX86",
        SYSTEM32 + r"inetsrv\w3wp.exe",
        WORKER_COMMAND,
    )


def command(scene: Scene, time: int) -> None:
    """Commands go through the page: who am I, a dump of LSASS into the web folder, an archive of it."""
    worker, shell = SYSTEM32 + r"inetsrv\w3wp.exe", SYSTEM32 + "cmd.exe"
    web = r"C:\inetpub\wwwroot\aspnet_client"
    dump = rf"rundll32.exe C:\windows\system32\comsvcs.dll MiniDump 712 {web}\m.dmp full"
    for number, line in enumerate(
        ("cmd /c whoami&echo [S]&cd&echo [E]", f'cmd /c "{dump}"', rf'cmd /c "makecab {web}\m.dmp {web}\m.dmp.zip"')
    ):
        moment = time + number * 41_000
        scene.requests.append(
            Request(moment, "Owa", "POST", f"/owa/auth/{PAGE}", VISITOR, "antSword/v2.1", 200, took=2_100)
        )
        scene.events += process(moment + 30, scene.host, shell, line, worker, WORKER_COMMAND)
    scene.events += process(time + 41_090, scene.host, SYSTEM32 + "rundll32.exe", dump, shell)
    scene.events.append(file(time + 41_400, SYSTEM32 + "rundll32.exe", rf"{web}\m.dmp"))
    scene.events += process(
        time + 82_090, scene.host, SYSTEM32 + "makecab.exe", rf"makecab {web}\m.dmp {web}\m.dmp.zip", shell
    )


def _later(scene: Scene, time: int, site: str, canary: str) -> None:
    """Done once for both names, in `attack`."""


_STEPS: tuple[Callable[[Scene, int, str, str], None], ...] = (
    _scanned,
    _attempted,
    _session,
    _enumerated,
    _wrote,
    _later,
    _later,
)
