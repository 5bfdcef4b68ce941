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
HTTPERR = (
    b"#Software: Microsoft HTTP API 2.0\r\n#Version: 1.0\r\n#Date: 2021-03-02 07:00:00\r\n"
    b"#Fields: date time c-ip c-port s-ip s-port cs-version cs-method cs-uri sc-status s-siteid s-reason"
    b" s-queuename\r\n"
    b"2021-03-02 07:00:00 203.0.113.9 50112 192.0.2.10 443 HTTP/1.1 GET /ecp/x.js?a=%zz 400 - Hostname -\r\n"
    b"2021-03-02 07:02:00 203.0.113.9 50113 192.0.2.10 443 - - - - 1 Timer_ConnectionIdle -\r\n"
)
IIS_NATIVE = (
    b"203.0.113.9, -, 3/2/21, 7:55:20, W3SVC2, EXCH01, 192.0.2.10, 4502, 163, 3223, 200, 0, GET, /owa/, id=1,\r\n"
    b"203.0.113.10, CORP\\a, 3/22/21, 17:55:20, W3SVC2, EXCH01, 192.0.2.10, 1, 1, 3, 401, 5, POST, /a, b.aspx, -,\r\n"
)
WINDOWS_CSV = (
    b'\xef\xbb\xbf"TimeGenerated [UTC]",Computer,EventSourceName,Channel,EventID,EventRecordId,CommandLine\r\n'
    b'"3/2/2021, 7:00:00.609 AM",ws1.example,Microsoft-Windows-Security-Auditing,Security,4688,120871,"a ""b"", c"\r\n'
    b'"3/2/2021, 7:00:01.000 AM",ws1.example,Microsoft-Windows-Security-Auditing,Security,4624,120872,\r\n'
)
DEFENDER = (
    b"Timestamp,DeviceId,DeviceName,ActionType,FileName,FolderPath,ProcessCommandLine,AccountDomain,AccountName\r\n"
    b'2021-03-02T07:00:00.6091234Z,0a1b,ws1.example,ProcessCreated,cmd.exe,C:\\Windows\\System32\\cmd.exe,"cmd.exe /c'
    b' ""who, ami""",corp,eve\r\n'
    b"2021-03-02T07:00:01.1000000Z,0a1b,ws1.example,FileCreated,x.aspx,C:\\inetpub\\x.aspx,,,\r\n"
)
WINDOWS_SAMPLES: dict[str, tuple[str, bytes]] = {
    "defender": ("hunting.csv", DEFENDER),
    "exchange-log": ("CmdletInfra/Powershell-Proxy/Cmdlet/Rps_Cmdlet_2021030207-1.LOG", RPS_CMDLET),
    "iis-httperr": ("HTTPERR/httperr1.log", HTTPERR),
    "iis-native": ("W3SVC2/in210302.log", IIS_NATIVE),
    "windows-csv": ("export.csv", WINDOWS_CSV),
    "windows-xml": ("saved.xml", WINDOWS_XML),
}
"""Name of a format -> (path, content)."""
