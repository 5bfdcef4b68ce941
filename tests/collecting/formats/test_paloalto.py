"""Palo Alto: types with values of their own, versions with more or fewer, and the CSV."""

from __future__ import annotations

from tocsin.collecting.formats.paloalto import FORMAT
from tocsin.collecting.formats.paloalto_fields import FIELDS

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_appliances import PALOALTO

GUI = (
    b"Domain,Receive Time,Serial #,Type,Threat/Content Type,Config Version,Generate Time,Source address,"
    b"Destination address,Rule,Action,Destination Port\n"
    b'1,2021/03/02 07:00:01,0123,TRAFFIC,end,2560,2021/03/02 07:00:00,10.0.0.5,203.0.113.9,"allow, web",allow,443\n'
)


def test_each_type_has_its_own_values() -> None:
    events, rejected = events_and_rejections(FORMAT, PALOALTO)
    assert rejected == []
    assert [event["_log"] for event in events] == ["TRAFFIC", "THREAT", "GLOBALPROTECT", "syslog"]
    assert (events[0]["dport"], events[1]["misc"], events[2]["public_ip"]) == ("23", "bad.example/a,b", "203.0.113.9")
    assert (events[0]["_host"], events[1]["_host"]) == ("fw1", "012345678901")
    assert events[2]["client_os_ver"] == "Windows 10 , 64-bit"


def test_the_download_of_the_interface_has_the_same_names() -> None:
    (event,), rejected = events_and_rejections(FORMAT, GUI)
    assert rejected == []
    assert (event["_log"], event["dst"], event["rule"], event["dport"]) == (
        "TRAFFIC",
        "203.0.113.9",
        "allow, web",
        "443",
    )
    assert str(event["_time"]) == "2021-03-02 07:00:00+00:00"


def test_more_values_than_are_known_are_kept_and_unpaired_quotes_rejected() -> None:
    line = PALOALTO.split(b"\n")[1]
    events, rejected = events_and_rejections(FORMAT, line + b"," * 60 + b"new\n" + line.replace(b'b",', b"b,") + b"\n")
    (event,) = events
    beyond = line.count(b",") - line.count(b"/a,b") + 61 - len(FIELDS["THREAT"])
    assert [name for name, value in event.items() if value == "new"] == [f"extra_{beyond}"]
    assert [one.reason for one in rejected] == ["line 2: quotes do not come in pairs"]


def test_a_line_that_is_none_is_rejected_with_its_place() -> None:
    events, rejected = events_and_rejections(FORMAT, PALOALTO + b"\xff half a li\n" + PALOALTO)
    whole, _ = events_and_rejections(FORMAT, PALOALTO)
    assert len(events) == 2 * len(whole)
    assert [one.offset for one in rejected] == [len(PALOALTO)]


def test_quotes_that_take_in_the_commas_leave_too_few_values() -> None:
    line = PALOALTO.split(b"\n")[0]
    head, comma, rest = line.partition(b",TRAFFIC,")
    events, rejected = events_and_rejections(FORMAT, head + comma + b'"' + rest.replace(b'"', b"") + b'"\n')

    assert (events, [one.reason for one in rejected]) == ([], ["line 1: 5 values are too few"])
