"""Derived columns: for every row what the reference says of its event."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tocsin.hunting.reference import values_of
from tocsin.hunting.table import Field, Table

from tests.hunting.rulebook import batch_of

NAMES = (
    "name(A)",
    "domain(A)",
    "md5(A)",
    "first(A,B)",
    "first(B,A,C)",
    "first(name(B),domain(A))",
    "user(first(C,B))",
    "name(Nowhere)",
    "first(Nowhere,A)",
)
TEXTS = st.sampled_from(["", "x", "D\\u", "C:\\x\\u", "MD5=1,SHA1=2", "/a/b"])
VALUES = st.none() | TEXTS
EVENTS = st.fixed_dictionaries({"A": VALUES, "B": VALUES, "C": st.none() | st.lists(TEXTS, max_size=3)})


def members(field: Field | None, row: int) -> list[str]:
    if field is None:
        return []
    if field.offsets is None:
        code = int(field.codes[row])
        return [] if code < 0 else [field.values[code]]
    return [field.values[code] for code in field.codes[field.offsets[row] : field.offsets[row + 1]]]


@given(st.lists(EVENTS, min_size=1, max_size=6))
def test_a_row_has_the_values_that_the_reference_gives_its_event(events: list[dict[str, Any]]) -> None:
    table = Table(batch_of(events).events, {})

    for name in NAMES:
        found = table.field(name)
        assert [members(found, row) for row in range(len(events))] == [values_of(event, name) for event in events]


def test_a_column_that_bears_the_name_itself_goes_before() -> None:
    table = Table(batch_of([{"A": "C:\\x", "name(A)": "own"}]).events, {})

    assert members(table.field("name(A)"), 0) == ["own"]
