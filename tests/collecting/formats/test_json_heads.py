"""The beginning of an object: what it has so far, wherever it is cut."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.collecting.formats.json_heads import completed
from tocsin.collecting.formats.json_objects import first_object

VALUES = st.recursive(
    st.one_of(st.none(), st.integers(), st.text(alphabet='a"\\{}[],:\u00e9', max_size=6)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=4), inner, max_size=3)),
    max_leaves=10,
)


@settings(derandomize=True, max_examples=150, deadline=None)
@given(st.dictionaries(st.text(max_size=4), VALUES, min_size=2, max_size=4), st.data())
def test_members_before_the_cut_are_whole(value: dict[str, object], data: st.DataObject) -> None:
    text = json.dumps(value).encode()
    cut = data.draw(st.integers(1, len(text) - 1))
    shown = completed(text[:cut])

    first, said = next(iter(value.items()))
    if cut > len(json.dumps({first: said})):
        assert shown is not None
        assert shown[first] == said


def test_an_event_longer_than_what_is_shown_is_known_by_its_beginning() -> None:
    event = {"EventID": 4104, "Channel": "x", "ScriptBlockText": "y" * 20_000}
    shown = first_object(json.dumps(event).encode()[:8192])

    assert shown is not None
    assert (shown["EventID"], shown["Channel"]) == (4104, "x")


def test_what_is_no_json() -> None:
    assert completed(b"{ function() { return 1; }") is None
    assert completed(b"{}}") is None
    assert completed(b"") is None
