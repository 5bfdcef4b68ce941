"""Hits as observed data: the log file, and what the event names."""

from __future__ import annotations

import msgspec

from tocsin.showing.stix_observed import observed

from tests.showing.verdicts import ATTEMPT, CORRELATION, HITS, hostile


def values(hit) -> dict[str, list]:
    found: dict[str, list] = {}
    for made in observed(hit)[:-1]:
        found.setdefault(made["type"], []).append(made.get("name") or made.get("path") or made.get("value"))
    return found


def test_files_folders_processes_and_addresses_of_an_event() -> None:
    written = values(HITS[1])

    assert written["file"] == ["logs.zip/sysmon.evtx", "a.aspx", "w3wp.exe"]
    assert "C:\\Windows\\System32\\inetsrv" in written["directory"]
    assert "process" in written
    assert values(ATTEMPT)["ipv4-addr"] == ["192.0.2.17"]


def test_the_record_can_be_found_again() -> None:
    data = observed(HITS[1])[-1]

    assert data["type"] == "observed-data"
    assert data["external_references"][0]["description"] == "logs.zip/sysmon.evtx, record 4101, byte 66048"


def test_a_correlation_names_all_its_files_and_no_time_means_no_observation() -> None:
    assert values(CORRELATION)["file"] == ["a.evtx", "b.evtx"]
    assert observed(msgspec.structs.replace(HITS[1], time=None)) == []
    assert all(observed(hit) == [] for hit in hostile()[1] if hit.time is not None)


def test_an_address_that_is_none_is_left_out() -> None:
    assert "ipv4-addr" not in values(msgspec.structs.replace(ATTEMPT, event={"c-ip": "999.1.1.1"}))
