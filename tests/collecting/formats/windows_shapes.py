"""One process creation and one logon as shippers and exporters write them in JSON."""

from __future__ import annotations

import json
from typing import Any

from tests.collecting.samples_windows import xml_event

TIME = "2021-03-02T07:00:00.609123Z"
DATA = {
    "SubjectUserSid": "S-1-5-18",
    "SubjectUserName": "WS1$",
    "NewProcessName": "C:\\Windows\\System32\\cmd.exe",
    "CommandLine": 'cmd.exe /c "whoami & hostname"',
}
EVENT_DATA_XML = (
    '<EventData xmlns="http://schemas.microsoft.com/win/2004/08/events/event">\r\n'
    '  <Data Name="SubjectUserSid">S-1-5-18</Data>\r\n  <Data Name="SubjectUserName">WS1$</Data>\r\n'
    '  <Data Name="NewProcessName">C:\\Windows\\System32\\cmd.exe</Data>\r\n'
    '  <Data Name="CommandLine">cmd.exe /c "whoami &amp; hostname"</Data>\r\n</EventData>'
)
MESSAGE = (
    "A new process has been created.\r\n\r\nCreator Subject:\r\n\tSecurity ID:\t\tS-1-5-18\r\n"
    "\tAccount Name:\t\tWS1$\r\n\tAccount Domain:\t\tCORP\r\n\tLogon ID:\t\t0x3E7\r\n\r\nTarget Subject:\r\n"
    "\tSecurity ID:\t\tS-1-0-0\r\n\tAccount Name:\t\t-\r\n\r\nProcess Information:\r\n\tNew Process ID:\t\t0x1f4\r\n"
    "\tNew Process Name:\tC:\\Windows\\System32\\cmd.exe\r\n\tToken Elevation Type:\t%%1936\r\n"
    "\tCreator Process ID:\t0x2e8\r\n\tCreator Process Name:\tC:\\Windows\\explorer.exe\r\n"
    '\tProcess Command Line:\tcmd.exe /c "whoami & hostname"\r\n\r\nToken Elevation Type indicates the type.'
)
AUDITING = "Microsoft-Windows-Security-Auditing"
GUID = "{54849625-5478-4994-a5ba-3e3b0328c30d}"

