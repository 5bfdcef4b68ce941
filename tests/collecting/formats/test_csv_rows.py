"""Rows of CSV: quotes, line feeds inside, headers, what is rejected, and that no line is lost."""

from __future__ import annotations

import io

from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.collecting.batches import ALL_FIELDS, EventBatch
from tocsin.collecting.format import Source
from tocsin.collecting.formats import csv_rows as module
from tocsin.collecting.formats.csv_rows import csv_rows, header_of, names_in, read_rows
from tocsin.collecting.formats.json_objects import Found
from tocsin.collecting.formats.json_tables import Table
from tocsin.model.evidence import Rejected


def rows(data: bytes) -> tuple[list[Found], list[Rejected]]:
    """Rows and rejections of a file."""
    parts = list(csv_rows(io.BytesIO(data), Source("x.csv")))
    return [row for part in parts if isinstance(part, tuple) for row in part[1]], [
        part for part in parts if isinstance(part, Rejected)
    ]


def test_values_are_unquoted_and_empty_ones_left_out() -> None:
    found, rejected = rows(b'\xef\xbb\xbf#TYPE X\r\n"a","b ",c\r\n"x, ""y""",,1\r\n"a","b ",c\r\n,2,\r\n')
    assert [row.value for row in found] == [{"a": 'x, "y"', "c": "1"}, {"b": "2"}]
    assert [(row.line, row.offset) for row in found] == [(3, 24), (5, 51)]
    assert rejected == []


def test_a_value_may_hold_line_feeds() -> None:
    found, rejected = rows(b'a,b\n1,"x\ny"\n2,z\n')
    assert [row.value["b"] for row in found] == ["x\ny", "z"]
    assert rejected == []


def test_a_quote_that_never_closes_costs_its_line_only() -> None:
    found, rejected = rows(b'a,b\n1,"x\n2,y\n3,z\n')
    assert [row.value["a"] for row in found] == ["2", "3"]
    assert [(one.offset, one.reason) for one in rejected] == [(4, "line 2: quotes do not come in pairs")]


def test_too_few_values_are_rejected() -> None:
    found, rejected = rows(b"a,b\n1\n1,2,3\n1,2\n")
    assert len(found) == 1
    assert [one.reason for one in rejected] == ["line 2: 1 values for 2 fields", "line 3: 3 values for 2 fields"]


def test_open_quotes_are_not_held_for_ever() -> None:
    data = b'a,b\n"' + b"1,2\n" * (module.LONGEST_ROW_LINES + 50)
    found, rejected = rows(data)
    assert len(found) + len(rejected) == module.LONGEST_ROW_LINES + 50


def test_headers() -> None:
    assert header_of(b"\r\n\r\nDate (UTC);User\r\n", ";") == ("Date (UTC)", "User")
    assert header_of(b"just text\n") == ()
    assert names_in("a,a,_b") == ("a", "a_2", "log._b")


def test_semicolons_and_tabs_part_values_where_the_header_says_so() -> None:
    for sign in (";", "\t"):
        found, rejected = rows(f'"a, x"{sign}b\n"1,2"{sign}3\n'.encode())
        assert ([row.value for row in found], rejected) == ([{"a, x": "1,2", "b": "3"}], [])
    assert header_of(b"a;b;c,d\n") == ("a", "b", "c,d")


def test_rows_become_events_of_a_log() -> None:
    table = Table("family", "log", ("when",))
    data = b"when,x\n2021-03-02 07:00:00,1\nsoon,2\n"
    parts = list(read_rows(io.BytesIO(data), Source("x.csv"), ALL_FIELDS, lambda names: lambda row: (table, row)))
    batch = parts[0]
    assert isinstance(batch, EventBatch)
    assert batch.events.column("x").to_pylist() == ["1", "2"]
    assert batch.events.column("_time").null_count == 1


@settings(derandomize=True, max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([b"1,2", b'"1","2"', b'"', b'a"b,c', b"\xff,\0", b"1,2,3", b"1"])))
def test_every_line_ends_in_a_row_or_a_rejection(lines: list[bytes]) -> None:
    data = b"\n".join([b"a,b", *lines])
    found, rejected = rows(data)
    held = sum(data[row.offset : row.offset + row.size].count(b"\n") + 1 for row in found)
    held += sum(one.excerpt.count(b"\n") + 1 for one in rejected)
    assert held == sum(1 for _ in lines)
