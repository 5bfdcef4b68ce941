"""A log that comes as JSON or as CSV: one format, the same events, and nothing lost in either."""

from __future__ import annotations

import pytest

from tocsin.collecting.format import Certainty
from tocsin.collecting.formats.csv_rows import header_of
from tocsin.collecting.formats.json_tables import Event, Sort, Table
from tocsin.collecting.formats.records_or_rows import records_or_rows

from tests.collecting.reading import events_and_rejections

DOORS = Table("doors", "doors", ("at",))
JSON = b'{"doors": [{"at": "2021-03-02T07:00:00Z", "door": "east"}, {"at": "2021-03-02T07:01:00Z", "door": "west"}]}'
CSV = b"at,door\r\n2021-03-02T07:00:00Z,east\r\n2021-03-02T07:01:00Z,west\r\n"


def sort(value: Event) -> tuple[Table, Event] | None:
    return (DOORS, value) if "door" in value else None


def rows(names: tuple[str, ...]) -> Sort:
    return lambda row: (DOORS, row)


FORMAT = records_or_rows("doors", "doors", "doors", sort, rows, lambda head: "door" in header_of(head), ("doors",))


@pytest.mark.parametrize("data", [JSON, CSV])
def test_either_form_gives_the_same_events(data: bytes) -> None:
    assert FORMAT.recognise(data, "x") is Certainty.SURE
    events, rejected = events_and_rejections(FORMAT, data)

    assert rejected == []
    assert [(event["door"], event["_log"], event["_time"].minute) for event in events] == [
        ("east", "doors", 0),
        ("west", "doors", 1),
    ]


@pytest.mark.parametrize(("data", "whole"), [(JSON[:-30], 1), (CSV + b"a,b,c\r\n", 2)])
def test_what_is_damaged_costs_itself(data: bytes, whole: int) -> None:
    events, rejected = events_and_rejections(FORMAT, data)
    assert (len(events), len(rejected)) == (whole, 1)


def test_another_log_is_not_taken() -> None:
    assert FORMAT.recognise(b'{"window": 1}', "x") is Certainty.NO
    assert FORMAT.recognise(b"window,at\n", "x") is Certainty.NO
