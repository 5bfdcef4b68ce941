"""What a request asks for is of its kind and within its bounds, or is refused in a sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import QueryParams

from tocsin.serving.parameters import NUMBER, Parameter, Refused, values, whole

KNOWN = (
    Parameter("q", "words", most=5),
    Parameter("limit", "how many", "integer", least=1, most=10),
    Parameter("kind", "which", words=("a", "b")),
)


def test_values_come_out_as_what_they_are() -> None:
    assert values(QueryParams("q=x y&limit=10&kind=b"), KNOWN) == {"q": "x y", "limit": 10, "kind": "b"}
    assert values(QueryParams(""), KNOWN) == {}


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("limit=0", "limit is no number from 1 to 10"),
        ("limit=x", "limit is no number"),
        ("limit=1e3", "limit is no number"),
        ("q=123456", "q has not 0 to 5 characters"),
        ("kind=c", "kind is none of a, b"),
        ("q=a&q=b", "q is given twice"),
        ("other=1", "there is no parameter of that name"),
    ],
)
def test_what_does_not_fit_is_refused(query: str, why: str) -> None:
    with pytest.raises(Refused, match=why) as refused:
        values(QueryParams(query), KNOWN)
    assert refused.value.status == 422


def test_what_is_needed_is_missed() -> None:
    with pytest.raises(Refused, match="since is missing"):
        values(QueryParams(""), (Parameter("since", "", "integer", needed=True),))


@given(st.text(max_size=25))
def test_any_text_is_a_number_the_library_can_hold_or_none(text: str) -> None:
    number = whole(text)
    assert number is None or (0 <= number <= NUMBER and text.lstrip("0") == str(number or ""))


def test_the_schema_says_the_same() -> None:
    assert [one.schema() for one in KNOWN] == [
        {"type": "string", "minLength": 0, "maxLength": 5},
        {"type": "integer", "minimum": 1, "maximum": 10},
        {"type": "string", "enum": ["a", "b"]},
    ]
