"""Nested JSON under plain names: lists, named values, texts, and what is not looked at."""

from __future__ import annotations

from typing import Any

from tocsin.collecting.formats.json_fields import MOST_FIELDS, Fields, Flattener, add, compact, loaded, scalar

VALUE: dict[str, Any] = {
    "a": {"b": "x", "n": 1},
    "list": [{"c": "1"}, {"c": None}, {"c": ["2", "3"]}],
    "Parameters": [{"Name": "ForwardTo", "Value": "u@example.org"}, {"Name": "Flag", "Value": True}],
    "changes": [{"Name": "Role", "NewValue": "new", "OldValue": "old"}],
    "empty": {},
    "none": None,
}


def test_every_field_has_a_plain_name() -> None:
    assert Flattener(None).fields(VALUE) == {
        "a.b": "x",
        "a.n": "1",
        "list.c": ["1", "2", "3"],
        "Parameters.Name": ["ForwardTo", "Flag"],
        "Parameters.Value": ["u@example.org", "true"],
        "Parameters.ForwardTo": "u@example.org",
        "Parameters.Flag": "true",
        "changes.Name": "Role",
        "changes.NewValue": "new",
        "changes.OldValue": "old",
        "changes.Role.NewValue": "new",
        "changes.Role.OldValue": "old",
        "empty": "{}",
    }


def test_what_is_wanted_alone_is_what_it_is_among_all() -> None:
    every = Flattener(None, frozenset({"Parameters", "a"})).fields(VALUE)
    for name in every:
        assert Flattener({name}, frozenset({"Parameters", "a"})).fields(VALUE) == {name: every[name]}
    assert every["a"] == '{"b":"x","n":1}'
    assert str(every["Parameters"]).startswith('[{"Name":"ForwardTo",')


def test_tags_of_a_user_do_not_pass_for_named_values_of_the_log() -> None:
    tagged = {"tags": [{"key": "a", "value": "1", "region": "x", "owner": "y", "more": "z"}, {"key": 3, "value": "1"}]}
    assert "tags.a" not in Flattener(None).fields(tagged)


def test_depth_and_odd_values_end_as_text() -> None:
    deep: Any = "x"
    for _ in range(40):
        deep = {"a": deep}
    assert len(Flattener(None).fields(deep)) == 1
    lists: Any = "x"
    for _ in range(40):
        lists = [lists]
    assert len(Flattener(None).fields({"a": lists})) == 1
    assert compact({"a": 2**70}) == '{"a":1180591620717411303424}'
    assert (loaded("{"), loaded("[1]")) == (None, [1])
    assert scalar(2**70) == "1180591620717411303424"


def test_a_record_of_too_many_fields_keeps_those_beyond_as_one_text() -> None:
    found = Flattener(None).fields({f"k{number}": number for number in range(MOST_FIELDS + 3)})
    assert len(found) == MOST_FIELDS + 1
    assert found["more_fields"] == '{"k4096":"4096","k4097":"4097","k4098":"4098"}'


def test_a_name_that_stands_twice_has_both_values() -> None:
    fields: Fields = {}
    for value in ("1", "2", "3"):
        add(fields, "a", value)
    assert fields == {"a": ["1", "2", "3"]}
    assert Flattener(None).fields({"a.b": "1", "a": {"b": "2"}}) == {"a.b": ["1", "2"]}
