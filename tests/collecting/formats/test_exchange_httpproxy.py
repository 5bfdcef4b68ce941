"""HttpProxy logs of every age: columns by name, the header wherever it stands, quotes, protocols."""

from __future__ import annotations

import io

from tocsin.collecting.batches import ALL_FIELDS
from tocsin.collecting.format import Certainty, Source
from tocsin.collecting.formats import exchange_csv
from tocsin.collecting.formats import exchange_httpproxy as httpproxy

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples import HTTPPROXY, HTTPPROXY_HEADER, httpproxy_row

NAMES = httpproxy.HEADER.encode()
ATTACK = "ServerInfo~a]@EXCH01.example:444/ecp/DDI/DDIService.svc/SetObject?schema=ResetOABVirtualDirectory#"


def test_there_are_seventy_four_columns() -> None:
    assert len(httpproxy.NAMES) == len(set(httpproxy.NAMES)) == 74
    assert httpproxy.NAMES.index("AnchorMailbox") == 15
    assert httpproxy.NAMES.index("HttpStatus") == 19


def test_the_row_of_the_attack() -> None:
    log = HTTPPROXY_HEADER + httpproxy_row(AnchorMailbox=ATTACK, HttpStatus="200")
    events, rejected = events_and_rejections(httpproxy.FORMAT, log, Source("Logging/HttpProxy/Ecp/x.LOG"))

    assert rejected == []
    assert events[0]["AnchorMailbox"] == ATTACK
    assert events[0]["AuthenticatedUser"] == ""
    assert (events[0]["_host"], events[0]["_log"]) == ("EXCH01", "HttpProxy/Ecp")
    assert events[0]["_time"].isoformat() == "2021-03-02T07:00:00.841000+00:00"


def test_the_plain_row_of_names_may_stand_first_or_last_or_twice() -> None:
    row = httpproxy_row(HttpStatus="200")
    hashes = b"#Software: Microsoft Exchange Server\r\n#Log-type: HttpProxy Logs\r\n"
    for log in (NAMES + b"\r\n" + hashes + row, hashes + NAMES + b"\r\n" + row + NAMES + b"\r\n" + row):
        events, rejected = events_and_rejections(httpproxy.FORMAT, log)
        assert rejected == []
        assert {event["HttpStatus"] for event in events} == {"200"}


def test_columns_of_older_versions_are_taken_by_name_and_spelt_as_now() -> None:
    log = b"#Fields: DateTime,RequestId,ClientIPAddress,BackendStatus,Odd\r\n2016-08-01T00:00:00Z,1,192.0.2.9,401,x\r\n"
    events, _ = events_and_rejections(httpproxy.FORMAT, log)

    assert events[0]["ClientIpAddress"] == "192.0.2.9"
    assert events[0]["BackEndStatus"] == "401"
    assert events[0]["Odd"] == "x"


def test_quoted_values_keep_commas_and_quotes() -> None:
    row = httpproxy_row(UrlStem='"/a,""b"""', HttpStatus="200")
    events, rejected = events_and_rejections(httpproxy.FORMAT, HTTPPROXY_HEADER + row + httpproxy_row())

    assert rejected == []
    assert events[0]["UrlStem"] == '/a,"b"'


def test_quotes_inside_a_value_do_not_cost_the_line() -> None:
    log = HTTPPROXY_HEADER + httpproxy_row(UrlStem='/a"x"b') + httpproxy_row(UrlStem="/c")
    events, rejected = events_and_rejections(httpproxy.FORMAT, log)

    assert len(events) + len(rejected) == 2
    assert [event["UrlStem"] for event in events] == ['/a"x"b', "/c"]


def test_a_row_that_the_end_of_the_file_cuts_is_rejected() -> None:
    events, rejected = events_and_rejections(httpproxy.FORMAT, HTTPPROXY[:-40])

    assert len(events) == 1
    assert len(rejected) == 1
    assert "values for 74 fields" in rejected[0].reason


def test_the_protocol_column_tells_the_log_where_the_path_does_not() -> None:
    log = HTTPPROXY_HEADER + httpproxy_row(Protocol="Owa") + httpproxy_row(Protocol="")
    events, _ = events_and_rejections(httpproxy.FORMAT, log, Source("x.LOG", host="given"))

    assert [event["_log"] for event in events] == ["HttpProxy/Owa", "HttpProxy"]


def test_recognition() -> None:
    assert httpproxy.recognise(HTTPPROXY, "x") is Certainty.SURE
    assert httpproxy.recognise(NAMES + b"\r\n", "x") is Certainty.LIKELY
    assert httpproxy.recognise(b"DateTime,Other\r\n", "HttpProxy_1.LOG") is Certainty.NO


def test_rows_whose_header_is_lost_are_read_by_the_usual_columns() -> None:
    row = httpproxy_row(
        HttpStatus="241", RequestId="cde28fc4-299e-4179-b3e9-de56f5c1d9ee", AnchorMailbox=ATTACK
    ).replace(b",,,,,,Ecp", b",15,1,2375,7,,Ecp", 1)
    log = row[30:] + row + row[:100] + b"\r\n"
    assert httpproxy.recognise(log, "x") is Certainty.LIKELY
    events, rejected = events_and_rejections(httpproxy.FORMAT, log)

    assert [(event["HttpStatus"], event["AnchorMailbox"]) for event in events] == [("241", ATTACK)]
    assert len(rejected) == 2
    part = next(httpproxy.read(io.BytesIO(log), Source("x"), ALL_FIELDS))
    assert getattr(part, "notes", ()) == (exchange_csv.NO_HEADER_LINE,)
