"""Harmless things that look like the attack: what must count as scanned at most, or as nothing.

Each function puts one of them into a scene. They are the mistakes that searches for this attack are known to make.
"""

from __future__ import annotations

from collections.abc import Callable

from tocsin.demo.daily_life import BROWSER
from tocsin.demo.scene import DAY, DOMAIN, HOUR, Back, Command, Request, Scene
from tocsin.demo.windows import FRONT_END, SYSTEM32, cmdlet, file, panel_error, plain, process, script_block, share

_OAB = "/ecp/DDI/DDIService.svc/SetObject"


def all_of_them(scene: Scene, begin: int, end: int) -> None:
    """Put every look-alike into a scene, spread evenly over its time, each at the time of day at which it happens."""
    days = (end - begin) // DAY
    for number, (put, clock) in enumerate(_ALL):
        put(scene, begin + (number * 2 + 1) * days // (2 * len(_ALL)) * DAY + clock)


def administrator_sets_address(scene: Scene, time: int) -> None:
    """Let an administrator give the offline address book's directory its public address, as a set-up guide says."""
    scene.requests.append(
        Request(
            time,
            "Ecp",
            "POST",
            _OAB,
            "192.0.2.60",
            BROWSER,
            200,
            query="schema=OABVirtualDirectory&msExchEcpCanary=a1b2c3",
            user="CORP\\exadmin",
            back=Back(_OAB, "schema=OABVirtualDirectory&msExchEcpCanary=a1b2c3", "CORP\\exadmin"),
            columns={"AuthenticationType": "FBA", "RoutingHint": "WindowsIdentity"},
        )
    )
    address = f"https://mail.{DOMAIN}/OAB"
    identity = f"{scene.host}\\OAB (Default Web Site)"
    scene.commands.append(
        Command(time + 210, _OAB, f"Set-OabVirtualDirectory.ExternalUrl='{address}'.Identity='{identity}'")
    )
    scene.events.append(
        cmdlet(
            time + 230,
            "Set-OabVirtualDirectory",
            f'-ExternalUrl "{address}" -Identity "{identity}"',
            f"{DOMAIN}/Users/exadmin",
        )
    )


def panel_refuses(scene: Scene, time: int) -> None:
    """Let the control panel refuse a page to a user: the same event id that a forged request leaves."""
    for number in range(6):
        url = f"https://mail.{DOMAIN}/ecp/UsersGroups/NewMailbox.aspx?pwmcid={number}"
        scene.events.append(
            panel_error(time + number * 41_000, "CORP\\user017", url, "System.Web.HttpException (0x80004005): 403")
        )


def crawler(scene: Scene, time: int) -> None:
    """Let search engines' robots, whose names the attackers used, fetch pages as robots do."""
    agents = (
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "DuckDuckBot/1.0; (+http://duckduckgo.com/duckduckbot.html)",
    )
    for number, agent in enumerate(agents * 3):
        scene.requests.append(
            Request(
                time + number * 7_000,
                "Owa",
                "GET",
                "/owa/auth/logon.aspx",
                "203.0.113.201",
                agent,
                200,
                query="replaceCurrent=1",
            )
        )


def monitoring(scene: Scene, time: int) -> None:
    """Let a monitoring script ask for the login page, with the library that the attackers' scripts used too."""
    for number in range(24):
        scene.requests.append(
            Request(
                time + number * HOUR, "Owa", "GET", "/owa/auth/logon.aspx", "192.0.2.15", "python-requests/2.25.1", 200
            )
        )


def restore(scene: Scene, time: int) -> None:
    """Let a backup agent on another host put Exchange's own pages back over a share: the writer is "System" too."""
    pages = (
        r"\owa\auth\logon.aspx",
        r"\owa\auth\errorFE.aspx",
        r"\owa\auth\ExpiredPassword.aspx",
        r"\ecp\auth\TimeoutLogoff.aspx",
    )
    for number, page in enumerate(pages):
        moment = time + number * 300
        scene.events.append(file(moment, "System", FRONT_END + page))
        scene.events.append(
            share(moment, "svc-backup", "192.0.2.40", (FRONT_END + page)[3:], "0x12019f", "%%4416 %%4417 %%4418")
        )


def own_check(scene: Scene, time: int) -> None:
    """Let the administrator run the maker's own test script, whose text holds the very strings that it looks for."""
    text = (
        "Import-Csv -Path $logs | Where-Object { $_.AnchorMailbox -like 'ServerInfo~*/*'"
        " -and $_.BackEndCookie -like 'Server~*/*~*' }"
    )
    scene.events.append(script_block(time, text, r"C:\Users\exadmin\Downloads\Test-ProxyLogon.ps1"))
    shell = SYSTEM32 + r"WindowsPowerShell\v1.0\powershell.exe"
    scene.events += process(
        time - 900,
        scene.host,
        shell,
        r"powershell.exe -File C:\Users\exadmin\Downloads\Test-ProxyLogon.ps1",
        SYSTEM32 + "cmd.exe",
    )


def archives(scene: Scene, time: int) -> None:
    """Let a nightly job pack reports below ProgramData."""
    target = r"C:\ProgramData\reports\weekly.zip"
    tool = r"C:\Program Files\7-Zip\7z.exe"
    scene.events += process(
        time, scene.host, tool, rf"7z.exe a -tzip {target} D:\Shares\reports", SYSTEM32 + "svchost.exe"
    )
    scene.events.append(file(time + 1_200, tool, target))


def _clock(text: str) -> int:
    hour, minute, second = map(int, text.split(":"))
    return ((hour * 60 + minute) * 60 + second) * 1000


def administrator_recreates_directory(scene: Scene, time: int) -> None:
    """Let an administrator make the address book's directory anew, which shuts its application down."""
    identity = f"{scene.host}\\OAB (Default Web Site)"
    user = f"{DOMAIN}/Users/exadmin"
    scene.commands.append(
        Command(
            time - 9_000, _OAB.replace("Set", "Get"), "Get-OabVirtualDirectory.ADPropertiesOnly=$true.Identity=$null"
        )
    )
    scene.events += [
        cmdlet(time, "Remove-OabVirtualDirectory", f'-Force "True" -Identity "{identity}"', user),
        plain(
            time + 300,
            "Application",
            "MSExchange Front End HTTP Proxy",
            1002,
            ["Oab"],
            "[Oab] Application shutting down.",
        ),
        cmdlet(
            time + 4_000, "New-OabVirtualDirectory", f'-WebSiteName "Default Web Site" -Server "{scene.host}"', user
        ),
    ]


def support_case(scene: Scene, time: int) -> None:
    """Let an administrator dump processes for the maker's support, and count mailboxes with the old snap-in."""
    shell, tool = SYSTEM32 + "cmd.exe", r"C:\Tools\procdump64.exe"
    scene.events += process(time, scene.host, tool, r"procdump64.exe -accepteula -ma lsass.exe C:\Tools\l.dmp", shell)
    line = 'powershell -c "Add-PSSnapin Microsoft.Exchange.Management.PowerShell.SnapIn; (Get-Mailbox).Count"'
    scene.events += process(
        time + 600_000, scene.host, SYSTEM32 + r"WindowsPowerShell\v1.0\powershell.exe", line, shell
    )


_ALL: tuple[tuple[Callable[[Scene, int], None], int], ...] = (
    (administrator_sets_address, _clock("9:12:07")),
    (panel_refuses, _clock("13:40:51")),
    (crawler, _clock("2:11:09")),
    (monitoring, _clock("0:05:00")),
    (administrator_recreates_directory, _clock("10:02:44")),
    (support_case, _clock("14:20:10")),
    (restore, _clock("22:14:02")),
    (own_check, _clock("7:55:30")),
    (archives, _clock("1:30:00")),
)
