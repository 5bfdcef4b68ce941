"""Rendered messages: what they say, under the names of the event's data."""

from __future__ import annotations

from tocsin.collecting.formats.windows_messages import add, fields_of
from tocsin.collecting.windows import Event

from tests.collecting.formats.windows_shapes import AUDITING, MESSAGE

LOGON = """An account failed to log on.

Subject:
	Security ID:		S-1-0-0
	Account Name:		-

Logon Type:			3

Account For Which Logon Failed:
	Security ID:		S-1-0-0
	Account Name:		admin
	Account Domain:		CORP

Failure Information:
	Failure Reason:		Unknown user name or bad password.
	Status:			0xC000006D
	Sub Status:		0xC0000064

Network Information:
	Workstation Name:	ATTACKER
	Source Network Address:	203.0.113.9
	Source Port:		50112

Detailed Authentication Information:
	Logon Process:		NtLmSsp
	Authentication Package:	NTLM
"""
SERVICE = """A service was installed in the system.

Service Name:  Upd
Service File Name:  C:\\x.exe -k
Service Type:  user mode service
Service Start Type:  auto start
Service Account:  LocalSystem
"""
SHARE = """A network share object was checked.

Subject:
	Account Name:		EXCH01$

Network Information:
	Object Type:		File
	Source Address:		127.0.0.1
	Source Port:		6112

Share Information:
	Share Name:		\\\\*\\C$
	Share Path:		\\??\\C:\\
	Relative Target Name:	inetpub\\x.aspx

Access Request Information:
	Access Mask:		0x2
"""


def test_a_process_creation() -> None:
    assert fields_of(MESSAGE, AUDITING, 4688) == {
        "SubjectUserSid": "S-1-5-18",
        "SubjectUserName": "WS1$",
        "SubjectDomainName": "CORP",
        "SubjectLogonId": "0x3E7",
        "TargetUserSid": "S-1-0-0",
        "TargetUserName": "-",
        "NewProcessId": "0x1f4",
        "NewProcessName": "C:\\Windows\\System32\\cmd.exe",
        "TokenElevationType": "%%1936",
        "ProcessId": "0x2e8",
        "ParentProcessName": "C:\\Windows\\explorer.exe",
        "CommandLine": 'cmd.exe /c "whoami & hostname"',
    }


def test_a_failed_logon() -> None:
    said = fields_of(LOGON, AUDITING, 4625)
    assert (said["SubjectUserName"], said["TargetUserName"], said["TargetDomainName"]) == ("-", "admin", "CORP")
    assert (said["LogonType"], said["Status"], said["SubStatus"]) == ("3", "0xC000006D", "0xC0000064")
    assert (said["IpAddress"], said["IpPort"], said["WorkstationName"]) == ("203.0.113.9", "50112", "ATTACKER")
    assert (said["LogonProcessName"], said["AuthenticationPackageName"]) == ("NtLmSsp", "NTLM")


def test_a_share_and_a_service() -> None:
    said = fields_of(SHARE, AUDITING, 5145)
    assert (said["IpAddress"], said["ShareName"], said["ShareLocalPath"]) == ("127.0.0.1", "\\\\*\\C$", "\\??\\C:\\")
    assert (said["RelativeTargetName"], said["AccessMask"]) == ("inetpub\\x.aspx", "0x2")
    said = fields_of(SERVICE, "Service Control Manager", 7045)
    assert (said["ServiceName"], said["ImagePath"], said["AccountName"]) == ("Upd", "C:\\x.exe -k", "LocalSystem")


def test_a_script_block() -> None:
    text = (
        "Creating Scriptblock text (1 of 2):\r\nGet-Process\r\n$x: y\r\n\r\n"
        "ScriptBlock ID: 1d6e3f0a-0000-0000-0000-000000000001\r\nPath: C:\\a b.ps1"
    )
    assert fields_of(text, "Microsoft-Windows-PowerShell", 4104) == {
        "MessageNumber": "1",
        "MessageTotal": "2",
        "ScriptBlockText": "Get-Process\r\n$x: y",
        "ScriptBlockId": "1d6e3f0a-0000-0000-0000-000000000001",
        "Path": "C:\\a b.ps1",
    }
    assert fields_of("something else", "PowerShell", 800) == {}


def test_sysmon_names_its_fields() -> None:
    text = (
        "Network connection detected:\r\nRuleName: \r\nUtcTime: 2021-03-02 07:00:00.123\r\n"
        "Image: C:\\a: b.exe\r\nHashes: SHA1=1,MD5=2"
    )
    assert fields_of(text, "Microsoft-Windows-Sysmon", 3) == {
        "RuleName": "",
        "UtcTime": "2021-03-02 07:00:00.123",
        "Image": "C:\\a: b.exe",
        "Hashes": "SHA1=1,MD5=2",
    }


def test_what_is_known_is_not_written_over_and_the_head_never_taken() -> None:
    fields: Event = {"Provider_Name": "Microsoft-Windows-Sysmon", "EventID": 1, "Image": "kept"}
    add(fields, "Process Create:\nImage: other\nChannel: other\nUser: eve")
    assert fields == {"Provider_Name": "Microsoft-Windows-Sysmon", "EventID": 1, "Image": "kept", "User": "eve"}


def test_messages_of_others_and_hostile_ones() -> None:
    assert fields_of("Subject:\n\tAccount Name: x", "VSS", 1) == {}
    assert fields_of("A" * 100_000 + ":" * 1000, AUDITING, 1) == {}
    assert len(fields_of("x\n" + "\n".join(f"\tA{n}: 1" for n in range(5000)), AUDITING, 1)) < 400


def test_time_grows_with_the_message_whatever_it_holds() -> None:
    for text in (" " * 300_000, "\n" * 300_000, "ScriptBlock ID: " * 20_000, "\tA:" * 100_000):
        message = f"Creating Scriptblock text (1 of 1):\n{text}x"
        assert fields_of(message, "Microsoft-Windows-PowerShell", 4104)["ScriptBlockText"] == f"{text}x"
        fields_of(message, AUDITING, 4688)
