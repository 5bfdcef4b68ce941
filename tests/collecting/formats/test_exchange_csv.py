"""What Exchange's logs have in common: names in any letter case, rows of names that are no records."""

from __future__ import annotations

import pyarrow as pa

from tocsin.collecting.formats import exchange_ecp as ecp
from tocsin.collecting.formats.exchange_csv import canonical, named

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples import ECP_HEADER


def test_two_columns_that_differ_in_case_only_stay_two() -> None:
    assert canonical(("A", "a"), {"a": "A"}) == ("A", "a")


def test_an_empty_name_of_a_host_gives_way_to_the_one_given() -> None:
    assert named(pa.array(["x", ""]), "given", 2).to_pylist() == ["x", "given"]
    assert named(pa.array(["x", ""]), None, 2).to_pylist() == ["x", None]
    assert named(None, "given", 1).to_pylist() == ["given"]


def test_names_in_another_order_and_case() -> None:
    log = b"EVENTID,TimeStamp\r\n#Log-type: ECP Server Log\r\n#Fields: eventid,TIMESTAMP\r\nx,2021-03-02T07:00:00Z\r\n"
    events, rejected = events_and_rejections(ecp.FORMAT, log)

    assert (events[0]["EventId"], events[0]["_time"].hour) == ("x", 7)
    assert [one.reason for one in rejected] == ["line 1: no header before it says what its values are"]


def test_a_file_with_a_header_alone_has_no_event() -> None:
    assert events_and_rejections(ecp.FORMAT, ECP_HEADER) == ([], [])
