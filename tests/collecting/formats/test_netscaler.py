"""NetScaler: sessions, connections and commands, and dates in both orders."""

from __future__ import annotations

from tocsin.collecting.formats.netscaler import FORMAT

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_appliances import NETSCALER


def test_fields_of_messages() -> None:
    events, rejected = events_and_rejections(FORMAT, NETSCALER)
    assert rejected == []
    login, link, command = events
    assert (login["module"], login["event"], login["user"], login["src_ip"]) == (
        "SSLVPN",
        "LOGIN",
        "anna",
        "203.0.113.9",
    )
    assert login["user_agent"] == "Mozilla/5.0 (X11; Linux)"
    assert (link["dst_ip"], link["dst_port"]) == ("10.0.0.5", "443")
    assert (command["command"], command["status"], command["_host"]) == ("show ns config", "Success", "ns01")
    assert [str(event["_time"]) for event in events] == [f"2021-03-02 07:00:0{second}+00:00" for second in range(3)]


def test_a_line_that_is_none_is_rejected_with_its_place() -> None:
    events, rejected = events_and_rejections(FORMAT, NETSCALER + b"\xff half a li\n" + NETSCALER)
    whole, _ = events_and_rejections(FORMAT, NETSCALER)
    assert len(events) == 2 * len(whole)
    assert [one.offset for one in rejected] == [len(NETSCALER)]
