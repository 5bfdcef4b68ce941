"""Data inside a text of an event: spread where it is readable, left where it is not."""

from __future__ import annotations

import pytest

from tocsin.collecting.formats.windows_texts import message, spread
from tocsin.collecting.windows import Event

from tests.collecting.formats.windows_shapes import AUDITING, DATA, EVENT_DATA_XML, MESSAGE


@pytest.mark.parametrize(
    "text",
    [
        EVENT_DATA_XML,
        '{"SubjectUserSid":"S-1-5-18","SubjectUserName":"WS1$","NewProcessName":"C:\\\\Windows\\\\System32\\\\cmd.exe",'
        '"CommandLine":"cmd.exe /c \\"whoami & hostname\\""}',
    ],
)
def test_data_in_a_text(text: str) -> None:
    fields: Event = {"EventID": 4688, "EventData": text}
    spread(fields, ("EventData",))
    assert fields == {"EventID": 4688, **DATA}


def test_unnamed_parameters() -> None:
    fields: Event = {"ParameterXml": "<Param>a</Param><Param>b</Param>"}
    spread(fields, ("ParameterXml",))
    assert fields == {"Data": ["a", "b"]}


@pytest.mark.parametrize("text", ["<EventData><broken", "{not json", "plain", "<!DOCTYPE x><EventData/>", "[1]"])
def test_what_is_not_readable_stays(text: str) -> None:
    fields: Event = {"EventData": text}
    spread(fields, ("EventData", "Payload"))
    assert fields == {"EventData": text}


def test_a_description_is_the_message() -> None:
    fields: Event = {"EventID": 4688, "Provider_Name": AUDITING, "RenderedDescription": MESSAGE}
    message(fields)
    assert fields["Message"] == MESSAGE
    assert fields["CommandLine"] == DATA["CommandLine"]
    assert "RenderedDescription" not in fields


def test_values_that_stand_in_columns_too_are_one() -> None:
    fields: Event = {
        "EventID": 4688,
        "EventData": EVENT_DATA_XML,
        "CommandLine": DATA["CommandLine"],
        "SubjectUserName": "x",
    }
    spread(fields, ("EventData",))
    assert fields["CommandLine"] == DATA["CommandLine"]
    assert (fields["SubjectUserName"], fields["EventData_SubjectUserName"]) == ("x", "WS1$")
    assert "EventData_CommandLine" not in fields
