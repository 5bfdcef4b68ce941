"""Windows events of a made-up case, by what they tell: a process, a file, a share access, a cmdlet."""

from __future__ import annotations

from tocsin.demo.scene import DOMAIN, INSTALLED, Event, written

SYSMON = "Microsoft-Windows-Sysmon/Operational"
POWERSHELL = "Microsoft-Windows-PowerShell/Operational"
AUDIT = "Microsoft-Windows-Security-Auditing"
FRONT_END = INSTALLED + r"\FrontEnd\HttpProxy"
SYSTEM32 = "C:\\Windows\\System32\\"
WORKER = r"c:\windows\system32\inetsrv\w3wp.exe"
WORKER_COMMAND = (
    f'{WORKER} -ap "MSExchangeOWAAppPool" -v "v4.0" -a \\\\.\\pipe\\iisipm4d0b'
    ' -h "C:\\inetpub\\temp\\apppools\\MSExchangeOWAAppPool\\MSExchangeOWAAppPool.config" -w "" -m 0'
)
SYSTEM = "NT AUTHORITY\\SYSTEM"


def guid(number: int) -> str:
    """Return the GUID by which Sysmon names the process of this number; the demo uses no number twice."""
    return f"{{6f2b41c0-0000-0000-{number >> 16 & 0xFFFF:04x}-{number & 0xFFFF:012x}}}"


def process(
    time: int,
    host: str,
    image: str,
    command: str,
    parent: str,
    parent_command: str = "",
    *,
    number: int | None = None,
    parent_number: int = 2024,
) -> list[Event]:
    """Return a process as Sysmon and the Security log record it; its number is made from the time unless given."""
    number = 4000 + time % 900_000 * 4 if number is None else number
    return [
        Event(
            time,
            SYSMON,
            "Microsoft-Windows-Sysmon",
            1,
            {
                "RuleName": "-",
                "UtcTime": written(time).replace("T", " ").rstrip("Z"),
                "ProcessGuid": guid(number),
                "ProcessId": str(number),
                "Image": image,
                "CommandLine": command,
                "User": SYSTEM,
                "LogonId": "0x3e7",
                "IntegrityLevel": "System",
                "ParentProcessGuid": guid(parent_number),
                "ParentProcessId": str(parent_number),
                "ParentImage": parent,
                "ParentCommandLine": parent_command or parent,
            },
        ),
        Event(
            time,
            "Security",
            AUDIT,
            4688,
            {
                "SubjectUserSid": "S-1-5-18",
                "SubjectUserName": f"{host}$",
                "SubjectDomainName": "CORP",
                "SubjectLogonId": "0x3e7",
                "NewProcessId": hex(number),
                "NewProcessName": image,
                "TokenElevationType": "%%1936",
                "ProcessId": hex(parent_number),
                "CommandLine": command,
                "ParentProcessName": parent,
                "MandatoryLabel": "S-1-16-16384",
            },
            level=0,
        ),
    ]


def file(time: int, image: str, target: str) -> Event:
    """Return a file's creation as Sysmon records it."""
    utc = written(time).replace("T", " ").rstrip("Z")
    return Event(
        time,
        SYSMON,
        "Microsoft-Windows-Sysmon",
        11,
        {
            "RuleName": "-",
            "UtcTime": utc,
            "ProcessId": "4",
            "Image": image,
            "TargetFilename": target,
            "CreationUtcTime": utc,
        },
    )


def _sysmon(time: int, kind: int, fields: dict[str, str]) -> Event:
    utc = written(time).replace("T", " ").rstrip("Z")
    return Event(time, SYSMON, "Microsoft-Windows-Sysmon", kind, {"RuleName": "-", "UtcTime": utc, **fields})


def connection(time: int, image: str, number: int, address: str, port: int) -> Event:
    """Return a connection that a process opened, as Sysmon records it."""
    return _sysmon(
        time,
        3,
        {
            "ProcessGuid": guid(number),
            "ProcessId": str(number),
            "Image": image,
            "User": SYSTEM,
            "Protocol": "tcp",
            "Initiated": "true",
            "SourceIp": "192.0.2.25",
            "SourcePort": str(49_152 + time % 16_000),
            "DestinationIp": address,
            "DestinationPort": str(port),
        },
    )


