"""Message traces and mailbox audits as CSV."""

from __future__ import annotations

from tocsin.collecting.format import Certainty
from tocsin.collecting.formats.exchange_online import FORMAT, recognise

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_saas import MAILBOX_AUDIT, MESSAGE_TRACE

EXTENDED = (
    b"origin_timestamp_utc,sender_address,recipient_status,message_subject,original_client_ip\n"
    b"2021-03-02T07:00:00.0000000Z,x@example.net,anna@example.org##Receive,Invoice,203.0.113.9\n"
)


def test_rows_of_each_export_are_events_of_its_log() -> None:
    for data, log in [
        (MESSAGE_TRACE, "message trace"),
        (EXTENDED, "message trace"),
        (MAILBOX_AUDIT, "mailbox audit"),
    ]:
        assert recognise(data, "x") is Certainty.SURE
        (event,), rejected = events_and_rejections(FORMAT, data)
        assert rejected == []
        assert event["_log"] == log
        assert str(event["_time"]) == "2021-03-02 07:00:00+00:00"
    assert recognise(b"a,b,c\n", "MessageTrace.csv") is Certainty.NO


def test_rows_that_are_cut_off_are_rejected() -> None:
    events, rejected = events_and_rejections(FORMAT, MAILBOX_AUDIT + b'MailItemsAccessed,"Succ\r\n')
    assert (len(events), [one.offset for one in rejected]) == (1, [len(MAILBOX_AUDIT)])
