"""Exports of proxies: columns under any of their names, times in any of their ways."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.collecting.batches import ALL_FIELDS, Wanted
from tocsin.collecting.format import Certainty, Source
from tocsin.collecting.formats import csv_rows
from tocsin.collecting.formats.proxy_csv import FORMAT, columns_of, delimiter_of, recognise, times

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_text import PROXY_CSV

SKYHIGH = (
    b"user_id;username;source_ip;http_action;requested_host;requested_path;uri_scheme;result;request_timestamp_epoch;category\n"
    b"-1;alice;192.0.2.20;GET;www.example.org;/x/a.exe?b=1;https;OBSERVED;1614668400;Other\n"
)


def test_columns_have_the_names_that_rules_use() -> None:
    (first, second), rejected = events_and_rejections(FORMAT, PROXY_CSV)

    assert rejected == []
    assert (first["c-uri"], first["cs-host"], first["c-uri-extension"]) == (
        "www.example.org/x/a.exe?b=1",
        "www.example.org",
        "exe",
    )
    assert (first["cs-username"], first["s-action"], first["User Agent"]) == ("alice", "Allowed", 'Mozilla/5.0, "odd"')
    assert (second["cs-method"], second["sc-status"], "c-useragent" in second) == ("POST", "403", False)
    assert first["_time"].isoformat() == "2021-03-02T07:00:00+00:00"


def test_an_address_in_parts_and_another_delimiter() -> None:
    (event,), rejected = events_and_rejections(FORMAT, SKYHIGH, Source("x", timezone="Europe/Berlin"))
    assert (event["c-uri"], event["cs-uri-query"], rejected) == ("https://www.example.org/x/a.exe?b=1", "b=1", [])
    assert event["_time"].isoformat() == "2021-03-02T07:00:00+00:00"
    assert (delimiter_of(SKYHIGH), columns_of(["URL", "Host", "x"])) == (";", {"c-uri": "URL", "cs-host": "Host"})


@pytest.mark.parametrize(
    "text",
    [
        "Tue Mar 02 07:00:00 2021",
        "Tue, 02 Mar 2021 07:00:00 GMT",
        "02/Mar/2021:08:00:00 +0100",
        "1614668400",
        "1614668400000",
        "2021-03-02T07:00:00Z",
        "3/2/2021 7:00:00 AM",
    ],
)
def test_times(text: str) -> None:
    assert times(pa.array([text]), None).cast(pa.string()).to_pylist() == ["2021-03-02 07:00:00.000000Z"]
    assert times(pa.array([None, "soon"]), None).to_pylist() == [None, None]


def test_rows_that_do_not_fit_are_rejected() -> None:
    events, rejected = events_and_rejections(FORMAT, PROXY_CSV + b"a,b\n")
    assert (len(events), len(rejected)) == (2, 1)
    assert recognise(b"Time,User,Path\n", "proxy.csv") is Certainty.NO
    assert recognise(b"", "proxy.csv") is Certainty.NO


HEAD = b"time,user,client_ip,url,method,status\r\n"
ROW = b"2021-03-02 07:00:00,alice,192.0.2.9,https://h.example/a?b=%d,GET,200"
LINES = [
    ROW % 1, ROW % 2, ROW % 3, b'"2021-03-02 07:00:01","a, b","","http://x/","POST",""', b"a,b", HEAD.strip(),
    b"#TYPE x", b'2021-03-02 07:00:00,"a', b'b",x,y,GET,1', b'2021-03-02 07:00:00,a"b,x,y,GET,1', b"",
]  # fmt: skip


@settings(derandomize=True, max_examples=80, deadline=None)
@given(
    lines=st.lists(st.sampled_from(LINES), max_size=6),
    wanted=st.sampled_from([ALL_FIELDS, Wanted(frozenset()), Wanted(frozenset({"cs-host", "user"}))]),
)
def test_by_columns_comes_out_what_comes_out_row_by_row(lines: list[bytes], wanted: Wanted) -> None:
    log = HEAD + b"\r\n".join([*lines, b""])
    by_columns = events_and_rejections(FORMAT, log, wanted=wanted)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_rows, "_whole", lambda *given: None)
        assert by_columns == events_and_rejections(FORMAT, log, wanted=wanted)
