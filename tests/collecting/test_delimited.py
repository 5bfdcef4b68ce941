"""Delimited values: what the standard library reads is what comes out, and bad lines are told."""

from __future__ import annotations

import csv
import io

from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.collecting.delimited import Dialect, Parsed, parse, parse_mended
from tocsin.collecting.lines import LineBlock, line_blocks

QUOTED, PLAIN = Dialect(",", quoted=True), Dialect(" ", quoted=False, empty="-")


def run(data: bytes, names: list[str], dialect: Dialect) -> tuple[Parsed, LineBlock]:
    block = next(iter(line_blocks(io.BytesIO(data))))
    assert isinstance(block, LineBlock)
    return parse(block, names, dialect, lambda name: True), block


def test_good_and_bad_lines() -> None:
    parsed, _ = run(b'1,"a,""b",x\n1,2\n1,"2,3\n1,2\r,3\n', ["a", "b", "c"], QUOTED)

    assert {name: column.to_pylist() for name, column in parsed.values.items()} == {
        "a": ["1"],
        "b": ['a,"b'],
        "c": ["x"],
    }
    assert parsed.reasons == [
        "2 values for 3 fields",
        "quotes do not come in pairs",
        "a carriage return inside the line",
    ]
    assert len(parsed.bad) == 3


def test_the_sign_for_nothing_is_null_and_emptiness_is_not() -> None:
    assert run(b"- x\n", ["a", "b"], PLAIN)[0].values["a"].to_pylist() == [None]
    assert run(b",x\n", ["a", "b"], QUOTED)[0].values["a"].to_pylist() == [""]


def test_mended_lines_keep_their_places() -> None:
    parsed, _ = run(b"a b c\n", ["x", "y"], PLAIN)
    mended = parse_mended([b"a b+c"], parsed.bad, ["x", "y"], PLAIN, lambda name: True)

    assert mended.values["y"].to_pylist() == ["b+c"]
    assert mended.rows.offsets.tolist() == [0]


def test_quotes_that_stay_open_join_no_lines() -> None:
    data = b'1,"2\n3",4\n5,6\n'
    parsed, _ = run(data, ["a", "b"], QUOTED)
    assert parsed.values["a"].to_pylist() == ["5"]
    assert parsed.reasons == ["quotes do not come in pairs"] * 2

    parsed, _ = run(b'5,6\n1,"2\n', ["a", "b"], QUOTED)
    assert parsed.values["b"].to_pylist() == ["6"]
    assert parsed.reasons == ["quotes do not come in pairs"]


def test_lines_are_judged_whatever_columns_are_looked_at() -> None:
    for wanted in (set[str](), {"a"}, {"b"}):
        block = next(iter(line_blocks(io.BytesIO(b"1,2\n3\n4,5\n"))))
        assert isinstance(block, LineBlock)
        parsed = parse(block, ["a", "b"], QUOTED, wanted.__contains__)
        assert (len(parsed.rows), len(parsed.bad), set(parsed.values)) == (2, 1, wanted)


CELL = st.text(alphabet='ab,"é \0', max_size=5)


@settings(derandomize=True, max_examples=150, deadline=None)
@given(st.lists(st.lists(CELL, min_size=1, max_size=4), min_size=1, max_size=8))
def test_rows_as_the_standard_library_writes_them_come_back(rows: list[list[str]]) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows([["x", *row] for row in rows])
    parsed, _ = run(out.getvalue().encode(), ["first", "second", "third"], QUOTED)
    whole = [["x", *row] for row in rows if len(row) == 2]

    assert len(parsed.rows) == len(whole)
    assert len(parsed.bad) == len(rows) - len(whole)
    if whole:
        columns = [parsed.values[name].to_pylist() for name in ("first", "second", "third")]
        assert [list(row) for row in zip(*columns, strict=True)] == whole


@settings(derandomize=True, max_examples=150, deadline=None)
@given(st.lists(st.binary(max_size=12).map(lambda line: line.replace(b"\n", b",")), min_size=1, max_size=8))
def test_good_and_bad_are_all_lines(lines: list[bytes]) -> None:
    for dialect in (QUOTED, PLAIN):
        blocks = list(line_blocks(io.BytesIO(b"\n".join(lines))))
        for block in blocks:
            assert isinstance(block, LineBlock)
            parsed = parse(block, ["a", "b"], dialect, lambda name: True)
            assert len(parsed.rows) + len(parsed.bad) == len(block)
            assert len(parsed.reasons) == len(parsed.bad)
            assert all(len(column) == len(parsed.rows) for column in parsed.values.values())
