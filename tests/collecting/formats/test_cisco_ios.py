"""Cisco IOS, NX-OS and TACACS+ accounts."""

from __future__ import annotations

from tocsin.collecting.format import Source
from tocsin.collecting.formats.cisco_ios import FORMAT

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_appliances import CISCO_IOS


def test_messages_accounts_and_their_fields() -> None:
    events, rejected = events_and_rejections(FORMAT, CISCO_IOS)
    assert rejected == []
    configured, failed, logged, nexus, account, _ = events
    assert (configured["mnemonic"], configured["user"], configured["src_ip"]) == ("CONFIG_I", "admin", "203.0.113.9")
    assert str(configured["_time"]) == "2021-03-02 07:00:00+00:00"
    assert (failed["facility"], failed["code"], failed["reason"]) == (
        "SEC_LOGIN",
        "%SEC_LOGIN-4-LOGIN_FAILED:",
        "Login Authentication Failed",
    )
    assert logged["command"] == "no logging buffered"
    assert (nexus["_host"], str(nexus["_time"])) == ("nx1", "2021-03-02 07:00:03+00:00")
    assert (account["_log"], account["user"], account["command"]) == ("aaa", "admin", "show running-config")


def test_a_devices_own_time_counts_where_no_header_has_one() -> None:
    message = b"%SYS-5-CONFIG_I: Configured from console by x on vty0\n"
    log = b"*Mar  2 07:00:00.5: " + message + b"<189>4: rtr1: 5: Mar  2 2021 07:00:01 UTC: " + message
    events, rejected = events_and_rejections(FORMAT, log, Source("net/2021-03-05/x.log"))
    assert rejected == []
    assert [str(event["_time"])[:21] for event in events] == ["2021-03-02 07:00:00.5", "2021-03-02 07:00:01+0"]


def test_a_line_that_is_none_is_rejected_with_its_place() -> None:
    events, rejected = events_and_rejections(FORMAT, CISCO_IOS + b"\xff half a li\n" + CISCO_IOS)
    whole, _ = events_and_rejections(FORMAT, CISCO_IOS)
    assert len(events) == 2 * len(whole)
    assert [one.offset for one in rejected] == [len(CISCO_IOS)]