VELOCIRAPTOR = {
    "System": {
        "Provider": {"Name": AUDITING, "Guid": GUID},
        "EventID": {"Value": 4688},
        "Version": 2,
        "Level": 0,
        "Task": 13312,
        "Opcode": 0,
        "Keywords": 9232379236109516800,
        "TimeCreated": {"SystemTime": 1614668400.609123},
        "EventRecordID": 120871,
        "Correlation": {},
        "Execution": {"ProcessID": 4, "ThreadID": 1064},
        "Channel": "Security",
        "Computer": "ws1.example",
        "Security": {},
    },
    "EventData": DATA,
    "Message": "A new process has been created.\n",
    "OSPath": "C:\\Windows\\System32\\winevt\\Logs\\Security.evtx",
    "Fqdn": "ws1.example",
}
HUNTER = {
    "EventTime": TIME,
    "Computer": "ws1.example",
    "Channel": "Security",
    "Provider": AUDITING,
    "EventID": 4688,
    "EventRecordID": 120871,
    "UserSID": None,
    "EventData": DATA,
    "Message": "A new process has been created.",
}
WINLOGBEAT_6 = {
    "@timestamp": TIME,
    "beat": {"name": "ws1", "hostname": "ws1", "version": "6.8.0"},
    "computer_name": "ws1.example",
    "event_data": DATA,
    "event_id": 4688,
    "keywords": ["Audit Success"],
    "level": "Information",
    "log_name": "Security",
    "message": "A new process has been created.",
    "opcode": "Info",
    "process_id": 4,
    "provider_guid": GUID,
    "record_number": "120871",
    "source_name": AUDITING,
    "task": "Process Creation",
    "thread_id": 1064,
    "type": "wineventlog",
    "version": 2,
}
SPLUNK_XML = {
    "preview": False,
    "offset": 0,
    "result": {
        "_raw": xml_event(0),
        "_time": "2021-03-02T08:00:00.609+01:00",
        "host": "ws1",
        "index": "win",
        "source": "XmlWinEventLog:Microsoft-Windows-Sysmon/Operational",
        "sourcetype": "XmlWinEventLog",
    },
}
SPLUNK_CLASSIC = {
    "preview": False,
    "result": {
        "_raw": (
            "03/02/2021 08:00:00 AM\r\nLogName=Security\r\nSourceName=Microsoft Windows security auditing.\r\n"
            "EventCode=4688\r\nEventType=0\r\nType=Information\r\nComputerName=ws1.example\r\n"
            "TaskCategory=Process Creation\r\nOpCode=Info\r\nRecordNumber=120871\r\nKeywords=Audit Success\r\n"
            f"Message={MESSAGE}"
        ),
        "_time": "2021-03-02 07:00:00.609123 UTC",
        "host": "WS1",
        "sourcetype": "WinEventLog:Security",
    },
}
SPLUNK_FIELDS = {
    "result": {
        "EventCode": "4688",
        "ComputerName": "ws1.example",
        "LogName": "Security",
        "SourceName": AUDITING,
        "RecordNumber": "120871",
        "NewProcessName": DATA["NewProcessName"],
        "CommandLine": DATA["CommandLine"],
        "SubjectUserName": "WS1$",
        "_time": "2021-03-02T07:00:00.609123+00:00",
    }
}
SECURITY_EVENT = {
    "TenantId": "00000000-0000-0000-0000-000000000001",
    "TimeGenerated": TIME,
    "SourceSystem": "OpsManager",
    "Computer": "ws1.example",
    "EventSourceName": AUDITING,
    "Channel": "Security",
    "Task": 13312,
    "Level": "8",
    "EventID": 4688,
    "Activity": "4688 - A new process has been created.",
    "EventRecordId": "120871",
    "EventData": EVENT_DATA_XML,
    "Type": "SecurityEvent",
}
EVENT_TABLE = {
    "TimeGenerated": TIME,
    "Source": AUDITING,
    "EventLog": "Security",
    "Computer": "ws1.example",
    "EventLevel": 4,
    "EventLevelName": "Information",
    "ParameterXml": "",
    "EventData": f'<DataItem type="System.XmlData" time="x" sourceHealthServiceId="y">{EVENT_DATA_XML}</DataItem>',
    "EventID": 4688,
    "RenderedDescription": "A new process has been created.",
    "EventRecordId": 120871,
    "Type": "Event",
}
WINDOWS_EVENT = {
    "TimeGenerated": TIME,
    "Provider": AUDITING,
    "Channel": "Security",
    "Computer": "ws1.example",
    "EventID": 4688,
    "EventRecordId": "120871",
    "EventData": DATA,
    "Type": "WindowsEvent",
}
GET_WINEVENT = {
    "Id": 4688,
    "Version": 2,
    "Qualifiers": None,
    "Level": 0,
    "Task": 13312,
    "Opcode": 0,
    "Keywords": -9214364837600034816,
    "RecordId": 120871,
    "ProviderName": AUDITING,
    "ProviderId": GUID,
    "LogName": "Security",
    "ProcessId": 4,
    "ThreadId": 1064,
    "MachineName": "ws1.example",
    "UserId": None,
    "TimeCreated": "/Date(1614668400609)/",
    "LevelDisplayName": "Information",
    "Message": MESSAGE,
}
EVTXECMD = {
    "PayloadData1": "Target: -\\-",
    "MapDescription": "A new process has been created",
    "Computer": "ws1.example",
    "Payload": json.dumps(
        {"EventData": {"Data": [{"@Name": name, "#text": value} for name, value in DATA.items()], "Binary": ""}}
    ),
    "Channel": "Security",
    "Provider": AUDITING,
    "EventId": 4688,
    "EventRecordId": "120871",
    "ProcessId": 4,
    "ThreadId": 1064,
    "Level": "LogAlways",
    "Keywords": "Audit success",
    "SourceFile": "C:\\t\\Security.evtx",
    "TimeCreated": "2021-03-02T07:00:00.6091230+00:00",
}
WAZUH = {
    "timestamp": "2021-03-02T07:00:02.000+0000",
    "rule": {"level": 3, "description": "Windows audit success event", "id": "60103"},
    "agent": {"id": "007", "name": "ws1"},
    "data": {
        "win": {
            "system": {
                "providerName": AUDITING,
                "providerGuid": GUID,
                "eventID": "4688",
                "version": "2",
                "level": "0",
                "task": "13312",
                "opcode": "0",
                "keywords": "0x8020000000000000",
                "systemTime": TIME,
                "eventRecordID": "120871",
                "processID": "4",
                "threadID": "1064",
                "channel": "Security",
                "computer": "ws1.example",
                "message": '"A new process has been created."',
            },
            "eventdata": {name[0].lower() + name[1:]: value for name, value in DATA.items()},
        }
    },
}
BY_ROTE = {  # XML turned into JSON by rote
    "Event": {
        "@xmlns": "http://schemas.microsoft.com/win/2004/08/events/event",
        "System": {
            "Provider": {"@Name": AUDITING, "@Guid": GUID},
            "EventID": "4688",
            "TimeCreated": {"@SystemTime": TIME},
            "EventRecordID": "120871",
            "Channel": "Security",
            "Computer": "ws1.example",
        },
        "EventData": {"Data": [{"@Name": name, "#text": value} for name, value in DATA.items()]},
    }
}
PLASO = {
    "__container_type__": "event",
    "data_type": "windows:evtx:record",
    "display_name": "OS:/mnt/Sysmon.evtx",
    "xml_string": xml_event(0).replace("><", ">\n  <"),
}
PROCESS_CREATIONS: dict[str, dict[str, Any]] = {
    "velociraptor": VELOCIRAPTOR,
    "velociraptor-hunter": HUNTER,
    "winlogbeat-6": WINLOGBEAT_6,
    "elastic-hit-6": {"_index": "winlogbeat-6.8.0", "_id": "a", "_source": WINLOGBEAT_6},
    "splunk-classic": SPLUNK_CLASSIC,
    "splunk-fields": SPLUNK_FIELDS,
    "sentinel-securityevent": SECURITY_EVENT,
    "sentinel-event": EVENT_TABLE,
    "sentinel-windowsevent": WINDOWS_EVENT,
    "get-winevent": GET_WINEVENT,
    "evtxecmd": EVTXECMD,
    "wazuh": WAZUH,
    "by-rote": BY_ROTE,
}
"""The same 4688, by who wrote it."""
NXLOG_LIKE: dict[str, Any] = {"EventID": 4688, "Channel": "Security", "SourceName": AUDITING, "Hostname": "ws1.example"}
