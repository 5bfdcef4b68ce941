"""Huawei: module, mnemonic and what the message names."""

from __future__ import annotations

from tocsin.collecting.formats.huawei import FORMAT

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_appliances import HUAWEI


def test_fields_of_messages() -> None:
    events, rejected = events_and_rejections(FORMAT, HUAWEI)
    assert rejected == []
    assert [(event["module"], event["mnemonic"]) for event in events] == [
        ("BGP", "BGP_AUTH_FAILED"),
        ("SHELL", "CMDRECORD"),
    ]
    assert (events[0]["src_ip"], events[1]["user"]) == ("203.0.113.9", "admin")
    assert events[1]["command"] == "display current-configuration"


def test_a_line_that_is_none_is_rejected_with_its_place() -> None:
    events, rejected = events_and_rejections(FORMAT, HUAWEI + b"\xff half a li\n" + HUAWEI)
    whole, _ = events_and_rejections(FORMAT, HUAWEI)
    assert len(events) == 2 * len(whole)
    assert [one.offset for one in rejected] == [len(HUAWEI)]
