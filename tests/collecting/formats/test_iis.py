"""The IIS reader: what becomes an event, what is rejected and why, and that nothing is lost."""

from __future__ import annotations

import io

import pytest

from tocsin.collecting.batches import ALL_FIELDS, EventBatch
from tocsin.collecting.format import Certainty, Source
from tocsin.collecting.formats import iis

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples import IIS, IIS_HEADER, IIS_LINE

HEADER = b"#Fields: date time c-ip\r\n"
GOOD = b"2021-03-02 07:00:00 203.0.113.9\r\n"


def test_a_line_of_exchange_front_end_traffic() -> None:
    events, rejected = events_and_rejections(iis.FORMAT, IIS, Source("W3SVC1/u_ex210302.log"))

    assert rejected == []
    assert len(events) == 3
    assert events[0]["cs-uri-query"] == "&CorrelationID=<empty>;&cafeReqId=cde28fc4;&encoding=;"
    assert events[0]["cs(User-Agent)"] == "Mozilla/5.0+(Windows+NT+10.0;+Win64;+x64)"
    assert "cs-username" not in events[0]
    assert events[0]["_log"] == "W3SVC1"
    assert (events[0]["_record"], events[0]["_offset"]) == (5, len(IIS_HEADER))
    assert events[0]["_time"].isoformat() == "2021-03-02T07:00:00+00:00"


def test_the_header_may_change_inside_a_file() -> None:
    log = HEADER + GOOD + b"#Date: 2021-03-03 00:00:00\r\n#Fields: time c-ip\r\n07:00:01 198.51.100.7\r\n"
    events, rejected = events_and_rejections(iis.FORMAT, log)

    assert rejected == []
    assert [event["c-ip"] for event in events] == ["203.0.113.9", "198.51.100.7"]
    assert events[1]["_time"].isoformat() == "2021-03-03T07:00:01+00:00"


def test_a_cut_line_is_rejected_with_its_place_and_the_reason() -> None:
    events, rejected = events_and_rejections(iis.FORMAT, HEADER + GOOD + b"2021-03-02 07:0\r\n" + GOOD)

    assert [(one.offset, one.reason, one.excerpt) for one in rejected] == [
        (58, "line 3: 2 values for 3 fields", b"2021-03-02 07:0")
    ]
    assert [event["_offset"] for event in events] == [25, 75]


def test_lines_before_any_header_are_rejected() -> None:
    events, rejected = events_and_rejections(iis.FORMAT, GOOD + HEADER + GOOD)

    assert len(events) == 1
    assert rejected[0].reason == "line 1: no header before it says what its values are"


def test_blanks_in_an_exchange_query_do_not_cost_the_line() -> None:
    soap = b'&cafeReqId=1;;SoapAction="http://schemas.example/messages/GetItem"; Version=1;'
    line = IIS_LINE.replace(b"&CorrelationID=<empty>;&cafeReqId=cde28fc4;&encoding=;", soap)
    events, rejected = events_and_rejections(iis.FORMAT, IIS_HEADER + line + IIS_LINE)

    assert rejected == []
    assert events[0]["cs-uri-query"] == soap.decode().replace(" ", "+")
    assert events[0]["time-taken"] == "133"
    assert events[0]["_offset"] == len(IIS_HEADER)


@pytest.mark.parametrize("extra", [b"x y ", b"a b c d e f "])
def test_other_surplus_values_are_rejected(extra: bytes) -> None:
    _, rejected = events_and_rejections(iis.FORMAT, IIS_HEADER + extra + IIS_LINE)
    assert len(rejected) == 1


def test_bytes_that_are_not_utf_8_are_replaced_and_only_they() -> None:
    events, rejected = events_and_rejections(iis.FORMAT, HEADER + b"2021-03-02 07:00:00 caf\xe9\r\n" + GOOD)

    assert rejected == []
    assert [event["c-ip"] for event in events] == ["caf\ufffd", "203.0.113.9"]


def test_site_and_host_that_are_logged_go_before_path_and_option() -> None:
    log = b"#Fields: date time s-sitename s-computername c-ip\n2021-03-02 07:00:00 W3SVC2 EXCH01 192.0.2.1\n"
    log += b"2021-03-02 07:00:00 - - 192.0.2.1\n"
    events, _ = events_and_rejections(iis.FORMAT, log, Source("W3SVC1/x.log", host="given"))

    assert [(event["_log"], event["_host"]) for event in events] == [("W3SVC2", "EXCH01"), ("W3SVC1", "given")]


def test_a_time_that_is_none_does_not_cost_the_line() -> None:
    events, rejected = events_and_rejections(iis.FORMAT, HEADER + b"2021-13-45 99:00:00 192.0.2.1\n" + GOOD)

    assert rejected == []
    assert ["_time" in event for event in events] == [False, True]


