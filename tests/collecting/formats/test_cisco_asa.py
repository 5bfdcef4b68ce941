"""Cisco ASA: who, from where, to where, and whether it was let through."""

from __future__ import annotations

import pytest

from tocsin.collecting.format import Source
from tocsin.collecting.formats.cisco_asa import FORMAT

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_appliances import CISCO_ASA


def test_fields_of_the_messages_that_matter() -> None:
    events, rejected = events_and_rejections(FORMAT, CISCO_ASA)
    assert rejected == []
    built, denied, refused, assigned, command, threat, other = events
    assert (built["src_ip"], built["dst_ip"], built["dst_port"]) == ("10.0.0.5", "203.0.113.9", "443")
    assert (denied["src_ip"], denied["dst_port"], denied["acl"], denied["blocked"]) == (
        "203.0.113.9",
        "23",
        "outside_in",
        "true",
    )
    assert (refused["user"], refused["reason"]) == ("anna", "Invalid password")
    assert (assigned["group"], assigned["src_ip"]) == ("vpn", "203.0.113.9")
    assert (command["command"], command.get("_host")) == ("show running-config", None)
    assert (threat["_log"], threat["action"], threat["dst_port"]) == ("FTD", "Block", "445")
    assert other["_log"] == "syslog"


@pytest.mark.parametrize(
    ("header", "host", "time"),
    [
        (b"<166>:Mar 02 2021 07:00:00 UTC: ", None, "07:00:00"),
        (b"<166>Mar 02 2021 07:00:00: ", None, "07:00:00"),
        (b"2021-03-02 07:00:00\tLocal4.Info\t192.0.2.1\t:Mar 02 2021 06:59:00: ", "192.0.2.1", "07:00:00"),
        (b"Mar  2 07:00:00 192.0.2.1 Mar 02 2021 06:59:00 asa1 : ", "192.0.2.1", "07:00:00"),
        (b"", None, None),
    ],
)
def test_whatever_stands_before_a_message(header: bytes, host: str | None, time: str | None) -> None:
    source = Source("fw/2021-03-05/asa.log")
    (event,), rejected = events_and_rejections(
        FORMAT, header + b"%ASA-5-111008: User 'x' executed the 'y' command.\n", source
    )
    assert rejected == []
    assert (event["id"], event.get("_host")) == ("111008", host)
    assert event.get("_time") is None if time is None else str(event["_time"]) == f"2021-03-02 {time}+00:00"


def test_inbound_connections_begin_at_the_foreign_end() -> None:
    line = (
        b"%ASA-6-302013: Built inbound TCP connection 5 for outside:203.0.113.9/40112 (203.0.113.9/40112) to"
        b" dmz:10.0.0.7/22 (192.0.2.7/22)\n"
        b"%ASA-6-302014: Teardown TCP connection 5 for outside:203.0.113.9/40112 to dmz:10.0.0.7/22 duration 0:01:02"
        b" bytes 812 TCP FINs\n"
    )
    events, rejected = events_and_rejections(FORMAT, line)
    assert rejected == []
    assert [(event["src_ip"], event["dst_ip"], event["dst_port"]) for event in events] == [
        ("203.0.113.9", "10.0.0.7", "22")
    ] * 2
    assert (events[1]["bytes"], events[1]["reason"]) == ("812", "TCP FINs")


def test_a_line_that_is_none_is_rejected_with_its_place() -> None:
    events, rejected = events_and_rejections(FORMAT, CISCO_ASA + b"\xff half a li\n" + CISCO_ASA)
    whole, _ = events_and_rejections(FORMAT, CISCO_ASA)
    assert len(events) == 2 * len(whole)
    assert [one.offset for one in rejected] == [len(CISCO_ASA)]
