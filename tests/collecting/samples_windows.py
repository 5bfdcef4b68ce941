"""Small logs of Windows, IIS and Exchange, as their products and shippers write them."""

from __future__ import annotations

_XMLNS = "http://schemas.microsoft.com/win/2004/08/events/event"


def xml_event(number: int) -> str:
    """An event of Sysmon as Event Viewer and `wevtutil` write it."""
    return (
        f"<Event xmlns='{_XMLNS}'><System><Provider Name='Microsoft-Windows-Sysmon' "
        "Guid='{5770385f-c22a-43e0-bf4c-06f5698ffbd9}'/><EventID>1</EventID><Version>5</Version><Level>4</Level>"
        "<Task>1</Task><Opcode>0</Opcode><Keywords>0x8000000000000000</Keywords>"
        f"<TimeCreated SystemTime='2021-03-02T07:00:0{number}.609123400Z'/><EventRecordID>{78 + number}</EventRecordID>"
        "<Correlation/><Execution ProcessID='2300' ThreadID='3612'/><Channel>Microsoft-Windows-Sysmon/Operational"
        "</Channel><Computer>ws1.example</Computer><Security UserID='S-1-5-18'/></System><EventData>"
        "<Data Name='RuleName'>-</Data><Data Name='Image'>C:\\x &amp; y.exe</Data>"
        "<Data Name='CommandLine'>\"C:\\x &amp; y.exe\" &lt;a&gt;</Data></EventData></Event>"
    )


WINDOWS_XML = "\n".join(
    ['<?xml version="1.0" encoding="utf-8" standalone="yes"?><Events>', *map(xml_event, range(3)), "</Events>"]
).encode()
RPS_NAMES = (
    "DateTime,StartTime,RequestId,ClientRequestId,MajorVersion,MinorVersion,BuildVersion,RevisionVersion,ServerHostName,"
    "ProcessId,ProcessName,ThreadId,CultureInfo,Organization,AuthenticatedUser,ExecutingUserSid,EffectiveOrganization,"
    "UserServicePlan,IsAdmin,ClientApplication,Cmdlet,Parameters,CmdletUniqueId,ErrorType,ExecutionResult,GenericInfo,"
    "GenericErrors"
)
RPS_CMDLET = (
    f"\ufeff{RPS_NAMES}\r\n#Software: Microsoft Exchange Server\r\n#Version: 15.02.0792.003\r\n"
    f"#Log-type: Rps Cmdlet Logs\r\n#Date: 2021-03-02T07:00:00.898Z\r\n#Fields: {RPS_NAMES}\r\n"
    "2021-03-02T07:00:01.898Z,2021-03-02T07:00:01.882Z,7b91be61-3d94-406e-b00c-3d80e3e5f115,,15,2,792,3,EXCH01,15756,"
    "w3wp#MSExchangePowerShellAppPool,85,,,corp.example\\adm,S-1-5-21-1-2-3-4343,,,True,EMS,New-MailboxExportRequest,"
    '"-Mailbox ""a@corp.example"" -FilePath ""\\\\localhost\\c$\\x.aspx""",d61f0cba,,Success,Cmd=15;,\r\n'
    "2021-03-02T07:00:02.001Z,2021-03-02T07:00:02.000Z,7b91be61-3d94-406e-b00c-3d80e3e5f116,,15,2,792,3,EXCH01,15756,"
    "w3wp#MSExchangePowerShellAppPool,85,,,corp.example\\adm,S-1-5-21-1-2-3-4343,,,True,EMS,Get-Mailbox,,d61f0cbb,,"
    "Success,Cmd=1;,\r\n"
).encode()
WINDOWS_SAMPLES: dict[str, tuple[str, bytes]] = {
    "exchange-log": ("CmdletInfra/Powershell-Proxy/Cmdlet/Rps_Cmdlet_2021030207-1.LOG", RPS_CMDLET),
    "windows-xml": ("saved.xml", WINDOWS_XML),
}
"""Name of a format -> (path, content)."""