def test_a_name_that_stands_twice_and_one_of_tocsins_own_are_kept() -> None:
    events, _ = events_and_rejections(iis.FORMAT, b"#Fields: date time c-ip c-ip _time\n2021-03-02 07:00:00 a b c\n")

    assert (events[0]["c-ip"], events[0]["c-ip_2"], events[0]["log._time"]) == ("a", "b", "c")


def test_recognition() -> None:
    assert iis.recognise(IIS[:4096], "x") is Certainty.SURE
    assert iis.recognise(b"#Fields: date time cs-method\r\n", "x") is Certainty.LIKELY
    assert iis.recognise(b"#Fields: DateTime,RequestId,cs-method\r\n", "u_ex.log") is Certainty.NO
    assert iis.recognise(b"hello", "u_ex210302.log") is Certainty.NO


def test_a_file_without_its_header_is_read_by_the_default_fields() -> None:
    log = IIS_LINE[20:] + IIS_LINE * 2 + b"2021-03-02 07:00:00 cut\r\n"
    assert iis.recognise(log, "x") is Certainty.LIKELY
    events, rejected = events_and_rejections(iis.FORMAT, log)

    assert [event["sc-status"] for event in events] == ["200", "200"]
    assert len(rejected) == 2
    notes = {note for part in iis.read(io.BytesIO(log), Source("x"), ALL_FIELDS) for note in getattr(part, "notes", ())}
    assert notes == {iis.NO_HEADER_LINE}


def test_a_date_that_is_inferred_is_told() -> None:
    log = b"#Date: 2021-03-03 00:00:00\r\n#Fields: time c-ip\r\n07:00:01 198.51.100.7\r\n"
    part = next(iis.read(io.BytesIO(log), Source("x"), ALL_FIELDS))
    assert isinstance(part, EventBatch)
    assert part.notes == (iis.NO_DATE,)


ADVANCED = (
    b"#Software: IIS Advanced Logging Module\r\n#Version: 1.0\r\n#Start-Date: 2021-03-02 07:00:00.128\r\n"
    b"#Fields:  date-local time-local s-sitename cs-method cs-uri-stem cs-uri-query c-ip sc-status cs(User-Agent)\r\n"
    b'2021-03-02 08:00:00.128 "Default Web Site" GET /owa/ - 203.0.113.9 200 "Mozilla/5.0 (Windows NT 10.0)"\r\n'
    b'2021-03-02 08:00:01.000 "Default Web Site" GET /owa/ - 203.0.113.9 200 "Mozilla/5.0\r\n'
)


def test_the_advanced_logging_module_quotes_values_and_logs_local_times() -> None:
    assert iis.recognise(ADVANCED, "x") is Certainty.SURE
    events, rejected = events_and_rejections(iis.FORMAT, ADVANCED, Source("x", timezone="Europe/Berlin"))

    assert [one.reason for one in rejected] == ["line 6: quotes do not come in pairs"]
    assert events[0]["cs(User-Agent)"] == "Mozilla/5.0 (Windows NT 10.0)"
    assert events[0]["_time"].isoformat() == "2021-03-02T07:00:00.128000+00:00"
    assert (events[0]["_log"], "cs-uri-query" in events[0]) == ("Default Web Site", False)


def test_a_proxys_view_of_the_client_is_a_field_of_its_own() -> None:
    log = b"#Fields: date time c-ip X-Forwarded-For\r\n2021-03-02 07:00:00 192.0.2.7 203.0.113.9,+10.0.0.1\r\n"
    events, _ = events_and_rejections(iis.FORMAT, log)
    assert events[0]["X-Forwarded-For"] == "203.0.113.9,+10.0.0.1"


def test_logs_of_the_ftp_service_are_no_web_requests() -> None:
    log = b"#Software: Microsoft Internet Information Services 10.0\r\n"
    log += b"#Fields: date time c-ip cs-username cs-method cs-uri-stem sc-status x-session\r\n"
    log += b"2021-03-02 07:00:00 203.0.113.9 CORP\\\\a STOR /x.aspx 226 5\r\n"
    parts = list(iis.read(io.BytesIO(log), Source("LogFiles/FTPSVC2/u_ex210302.log"), ALL_FIELDS))
    assert [part.family for part in parts if isinstance(part, EventBatch)] == ["iis-services"]
    events, _ = events_and_rejections(iis.FORMAT, log, Source("LogFiles/FTPSVC2/u_ex210302.log"))
    assert (events[0]["_log"], events[0]["cs-method"]) == ("FTPSVC2", "STOR")
