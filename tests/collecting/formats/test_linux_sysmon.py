"""Sysmon for Linux in syslog: events as on Windows, the rest of the file untouched."""

from __future__ import annotations

from tocsin.collecting.formats.linux_sysmon import sysmon_event
from tocsin.collecting.formats.syslog import FORMAT

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_text import LINUX_SYSMON


def test_an_event_is_that_of_sysmon() -> None:
    events, rejected = events_and_rejections(FORMAT, LINUX_SYSMON)

    assert rejected == []
    other, event, torn = events
    assert (other["_log"], torn["program"], torn["_log"]) == ("auth", "sysmon", "syslog")
    assert (event["_log"], event["EventID"], event["_host"]) == ("Linux-Sysmon/Operational", 1, "web1")
    assert (event["Image"], event["CommandLine"]) == ("/usr/bin/dash", "sh -c 'id && x'")
    assert (event["_record"], event["ParentImage"]) == (77, "/usr/sbin/apache2")


def test_other_messages_are_none() -> None:
    assert sysmon_event(b"<Event><System>") is None
    assert sysmon_event(b"<Event><System><Provider Name=") is None
