"""BIG-IP: sessions of the access policy, and other daemons."""

from __future__ import annotations

from tocsin.collecting.formats.f5_apm import FORMAT

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_appliances import F5


def test_fields_of_sessions() -> None:
    events, rejected = events_and_rejections(FORMAT, F5)
    assert rejected == []
    begun, named, other, rest = events
    assert (begun["session"], begun["src_ip"], begun["country"], begun["vip"]) == (
        "5f2c1a2b",
        "203.0.113.9",
        "FR",
        "192.0.2.5",
    )
    assert (named["user"], named["id"], named["_log"]) == ("anna", "01490010", "apm")
    assert (other["_log"], other["program"], rest["_log"]) == ("bigip", "mcpd", "syslog")


def test_a_line_that_is_none_is_rejected_with_its_place() -> None:
    events, rejected = events_and_rejections(FORMAT, F5 + b"\xff half a li\n" + F5)
    whole, _ = events_and_rejections(FORMAT, F5)
    assert len(events) == 2 * len(whole)
    assert [one.offset for one in rejected] == [len(F5)]
