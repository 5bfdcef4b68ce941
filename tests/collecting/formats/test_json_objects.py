"""Objects in a JSON file: one a line, spread, in an array; with their places."""

from __future__ import annotations

import io
import json

from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.collecting.format import Source
from tocsin.collecting.formats.json_objects import Found, first_object, objects, spread, wrapping
from tocsin.model.evidence import Rejected


def found(data: bytes) -> tuple[list[Found], list[Rejected]]:
    """All objects and rejections of a file."""
    parts = list(objects(io.BytesIO(data), Source("x")))
    return [one for part in parts if isinstance(part, list) for one in part], [
        p for p in parts if isinstance(p, Rejected)
    ]


def test_the_first_object_of_a_file() -> None:
    assert first_object(b'\xef\xbb\xbf\n {"a": 1}\n{"b":') == {"a": 1}
    assert first_object(b'[{"a": 1}, {"b": 2}]') == {"a": 1}
    assert first_object(b'{\n "a": 1\n}\n{') == {"a": 1}
    assert first_object(b"[1, 2]") is None
    assert first_object(b"") is None


def test_objects_one_a_line_are_told_from_spread_ones() -> None:
    assert not spread(b'{"a": 1}\n{"b": 2}\n')
    assert not spread(b'{"a": 1, "b\n{"b": 2}\n')
    assert spread(b'{\n"a": 1}')
    assert spread(b'{ "Event": {\n')
    assert spread(b"[{}]")


def test_objects_behind_each_other_on_a_line_are_all_read() -> None:
    objects_found, rejected = found(b'{"a": 1}{"b": 2} {"c": {"d": 3}}\n{"e": 4}')
    assert ([one.value for one in objects_found], rejected) == ([{"a": 1}, {"b": 2}, {"c": {"d": 3}}, {"e": 4}], [])


def test_text_between_objects_is_rejected() -> None:
    objects_found, rejected = found(b'[{"a": 1}, junk {"b": 2}]')
    assert len(objects_found) == 2
    assert len(rejected) == 1


def test_deep_nesting_is_no_crash() -> None:
    objects_found, rejected = found(b'{"a":' * 100_000 + b"1" + b"}" * 100_000)
    assert len(objects_found) + len(rejected) == 1


@settings(derandomize=True, max_examples=80, deadline=None)
@given(
    st.lists(st.dictionaries(st.text(max_size=5), st.text(alphabet='{}"\\[]a\n', max_size=9), max_size=3), max_size=6),
    st.sampled_from([None, 1, 2]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_objects_come_back_whatever_their_strings_hold(
    written: list[dict[str, str]], indent: int | None, end: str
) -> None:
    for text in (end.join(json.dumps(one, indent=indent) for one in written), json.dumps(written, indent=indent)):
        data = text.encode()
        objects_found, rejected = found(data)

        assert rejected == []
        assert [one.value for one in objects_found] == written
        assert all(json.loads(data[one.offset : one.offset + one.size]) == one.value for one in objects_found)


def test_the_members_of_a_wrapping_list_are_the_objects() -> None:
    whole = b'{ "Records" :[\n{"a": 1},\n{"a": {"b": "}"}}\n]}\n'

    parts = list(objects(io.BytesIO(whole), Source("x.json"), ["Records"]))

    assert [(one.line, one.offset, one.value) for part in parts if isinstance(part, list) for one in part] == [
        (2, 15, {"a": 1}),
        (3, 25, {"a": {"b": "}"}}),
    ]
    assert not any(isinstance(part, Rejected) for part in parts)
    assert wrapping(whole, ["Other"]) == 0
