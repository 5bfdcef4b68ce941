"""Pairs of lines to columns: quotes, escapes, blanks in values, several values, hostile keys."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.collecting.formats.key_values import MOST_KEYS, Dialect, pairs_of


def parsed(*lines: str | None, dialect: Dialect | None = None) -> list[dict[str, object]]:
    """The pairs of each line."""
    pairs = pairs_of(pa.array(lines, pa.string()), dialect or Dialect())
    columns = {name: column.to_pylist() for name, column in pairs.columns(lambda _: True).items()}
    return [
        {name: values[row] for name, values in columns.items() if values[row] is not None} for row in range(len(lines))
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('a=1 b="x y" c=""', {"a": "1", "b": "x y", "c": ""}),
        ("msg=two words k=v", {"msg": "two words", "k": "v"}),
        ('m="say \\"no\\" k=v" n=2', {"m": 'say "no" k=v', "n": "2"}),
        ("url=/x?a=b&c=d e=", {"url": "/x?a=b&c=d", "e": ""}),
        ("before the first a=1", {"a": "1"}),
        ("a=1  b=2 ", {"a": "1", "b": "2"}),
        ("a=ä b=ü=ö", {"a": "ä", "b": "ü=ö"}),
        ("a=1 a=2 b=x a=3", {"a": ["1", "2", "3"], "b": "x"}),
        ("= =x a", {}),
        (None, {}),
    ],
)
def test_pairs_of_a_line(line: str | None, expected: dict[str, object]) -> None:
    assert parsed(line) == [expected]
    with_another = parsed(line, "zz=1")
    assert with_another[1] == {"zz": "1"}
    assert {key: value for key, value in with_another[0].items() if value} == {k: v for k, v in expected.items() if v}


def test_an_open_quote_does_no_harm_to_the_next_line() -> None:
    assert parsed('a=1 b="x c=2', "a=3 b=4")[1] == {"a": "3", "b": "4"}


def test_other_signs_and_no_quotes() -> None:
    assert parsed("src=1|msg=a=b", dialect=Dialect(between="|", quoted=False)) == [{"src": "1", "msg": "a=b"}]
    assert parsed(r"a=x\=1 y b=2", dialect=Dialect(quoted=False)) == [{"a": r"x\=1 y", "b": "2"}]
    assert parsed("a=1; b=2 ;c=3", dialect=Dialect(between=" ;")) == [{"a": "1", "b": "2", "c": "3"}]


def test_where_the_first_pair_begins() -> None:
    assert pairs_of(pa.array(["head a=1", "none", ""])).first.tolist() == [5, 4, 0]


def test_more_keys_than_any_product_has_stay_in_the_value_before_them() -> None:
    line = " ".join(f"k{number}={number}" for number in range(MOST_KEYS + 2))
    (found,) = parsed(line)
    assert len(found) == MOST_KEYS
    assert found[f"k{MOST_KEYS - 1}"] == "2047 k2048=2048 k2049=2049"


def test_slices_of_columns_are_read_too() -> None:
    sliced = pa.array(["x=0", "a=1", "a=2"]).slice(1)
    assert pairs_of(sliced).column("a").to_pylist() == ["1", "2"]


@settings(derandomize=True, max_examples=150, deadline=None)
@given(
    st.lists(
        st.dictionaries(
            st.from_regex(r"[a-z][a-z0-9_]{0,5}", fullmatch=True),
            st.text(alphabet='ab ="ü,', max_size=8),
            max_size=4,
        ),
        min_size=1,
        max_size=5,
    )
)
def test_what_was_written_comes_back(records: list[dict[str, str]]) -> None:
    def written(value: str) -> str:
        return '"' + value.replace('"', '\\"') + '"'

    lines = [" ".join(f"{key}={written(value)}" for key, value in record.items()) for record in records]
    assert parsed(*lines) == records


@settings(derandomize=True, max_examples=100, deadline=None)
@given(st.lists(st.text(alphabet='a=" \\\t,;ü', max_size=12), max_size=6))
def test_any_text_gives_columns_of_its_length(lines: list[str]) -> None:
    pairs = pairs_of(pa.array(lines, pa.string()))
    assert all(len(column) == len(lines) for column in pairs.columns(lambda _: True).values())
