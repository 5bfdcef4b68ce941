"""Windows events of the demo: the fields that the products write."""

from __future__ import annotations

from tocsin.demo import windows
from tocsin.knowledge.logs import log


def known(log_id: str, event_id: int) -> set[str]:
    """Return the fields that the catalogue has for a kind of event."""
    entry = log(log_id)
    assert entry is not None
    return {name for kind in entry.records if event_id in kind.event_ids for name in kind.fields}


def test_a_process_stands_in_both_logs_with_fields_that_they_have() -> None:
    sysmon, security = windows.process(0, "EX09", r"C:\a.exe", "a", r"C:\b.exe")

    assert set(sysmon.data) <= known("windows-sysmon", 1)
    assert set(security.data) <= known("windows-security", 4688)
    assert (sysmon.data["Image"], security.data["NewProcessName"]) == (r"C:\a.exe", r"C:\a.exe")


def test_a_file_has_the_fields_of_its_event() -> None:
    assert set(windows.file(0, "System", r"C:\a.aspx").data) <= known("windows-sysmon", 11)


def test_a_cmdlet_has_its_message_and_its_unnamed_values() -> None:
    event = windows.cmdlet(0, "Set-Mailbox", '-Identity "a"', "corp.example/Users/a")

    assert event.message == 'Cmdlet suceeded. Cmdlet Set-Mailbox, parameters -Identity "a".'
    assert event.data["Data"][:2] == ["Set-Mailbox", '-Identity "a"']
