"""One event as XML: the same as in EVTX, whatever shippers do to XML."""

from __future__ import annotations

import pytest

from tocsin.collecting.formats.windows_event_xml import NoEventError, data_of, event_of, events_of
from tocsin.collecting.windows import Event

SYSTEM = (
    "<System><Provider Name='P' Guid='{1}'/><EventID Qualifiers='7'>4688</EventID><Level>0</Level>"
    "<TimeCreated SystemTime='2021-03-02T07:00:00.1234567Z'/><EventRecordID>12</EventRecordID>"
    "<Execution ProcessID='4' ThreadID='8'/><Channel>Security</Channel><Computer>ws1.example</Computer></System>"
)


def fields_of(rest: str) -> Event:
    """The fields of an event with this behind its System."""
    return event_of(f"<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'>{SYSTEM}{rest}</Event>")[2]


def test_the_head_of_an_event() -> None:
    record, time, fields = event_of(f"<Event>{SYSTEM}</Event>")

    assert (record, time) == ("12", "2021-03-02T07:00:00.1234567Z")
    assert {name: value for name, value in fields.items() if value is not None} == {
        "Provider_Name": "P",
        "Provider_Guid": "{1}",
        "EventID": 4688,
        "EventID_Qualifiers": "7",
        "Level": 0,
        "Execution_ProcessID": "4",
        "Execution_ThreadID": "8",
        "Channel": "Security",
        "Computer": "ws1.example",
    }


def test_named_unnamed_repeated_and_empty_data() -> None:
    fields = fields_of(
        "<EventData><Data Name='A'>1</Data><Data>x</Data><Data Name='A'>2</Data><Data>y</Data><Data Name='E'/>"
        "<Data Name='EventID'>5</Data><Binary>00FF</Binary></EventData>"
    )
    assert fields["A"] == "1"
    assert fields["EventData_A"] == "2"
    assert fields["Data"] == ["x", "y"]
    assert fields["E"] == ""
    assert (fields["EventID"], fields["EventData_EventID"]) == (4688, "5")
    assert fields["Binary"] == "00FF"


def test_user_data_and_its_attributes() -> None:
    fields = fields_of(
        "<UserData><LogFileCleared xmlns='x'><SubjectUserName>eve</SubjectUserName></LogFileCleared></UserData>"
    )
    assert fields["SubjectUserName"] == "eve"


def test_a_rendered_message_and_its_words() -> None:
    fields = fields_of(
        "<RenderingInfo Culture='en-US'><Message>A process.\n  Name: x</Message><Level>Information</Level>"
        "<Keywords><Keyword>Audit Success</Keyword><Keyword>Classic</Keyword></Keywords></RenderingInfo>"
    )
    assert fields["Message"] == "A process.\n  Name: x"
    assert (fields["Level"], fields["Level_Name"]) == (0, "Information")
    assert fields["Keywords_Names"] == "Audit Success, Classic"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("a & b", "a & b"),
        ("a &unknown; b", "a &unknown; b"),
        ("a\x00\x1b[0m", "a\ufffd\ufffd[0m"),
        ("&#x1F;&#0;x&amp;&#65;", "\ufffd\ufffdx&A"),
        ("&lt;script&gt;", "<script>"),
    ],
)
def test_what_xml_forbids_is_mended(written: str, read: str) -> None:
    assert fields_of(f"<EventData><Data Name='A'>{written}</Data></EventData>")["A"] == read


def test_bytes_that_are_not_utf_8_cost_no_event() -> None:
    xml = f"<Event>{SYSTEM}<EventData><Data Name='A'>caf\u00e9</Data></EventData></Event>".encode("latin-1")
    assert event_of(xml)[2]["A"] == "caf\ufffd"


@pytest.mark.parametrize(
    "xml", ["<Event><System>", "<Other/>", "", "<!DOCTYPE Event [<!ENTITY a 'b'>]><Other>&a;</Other>"]
)
def test_what_is_no_event(xml: str) -> None:
    with pytest.raises(NoEventError):
        event_of(xml)


def test_data_alone_as_sentinel_has_it() -> None:
    fields: Event = {}
    assert data_of('<DataItem type="x"><EventData xmlns="y"><Data Name="A">1 & 2</Data></EventData></DataItem>', fields)
    assert fields == {"A": "1 & 2"}
    assert not data_of("<Other/>", fields)
    assert not data_of("no XML", fields)


def test_elements_inside_elements_end_somewhere() -> None:
    deep = "<a>" * 3000 + "x" + "</a>" * 3000
    assert "x" in str(fields_of(f"<UserData>{deep}</UserData>"))


def test_events_taken_together_are_those_taken_alone() -> None:
    fragments = [f"<Event>{SYSTEM}<EventData><Data Name='A'>{n}</Data></EventData></Event>".encode() for n in range(3)]
    assert events_of(fragments) == [event_of(one) for one in fragments]
    assert events_of([]) == []
    for damaged in (b"<Event><System>", b"<Event/></all><all>", b"<Other/>", b"<Event/><Event/>"):
        assert events_of([*fragments, damaged]) is None
