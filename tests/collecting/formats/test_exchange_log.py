"""The other logs of Exchange: each under its own name, with its own columns, none unread."""

from __future__ import annotations

import pytest

from tocsin.collecting.format import Certainty, Source
from tocsin.collecting.formats import exchange_log

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples import ECP, HTTPPROXY
from tests.collecting.samples_windows import RPS_CMDLET, RPS_NAMES

SMTP = (
    b"\xef\xbb\xbf#Software: Microsoft Exchange Server\r\n#Version: 15.0.0.0\r\n"
    b"#Log-type: SMTP Receive Protocol Log\r\n"
    b"#Date: 2021-03-02T07:00:04.113Z\r\n"
    b"#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context\r\n"
    b'2021-03-02T07:00:04.433Z,EXCH01\\Default Frontend EXCH01,08D8,1,192.0.2.10:25,203.0.113.9:56026,>,"220 mail'
    b' ready at Tue, 2 Mar 2021 08:00:04 +0100",\r\n'
    b"2021-03-02T07:00:05.000Z,EXCH01\\Default Frontend EXCH01,08D8,2,192.0.2.10:25,203.0.113.9:56026,*,,"
    b"Inbound AUTH LOGIN failed, LogonDenied\r\n"
)
TRACKING = (
    b"#Software: Microsoft Exchange Server\r\n#Version: 15.02.0792.010\r\n#Log-type: Message Tracking Log\r\n"
    b"#Date: 2021-03-02T07:00:02.052Z\r\n#Fields: date-time,client-ip,client-hostname,server-ip,server-hostname,"
    b"source-context,connector-id,source,event-id,internal-message-id,message-id,recipient-address,message-subject,"
    b"sender-address,custom-data\r\n"
    b"2021-03-02T07:00:02.052Z,203.0.113.9,client,192.0.2.10,far.example,,Default,SMTP,SEND,12,<a@b>,x@corp.example,"
    b'"Invoice, ""urgent""",y@example.org,S:a=b\r\n'
)
FILTERING = (
    b"DateTime,MajorVersion,ServerHostName,HttpMethod,UrlStem,UrlQuery,ScanResult\r\n"
    b"#Software: Microsoft Exchange Server\r\n#Log-type: Http Request Filtering Logs\r\n"
    b"#Fields: DateTime,MajorVersion,ServerHostName,HttpMethod,UrlStem,UrlQuery,ScanResult\r\n"
    b"6/30/2021 1:03:57 PM,15,EXCH01,POST,/ecp/x.js,,Detected\r\n"
)


def test_cmdlets_stand_as_the_event_log_of_exchange_has_them() -> None:
    events, rejected = events_and_rejections(exchange_log.FORMAT, RPS_CMDLET)

    assert rejected == []
    assert events[0]["Cmdlet"] == "New-MailboxExportRequest"
    assert events[0]["Command"] == (
        'New-MailboxExportRequest -Mailbox "a@corp.example" -FilePath "\\\\localhost\\c$\\x.aspx"'
    )
    assert events[1]["Command"] == "Get-Mailbox"
    assert (events[0]["_log"], events[0]["_host"]) == ("Rps Cmdlet", "EXCH01")
    assert events[0]["_time"].isoformat() == "2021-03-02T07:00:01.898000+00:00"


def test_smtp_with_quotes_and_with_commas_outside_them() -> None:
    events, rejected = events_and_rejections(exchange_log.FORMAT, SMTP, Source("RECV2021030207-1.LOG", host="given"))

    assert rejected == []
    assert [event["_log"] for event in events] == ["SMTP Receive Protocol"] * 2
    assert events[0]["data"] == "220 mail ready at Tue, 2 Mar 2021 08:00:04 +0100"
    assert events[1]["context"] == "Inbound AUTH LOGIN failed, LogonDenied"
    assert [event["_host"] for event in events] == ["EXCH01", "EXCH01"]
    send = SMTP.replace(b"EXCH01\\Default Frontend EXCH01", b"Internet")
    events, _ = events_and_rejections(exchange_log.FORMAT, send, Source("x", host="given"))
    assert {event["_host"] for event in events} == {"given"}


def test_the_server_that_got_a_message_is_not_the_host() -> None:
    events, _ = events_and_rejections(exchange_log.FORMAT, TRACKING)

    assert events[0]["message-subject"] == 'Invoice, "urgent"'
    assert events[0]["_log"] == "Message Tracking"
    assert "_host" not in events[0]


def test_times_in_words_of_the_server() -> None:
    events, rejected = events_and_rejections(exchange_log.FORMAT, FILTERING)

    assert rejected == []
    assert events[0]["_time"].isoformat() == "2021-06-30T13:03:57+00:00"
    assert events[0]["_log"] == "Http Request Filtering"


def test_a_log_without_type_or_header_is_named_after_its_file() -> None:
    log = f"{RPS_NAMES}\r\n".encode() + RPS_CMDLET.splitlines(keepends=True)[-1]
    events, rejected = events_and_rejections(exchange_log.FORMAT, log, Source("x/Rps_Cmdlet_2021030207-1.LOG"))

    assert rejected == []
    assert [event["_log"] for event in events] == ["Rps_Cmdlet"]


def test_rows_that_do_not_fit_are_rejected() -> None:
    events, rejected = events_and_rejections(exchange_log.FORMAT, TRACKING + b"2021-03-02T07:00:03Z,cut\r\n")

    assert len(events) == 1
    assert [one.reason for one in rejected] == ["line 7: 2 values for 15 fields"]


@pytest.mark.parametrize("log", [SMTP, TRACKING, FILTERING, RPS_CMDLET])
def test_recognition(log: bytes) -> None:
    assert exchange_log.recognise(log, "x") is Certainty.SURE


def test_logs_with_a_reader_of_their_own_are_left_to_it() -> None:
    assert exchange_log.recognise(HTTPPROXY, "x") is Certainty.LIKELY
    assert exchange_log.recognise(ECP, "x") is Certainty.LIKELY
    assert exchange_log.recognise(b"date-time,session-id,seq-number\r\n", "x") is Certainty.LIKELY
    assert exchange_log.recognise(b"date,time\r\n", "Logging/x.LOG") is Certainty.NO
