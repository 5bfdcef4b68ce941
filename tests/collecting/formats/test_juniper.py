"""Junos: sessions structured and in words, commands, logins."""

from __future__ import annotations

from tocsin.collecting.formats.juniper import FORMAT

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_appliances import JUNIPER


def test_sessions_and_commands() -> None:
    events, rejected = events_and_rejections(FORMAT, JUNIPER)
    assert rejected == []
    denied, created, command, rpd, failed = events
    assert (denied["message_id"], denied["src_ip"], denied["policy"], denied["action"]) == (
        "RT_FLOW_SESSION_DENY",
        "203.0.113.9",
        "deny-all",
        "deny",
    )
    assert (created["dst_ip"], created["action"], created["_log"]) == ("203.0.113.9", "accept", "flow")
    assert (command["user"], command["command"]) == ("anna", "show configuration")
    assert (rpd["program"], failed["user"]) == ("rpd", "admin")


def test_a_line_that_is_none_is_rejected_with_its_place() -> None:
    events, rejected = events_and_rejections(FORMAT, JUNIPER + b"\xff half a li\n" + JUNIPER)
    whole, _ = events_and_rejections(FORMAT, JUNIPER)
    assert len(events) == 2 * len(whole)
    assert [one.offset for one in rejected] == [len(JUNIPER)]