def name_lookup(time: int, image: str, number: int, name: str, address: str) -> Event:
    """Return a look-up of a name by a process, as Sysmon records it."""
    return _sysmon(
        time,
        22,
        {
            "ProcessGuid": guid(number),
            "ProcessId": str(number),
            "QueryName": name,
            "QueryStatus": "0",
            "QueryResults": f"::ffff:{address};",
            "Image": image,
            "User": SYSTEM,
        },
    )


def image_load(time: int, image: str, number: int, library: str) -> Event:
    """Return a library that a process loaded, as Sysmon records it."""
    return _sysmon(
        time,
        7,
        {
            "ProcessGuid": guid(number),
            "ProcessId": str(number),
            "Image": image,
            "ImageLoaded": library,
            "Signed": "true",
            "Signature": "Microsoft Windows",
            "SignatureStatus": "Valid",
            "User": SYSTEM,
        },
    )


def share(time: int, user: str, source: str, target: str, mask: str, rights: str, name: str = r"\\*\C$") -> Event:
    """Return an access to a file on a share as detailed auditing records it."""
    return Event(
        time,
        "Security",
        AUDIT,
        5145,
        {
            "SubjectUserSid": "S-1-5-18" if user.endswith("$") else "S-1-5-21-1004336348-1177238915-682003330-1108",
            "SubjectUserName": user,
            "SubjectDomainName": "CORP",
            "SubjectLogonId": "0x3e7",
            "ObjectType": "File",
            "IpAddress": source,
            "IpPort": str(30000 + time % 20000),
            "ShareName": name,
            "ShareLocalPath": "\\??\\C:\\",
            "RelativeTargetName": target,
            "AccessMask": mask,
            "AccessList": "".join(f"{right}\n\t\t\t\t" for right in rights.split()),
            "AccessReason": "-",
        },
        level=0,
    )


def cmdlet(time: int, name: str, parameters: str, user: str) -> Event:
    """Return a cmdlet that changed something, as Exchange's own channel records it."""
    return Event(
        time,
        "MSExchange Management",
        "MSExchange CmdletLogs",
        1,
        {
            "Data": [
                name,
                parameters,
                user,
                "",
                "",
                "w3wp",
                "9044",
                "",
                "32",
                "00:00:00.2031330",
                "View Entire Forest: True, ",
            ]
        },
        f"Cmdlet suceeded. Cmdlet {name}, parameters {parameters}.",
    )


def panel_error(time: int, user: str, url: str, why: str) -> Event:
    """Return an error of the control panel in the Application log."""
    return Event(
        time,
        "Application",
        "MSExchange Control Panel",
        4,
        {"Data": [user, url, why]},
        f"Current user: '{user}'\r\nRequest for URL '{url}' failed with the following error:\r\n{why}",
        2,
    )


def script_block(time: int, text: str, path: str) -> Event:
    """Return a piece of PowerShell as script-block logging records it."""
    return Event(
        time,
        POWERSHELL,
        "Microsoft-Windows-PowerShell",
        4104,
        {
            "MessageNumber": "1",
            "MessageTotal": "1",
            "ScriptBlockText": text,
            "ScriptBlockId": "5b1f0c2e-6f0a",
            "Path": path,
        },
        level=5,
    )


def plain(
    time: int, channel: str, provider: str, number: int, values: list[str], message: str, level: int = 4
) -> Event:
    """Return an event of the classic kind, whose values have no names."""
    return Event(time, channel, provider, number, {"Data": values}, message, level)


def logon(time: int, user: str, kind: str, source: str) -> Event:
    """Return a logon."""
    return Event(
        time,
        "Security",
        AUDIT,
        4624,
        {
            "SubjectUserSid": "S-1-0-0",
            "SubjectUserName": "-",
            "TargetUserName": user,
            "TargetDomainName": "CORP",
            "TargetLogonId": hex(0x50000 + time % 90000),
            "LogonType": kind,
            "LogonProcessName": "Kerberos",
            "AuthenticationPackageName": "Kerberos",
            "WorkstationName": "-",
            "IpAddress": source,
            "IpPort": str(30000 + time % 20000),
            "TargetServerName": DOMAIN,
        },
        level=0,
    )
