"""The DHCP server's audit log: its legend is no record but says what the ids mean."""

from __future__ import annotations

import pytest

from tocsin.collecting.format import Certainty, Source
from tocsin.collecting.formats import windows_dhcp

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_windows import DHCP

V6 = (
    b"\t\tMicrosoft DHCPv6 Service Activity Log\r\n\r\n11000\tDHCPv6 Solicit.\r\n\r\n"
    b"ID,Date,Time,Description,IPv6 Address,Host Name,Error Code, Duid Length, Duid Bytes(Hex),User Name,"
    b"Dhcid,Subnet Prefix.\r\n"
    b"11000,03/02/21,08:00:01,DHCPV6 Solicit,,ws1.example,,14,0001000123,,,,\r\n"
)


def test_leases() -> None:
    events, rejected = events_and_rejections(windows_dhcp.FORMAT, DHCP, Source("x", timezone="Europe/Berlin"))

    assert rejected == []
    assert [event["Meaning"][:20] for event in events] == ["IP address cleanup o", "A new IP address was"]
    assert (events[1]["IP Address"], events[1]["MAC Address"]) == ("192.0.2.30", "001122334455")
    assert (events[1]["Host Name"], events[1]["TransactionID"]) == ("ws1.example", "2453")
    assert events[1]["_time"].isoformat() == "2021-03-02T07:00:12+00:00"


def test_version_6_with_a_comma_too_many() -> None:
    events, rejected = events_and_rejections(windows_dhcp.FORMAT, V6)
    assert rejected == []
    assert (events[0]["_log"], events[0]["Meaning"]) == ("DHCPv6 server", "DHCPv6 Solicit.")
    assert "Subnet Prefix" in events[0]


def test_windows_2003_has_fewer_columns() -> None:
    log = b"ID Date,Time,Description,IP Address,Host Name,MAC Address\r\n00,03/02/21,08:00:01,Started,,,\r\n"
    log += b"11,03/02/21,08:00:02,Renew,192.0.2.30,ws1\r\n"
    events, rejected = events_and_rejections(windows_dhcp.FORMAT, log)
    assert rejected == []
    assert [event["ID"] for event in events] == ["00", "11"]
    assert events[1]["Date"] == "03/02/21"


def test_rows_without_the_row_of_names_and_damaged_ones() -> None:
    rows = DHCP.splitlines(keepends=True)[-2:]
    events, rejected = events_and_rejections(
        windows_dhcp.FORMAT, rows[0][:60] + b"\r\n" + DHCP + b"10,03/02\r\n,x,\r\n"
    )
    assert len(events) == 3
    assert len(rejected) == 2


@pytest.mark.parametrize("log", [DHCP, V6, DHCP[DHCP.index(b"ID,Date") :]])
def test_recognition(log: bytes) -> None:
    assert windows_dhcp.recognise(log, "x") is Certainty.SURE


def test_other_files_are_none() -> None:
    assert windows_dhcp.recognise(b"ID,Date,Time,Level\n", "DhcpSrvLog-Tue.log") is Certainty.NO


def test_a_damaged_row_of_names_costs_the_times_and_not_the_file() -> None:
    damaged = V6.replace(b"ID,Date,Time,", b"ID,DateTime,x,")
    events, rejected = events_and_rejections(windows_dhcp.FORMAT, damaged)

    assert len(events) + len(rejected) == 1
    assert all("_time" not in event for event in events)
