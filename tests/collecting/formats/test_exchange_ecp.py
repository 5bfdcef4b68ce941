"""ECP logs: the command that wrote the shell, whatever commas and quotes it holds."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.collecting.format import Certainty, Source
from tocsin.collecting.formats import exchange_ecp as ecp

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples import ECP, ECP_HEADER

ROW = b"2021-03-02T07:00:01.123Z,EXCH01,ECP.Request,"


def test_the_command_and_the_address_are_fields() -> None:
    events, rejected = events_and_rejections(ecp.FORMAT, ECP)

    assert rejected == []
    assert events[0]["S:CMD"] == (
        "Set-OabVirtualDirectory.ExternalUrl='http://f/<script a=\"b\">x(1,2)</script>'.Identity='g'"
    )
    assert events[0]["S:URL"] == "/ecp/DDI?a=b"
    assert events[0]["S:EX"] == ""
    assert events[0]["EventData"].startswith("S:TIME=1;S:CMD=Set-Oab")
    assert (events[0]["_host"], events[0]["_log"]) == ("EXCH01", "ECP/Server")


def test_commas_outside_quotes_belong_to_the_last_value() -> None:
    events, rejected = events_and_rejections(ecp.FORMAT, ECP_HEADER + ROW + b"S:CMD=a(1,2);S:URL=/x\r\n")

    assert rejected == []
    assert events[0]["EventData"] == "S:CMD=a(1,2);S:URL=/x"
    assert events[0]["S:URL"] == "/x"


def test_a_pair_in_apostrophes() -> None:
    events, _ = events_and_rejections(ecp.FORMAT, ECP_HEADER + ROW + b"S:TIME=1;'S:CMD=a(''b'')';S:URL=/x\r\n")
    assert events[0]["S:CMD"] == "a('b')"


def test_the_activity_log_has_a_name_of_its_own() -> None:
    log = ECP.replace(b"ECP Server Log", b"ECP Activity Context Log")
    events, _ = events_and_rejections(ecp.FORMAT, log, Source("ECP/Activity/x.LOG"))
    assert events[0]["_log"] == "ECP/Activity"


@settings(derandomize=True, max_examples=100, deadline=None)
@given(st.text(alphabet="S:ABC=;'x ", max_size=60))
def test_pairs_never_fail_and_invent_no_text(data: str) -> None:
    assert all(value in data or value.replace("'", "''") in data for value in ecp.pairs(data).values())


def test_rows_whose_header_is_lost() -> None:
    rows = ECP.splitlines(keepends=True)[-1]
    assert ecp.recognise(rows, "x") is Certainty.LIKELY
    events, rejected = events_and_rejections(ecp.FORMAT, b"half a row\r\n" + rows)
    assert [event["_host"] for event in events] == ["EXCH01"]
    assert len(rejected) == 1
