"""OpenVPN: clients, logins and assigned addresses, in its own log and through syslog."""

from __future__ import annotations

from tocsin.collecting.formats.openvpn import FORMAT

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_appliances import OPENVPN


def test_fields_of_lines() -> None:
    events, rejected = events_and_rejections(FORMAT, OPENVPN)
    assert rejected == []
    assert [event.get("result") for event in events] == [None, "OK", "success", None, "failure", "failure"]
    assert (events[3]["user"], events[3]["assigned_ip"]) == ("anna", "10.8.0.2")
    assert (events[4]["src_ip"], str(events[4]["_time"])) == ("198.51.100.7", "2021-03-02 07:00:04+00:00")
    assert (events[5]["_host"], events[5]["src_port"]) == ("gw1", "51234")


def test_a_line_that_is_none_is_rejected_with_its_place() -> None:
    events, rejected = events_and_rejections(FORMAT, OPENVPN + b"\xff half a li\n" + OPENVPN)
    whole, _ = events_and_rejections(FORMAT, OPENVPN)
    assert len(events) == 2 * len(whole)
    assert [one.offset for one in rejected] == [len(OPENVPN)]
