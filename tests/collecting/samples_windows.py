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
WINDOWS_SAMPLES: dict[str, tuple[str, bytes]] = {
    "windows-xml": ("saved.xml", WINDOWS_XML),
}
"""Name of a format -> (path, content)."""
