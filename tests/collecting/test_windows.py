"""Plain names of Windows events, and batches of them."""

from __future__ import annotations

import numpy as np

from tocsin.collecting.batches import ALL_FIELDS, Wanted
from tocsin.collecting.format import Source
from tocsin.collecting.windows import Groups, Row, attributes, content, flatten, number, put, text

from tests.collecting.samples import DUMPED

EVENT = DUMPED["Event"]


def rows(*fields: dict[str, object]) -> Groups:
    """Groups with an event for each dictionary."""
    groups = Groups(Source("x"), ALL_FIELDS)
    for position, one in enumerate(fields):
        groups.add(Row(position, position, None, dict(one)))
    return groups


def test_head_and_data_of_an_event() -> None:
    record, time, fields = flatten(EVENT)

    assert (record, time) == (78, "2021-03-02T07:00:00.609123Z")
    assert fields["Provider_Name"] == "Microsoft-Windows-Sysmon"
    assert fields["EventID_Qualifiers"] == "0"
    assert fields["Data"] == ["a", "b"]


def test_user_data_is_flat_too() -> None:
    event = {"System": {}, "UserData": {"LogFileCleared": {"#attributes": {"xmlns": "x"}, "User": "a", "Channel": "S"}}}
    _, _, fields = flatten(event)
    assert (fields["User"], fields["UserData_Channel"]) == ("a", "S")


def test_attributes_in_every_way_that_writers_put_them() -> None:
    for written in (
        {"P": {"#attributes": {"N": "x"}}},
        {"P_attributes": {"N": "x"}},
        {"P": {"@N": "x"}},
        {"P": {"N": "x"}},
    ):
        assert attributes(written, "P")["N"] == "x"
    assert content({"#text": 5, "#attributes": {}}) == 5


def test_a_name_that_is_taken_never_loses_a_value() -> None:
    fields: dict[str, object] = {"a": "1"}
    for value in ("2", "3", "4"):
        put(fields, "EventData", "a", value)
    assert fields == {"a": "1", "EventData_a": ["2", "3", "4"]}


def test_values_as_the_log_writes_them() -> None:
    assert [text(value) for value in (True, 1, 1.5, None, "x")] == ["true", "1", "1.5", None, "x"]
    assert text([1, {"a": 1}, None]) == ["1", '{"a":1}', ""]
    assert number(True) == 1
    assert number(1.5) is None
    assert number("0x10") is None


def test_a_batch_a_kind_of_event() -> None:
    head = {"Channel": "Security", "Provider_Name": "P"}
    batches = list(rows(head | {"EventID": 1, "a": "x"}, head | {"EventID": 2}, head | {"EventID": 1}).flush())

    assert [batch.events.num_rows for batch in batches] == [2, 1]
    assert batches[0].events.column("a").to_pylist() == ["x", None]


def test_columns_that_are_not_wanted_are_not_made() -> None:
    groups = Groups(Source("x"), Wanted(frozenset({"a"})))
    groups.add(Row(1, 0, None, {"Channel": "S", "EventID": 1, "a": "1", "b": "2"}))
    (batch,) = groups.flush()
    assert batch.events.schema.names[5:] == ["Channel", "EventID", "a"]


def test_events_with_ever_new_fields_make_no_huge_table() -> None:
    groups = rows(*({"Channel": "S", "EventID": 1, f"f{number}": "x"} for number in range(1000)))
    assert sum(batch.events.num_rows * batch.events.num_columns for batch in groups.flush()) < 20_000


def test_odd_types_become_strings() -> None:
    (batch,) = rows({"EventID": 1, "a": 5}, {"EventID": 1, "a": ["x"]}, {"EventID": 1, "Channel": ["odd"]}).flush()
    assert batch.events.column("a").to_pylist() == [["5"], ["x"], None]
    assert batch.events.column("Channel").to_pylist() == [None, None, '["odd"]']


def test_fields_are_made_by_the_kind_of_event_and_fetched_for_hits() -> None:
    of_kind = {4688: frozenset({"a"}), 4624: None}
    wanted = Wanted(frozenset({"a", "b"}), lambda _channel, _provider, event_id: of_kind[event_id or 0])
    groups = Groups(Source("x"), wanted)
    for event_id in (4688, 4624):
        groups.add(Row(1, 0, None, {"Channel": "Security", "EventID": event_id, "a": "1", "b": "2", "c": "3"}))
    first, second = groups.flush()

    assert {"a", "b", "c"} & set(first.events.schema.names) == {"a"}
    assert {"a", "b", "c"} & set(first.details(np.array([0])).schema.names) == {"a", "b", "c"}
    assert {"a", "b", "c"} <= set(second.events.schema.names)
