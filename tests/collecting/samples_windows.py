"""Small logs of Windows, IIS and Exchange, as their products and shippers write them."""

from __future__ import annotations

from tests.collecting.formats.evt_writer import record, whole

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
FIREWALL = (
    b"#Version: 1.5\r\n#Software: Microsoft Windows Firewall\r\n#Time Format: Local\r\n"
    b"#Fields: date time action protocol src-ip dst-ip src-port dst-port size tcpflags"
    b" tcpsyn tcpack tcpwin icmptype icmpcode info path pid\r\n\r\n"
    b"2021-03-02 08:00:00 DROP TCP 203.0.113.9 192.0.2.10 50112 445 52 S 1 0 64240 - - - RECEIVE 4\r\n"
    b"2021-03-02 08:00:01 ALLOW UDP 192.0.2.10 192.0.2.53 61000 53 0 - - - - - - - SEND 1172\r\n"
)
DHCP = (
    b"\t\tMicrosoft DHCP Service Activity Log\r\n\r\n\r\nEvent ID  Meaning\r\n00\tThe log was started.\r\n"
    b"10\tA new IP address was leased to a client.\r\n24\tIP address cleanup operation has began.\r\n\r\n"
    b"QResult: 0: NoQuarantine, 1:Quarantine\r\n\r\nID,Date,Time,Description,IP Address,Host Name,MAC Address,"
    b"User Name, TransactionID, QResult,Probationtime, CorrelationID,Dhcid,VendorClass(Hex),VendorClass(ASCII)\r\n"
    b"24,03/02/21,08:00:01,Database Cleanup Begin,,,,,0,6,,,,,,\r\n"
    b"10,03/02/21,08:00:12,Assign,192.0.2.30,ws1.example,001122334455,,2453,0,,,,0x4D,MSFT 5.0\r\n"
)
DNS_DEBUG = (
    b"DNS Server log file creation at 3/2/2021 7:59:00 AM\r\nLog file wrap at 3/2/2021 7:59:00 AM\r\n\r\n"
    b"Message logging key (for packets - other items use a subset of these fields):\r\n"
    b"\tField #  Information         Values\r\n\t-------  -----------         ------\r\n\t   1     Date\r\n\r\n"
    b"3/2/2021 8:00:00 AM 0E6C PACKET  000000E9F2D4C2A0 UDP Rcv 192.0.2.20      0002   Q [0001   D   NOERROR] A"
    b"      (3)www(7)example(3)org(0)\r\n"
    b"3/2/2021 8:00:00 AM 0E6C PACKET  000000E9F2D4C2A0 UDP Snd 192.0.2.20      0002 R Q [8081   DR  NXDOMAIN] TXT"
    b"    (4)abcd(7)example(3)org(0)\r\n"
    b"UDP question info at 000000E9F2D4C2A0\r\n  Socket = 532\r\n"
    b"3/2/2021 8:00:01 AM 0E6C EVENT   The DNS server has started.\r\n"
)
TRANSCRIPT = (
    b"**********************\r\nWindows PowerShell transcript start\r\nStart time: 20210302080000\r\n"
    b"Username: CORP\\eve\r\nRunAs User: CORP\\eve\r\nConfiguration Name: \r\n"
    b"Machine: WS1 (Microsoft Windows NT 10.0.17763.0)\r\n"
    b"Host Application: powershell.exe -NoProfile\r\nProcess ID: 4242\r\nPSVersion: 5.1.17763.1\r\n"
    b"**********************\r\n"
    b"Transcript started, output file is C:\\t.txt\r\nPS C:\\> whoami\r\ncorp\\eve\r\n"
    b"**********************\r\nCommand start time: 20210302080010\r\n**********************\r\n"
    b"PS C:\\> Get-Process |\r\n>> Out-File x.txt\r\n"
    b"**********************\r\nWindows PowerShell transcript end\r\nEnd time: 20210302080100\r\n"
    b"**********************\r\n"
)
EVT = whole([record(n, 1614668400 + n, 528, 8, "Security", "OLDSRV", ["eve", "CORP"]) for n in range(3)])
HAYABUSA = (
    '"Timestamp","RuleTitle","Level","Computer","Channel","EventID","RecordID","Details","ExtraFieldInfo","RuleID"\n'
    '"2021-03-02 07:00:00.609 +00:00","Proc Exec","info","ws1.example","Sysmon",1,78,"Cmdline: cmd ""x"" \u00a6 Proc:'
    ' C:\\x.exe","Hashes: MD5=1","a"\n'
    '"2021-03-02 07:00:01.609 +00:00","Log Cleared","high","ws1.example","Sec",1102,79,"-","","b"\n'
).encode()
NPS = (
    b'<Event><Timestamp data_type="4">03/02/2021 08:00:00.123</Timestamp>'
    b'<Computer-Name data_type="1">NPS1</Computer-Name><Event-Source data_type="1">IAS</Event-Source>'
    b'<User-Name data_type="1">CORP\\eve</User-Name><Client-IP-Address'
    b' data_type="3">192.0.2.7</Client-IP-Address><Client-Friendly-Name data_type="1">vpn1</Client-Friendly-Name>'
    b'<Calling-Station-Id data_type="1">203.0.113.9</Calling-Station-Id><Packet-Type data_type="0">3</Packet-Type>'
    b'<Reason-Code data_type="0">16</Reason-Code></Event>\r\n'
    b'"NPS1","IAS",03/02/2021,08:00:00,3,"CORP\\eve","CORP\\eve",,"203.0.113.9",,,,,,0,"192.0.2.7","vpn1",,,,,,,4,'
    b'"Connections, all",16,"311 1 192.0.2.1 03/01/2021 21:35:14 749",,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,\r\n'
    b"192.0.2.8,CORP\\eve,03/02/2021,08:00:00,IAS,NPS1,31,203.0.113.9,4108,192.0.2.7,4116,9,4128,vpn1,4129,CORP\\eve,"
    b"4136,3,4142,16\r\n"
)
AT_LOG = (
    b'"Task Scheduler Service"\r\n\tStarted at 3/2/2021 8:00:00 AM\r\n"At1.job" (cmd.exe)\r\n\tStarted 3/2/2021'
    b' 8:01:00 AM\r\n"At1.job" (cmd.exe)\r\n\tFinished 3/2/2021 8:01:02 AM\r\n'
    b"\tResult: The task completed with an exit code of (0).\r\n"
    b"[ ***** Most recent entry is above this line ***** ]\r\n"
)
WINDOWS_TEXT = (
    b"Event[0]:\r\n  Log Name: System\r\n  Source: Service Control Manager\r\n  Date: 2021-03-02T07:00:00.609Z\r\n"
    b"  Event ID: 7045\r\n  Level: Information\r\n  Computer: ws1.example\r\n  Description: \r\n"
    b"A service was installed.\r\n\r\nService Name:  Upd\r\n\r\nEvent[1]:\r\n"
    b"  Log Name: System\r\n  Source: EventLog\r\n"
    b"  Date: 2021-03-02T07:00:01.609Z\r\n  Event ID: 6006\r\n  Computer: ws1.example\r\n  Description: \r\n"
    b"Stopped.\r\n"
)
MPLOG = (
    b"2021-03-02T07:00:00.854Z DETECTIONEVENT MPSOURCE_REALTIME HackTool:Win32/Inert file:C:\\x.exe;\r\n"
    b"BEGIN BM telemetry\r\nProcessID:7968\r\nCreationTime:03-02-2021 07:00:00\r\nImagePath:C:\\Windows\\x.exe\r\n"
    b"END BM telemetry\r\n"
    b"2021-03-02T07:00:01.000Z Engine:command line reported as lowfi: C:\\Windows\\reg.exe(reg query HKLM)\r\n"
    b"2021-03-02T07:00:02.000Z [Cloud] Queued cloud request.\r\n"
)
SETUPAPI = (
    b">>>  [Delete Device]\r\n>>>  Section start 2021/03/02 07:58:02.000\r\n<<<  [Exit status: FAILURE(0x5)]\r\n\r\n"
    b"[Boot Session: 2021/03/02 07:59:12.500]\r\n\r\n"
    b">>>  [Device Install (Hardware initiated) - USBSTOR\\Disk&Ven_X]\r\n"
    b">>>  Section start 2021/03/02 08:00:00.123\r\n"
    b"      cmd: C:\\Windows\\system32\\drvinst.exe 4 0\r\n     dvi: {DIF_ALLOW_INSTALL}\r\n"
    b"<<<  Section end 2021/03/02 08:00:01.234\r\n<<<  [Exit status: SUCCESS]\r\n"
)
WINDOWS_SAMPLES: dict[str, tuple[str, bytes]] = {
    "powershell-transcript": ("20210302/PowerShell_transcript.WS1.abc.20210302080000.txt", TRANSCRIPT),
    "windows-dhcp": ("dhcp/DhcpSrvLog-Tue.log", DHCP),
    "windows-dns-debug": ("dns/dns.log", DNS_DEBUG),
    "windows-firewall": ("LogFiles/Firewall/pfirewall.log", FIREWALL),
    "detections": ("hayabusa.csv", HAYABUSA),
    "evt": ("SecEvent.Evt", EVT),
    "defender": ("hunting.csv", DEFENDER),
    "exchange-log": ("CmdletInfra/Powershell-Proxy/Cmdlet/Rps_Cmdlet_2021030207-1.LOG", RPS_CMDLET),
    "iis-httperr": ("HTTPERR/httperr1.log", HTTPERR),
    "iis-native": ("W3SVC2/in210302.log", IIS_NATIVE),
    "windows-csv": ("export.csv", WINDOWS_CSV),
    "windows-at-log": ("Windows/Tasks/SchedLgU.txt", AT_LOG),
    "windows-mplog": ("Windows Defender/Support/MPLog-20210302-070000.log", MPLOG),
    "windows-nps": ("LogFiles/IN2103.log", NPS),
    "windows-setupapi": ("Windows/INF/setupapi.dev.log", SETUPAPI),
    "windows-text": ("security.txt", WINDOWS_TEXT),
    "windows-xml": ("saved.xml", WINDOWS_XML),
}
"""Name of a format -> (path, content)."""
