"""Cutting JSON into objects: strings that hold braces, damage, wrapping objects, whatever the size of the pieces."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.collecting.format import Source
from tocsin.collecting.formats import json_objects
from tocsin.collecting.formats.json_cutting import braces
from tocsin.collecting.formats.json_objects import objects, unwrapped, wrapping
from tocsin.model.evidence import Rejected

LISTS = ("Records", "value", "items")


def values(data: bytes) -> tuple[list[Any], list[Rejected]]:
    """Objects and rejections of a file; every object stands where it is said to."""
    parts = list(objects(io.BytesIO(data), Source("x"), LISTS))
    found = [one for part in parts if isinstance(part, list) for one in part]
    assert all(json.loads(data[one.offset : one.offset + one.size]) == one.value for one in found)
    assert all(data.count(b"\n", 0, one.offset) == one.line - 1 for one in found)
    return [one.value for one in found], [part for part in parts if isinstance(part, Rejected)]


def test_only_braces_outside_strings_count() -> None:
    found = braces(rb'{"a{\"}": "\\", "b": {}} }', 0)
    assert (found.opens.tolist(), found.closes.tolist()) == ([0], [23])
    assert (found.inner_opens.tolist(), found.inner_closes.tolist()) == ([21], [22])


@pytest.mark.parametrize(
    "wrapper",
    [
        '{"Records":[%s]}',
        '{"@odata.context": "https://graph.example/[x]", "value": [\n%s\n],\n"@odata.nextLink": "https://x"}',
        '{"kind":"EventList","metadata":{"n":1},"items":[%s],"paging":{"next":{"a":1}},"n":[1],"x":null}\n',
        '[{"items": [%s], "n": [1, 2]}]',
    ],
)
def test_the_members_of_a_wrapped_list_are_the_objects(wrapper: str) -> None:
    members = [{"a": "]}"}, {"b": {"c": [{}, {"value": [{}]}]}}]
    text = (wrapper % ",\n".join(map(json.dumps, members))).encode()

    assert values(text) == (members, [])
    assert values(text + text) == (members * 2, [])
    assert values((wrapper % "").encode()) == ([], [])


def test_objects_of_another_list_behind_it_are_not_lost() -> None:
    assert values(b'{"Records":[{"a":1}],"more":[{"b":2},{"c":3}],"x":null}') == ([{"a": 1}, {"b": 2}, {"c": 3}], [])


def test_a_page_that_is_cut_off_gives_its_whole_members_and_one_rejection() -> None:
    found, rejected = values(b'{"Records":[{"a":1},{"b":2},{"c')
    assert found == [{"a": 1}, {"b": 2}]
    assert [(one.offset, "cut off" in one.reason) for one in rejected] == [(27, True)]
    assert [one.offset for one in values(b'{"Records":[{"a":1}')[1]] == [19]


def test_a_lost_quote_costs_its_line_only() -> None:
    found, rejected = values(b'[{"a": 1},\n x" {,\n{"b": 2}]')
    assert found == [{"a": 1}, {"b": 2}]
    assert len(rejected) == 1


def test_text_in_a_list_and_braces_that_nothing_opened_are_rejected() -> None:
    found, rejected = values(b'{"Records":[{"a":1}, 17, {"b":2}, 18]} } {"c":3}')
    assert found == [{"a": 1}, {"b": 2}, {"c": 3}]
    assert len(rejected) == 3


def test_objects_with_another_list_are_objects() -> None:
    record = {"a": {"b": 1, "c": [1]}, "value": [{"x": 1}]}
    assert values(json.dumps([record]).encode()) == ([record], [])
    assert wrapping(json.dumps(record).encode(), LISTS) == 0
    assert wrapping(b'{"value": ["a"]}', LISTS) == 0
    assert unwrapped(b'{"value": [{"a": 1}, {"b"', LISTS) == {"a": 1}


@settings(derandomize=True, max_examples=60, deadline=None)
@given(
    members=st.lists(st.dictionaries(st.text(max_size=4), st.text(alphabet='{}"\\[]:,a\n', max_size=9), max_size=3)),
    indent=st.sampled_from([None, 1]),
    step=st.sampled_from([1, 7, 5000]),
)
def test_the_size_of_the_pieces_does_not_matter(members: list[dict[str, str]], indent: int | None, step: int) -> None:
    text = json.dumps({"next": None, "Records": members, "more": {}}, indent=indent).encode() * 2
    before, json_objects.READ_BYTES = json_objects.READ_BYTES, step
    try:
        assert values(text) == (members * 2, [])
    finally:
        json_objects.READ_BYTES = before


def test_hostile_openings_take_no_time() -> None:
    text = b'{"a": 1, ' * 2000 + b'"Records": ['
    assert wrapping(text, LISTS) == 0
    assert len(values(b"[" + b"}" * 200_000 + b'{"a":1}')[0]) == 1
