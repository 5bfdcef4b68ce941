"""Tables of JSON lines: which lines they take, and that a line is never parted, joined or misread."""

from __future__ import annotations

import io
import json

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.collecting.batches import Wanted
from tocsin.collecting.format import Source
from tocsin.collecting.formats import by_name, json_columns
from tocsin.collecting.formats.json_columns import Tables, Taken, patterns
from tocsin.collecting.lines import LineBlock, line_blocks

from tests.collecting.reading import events_and_rejections


def block_of(data: bytes) -> LineBlock:
    (block,) = line_blocks(io.BytesIO(data), block_bytes=16 << 20)
    assert isinstance(block, LineBlock)
    return block


def taken_of(tables: Tables, data: bytes) -> Taken:
    taken = tables.take(block_of(data))
    assert taken is not None
    return taken


def test_lines_that_make_no_row_are_left_and_the_others_taken() -> None:
    lines = [b'{"a":"x","n":1}', b'{"a":null}', b'{"c":[1]}', b"{", b'{"a":"y","b":null}', b'{"b":"z"}']
    taken = taken_of(Tables({"a", "n", "c"}), b"\n".join(lines * 4) + b"\n")

    assert taken.lines.lines == [lines[0], lines[4], lines[5]] * 4
    assert taken.left.lines == lines[1:4] * 4
    assert taken.table.column("a").to_pylist() == ["x", "y", None] * 4
    assert [(sorted(names), len(rows)) for names, rows in patterns(taken.table)] == [
        (["a", "n"], 4),
        (["a"], 4),
        ([], 4),
    ]


def test_a_name_that_comes_late_is_met_all_the_same() -> None:
    early, late = b'{"a":"x","c":1}\n' * 5000, b'{"b":7,"a":"y"}\n'
    for names in ({"a", "b"}, None):
        taken = taken_of(Tables(names), early + late)
        assert len(taken.left) == 0
        assert taken.table.column("b").to_pylist()[-1] in (7, "7")
        assert taken.table.schema.field("b").type == pa.int64()


def test_a_line_longer_than_a_part_is_read() -> None:
    taken = taken_of(Tables(None), b'{"a":"x"}\n{"a":"' + b"y" * (5 << 20) + b'"}\n')
    assert [len(text) for text in taken.table.column("a").to_pylist()] == [1, 5 << 20]


def test_a_file_of_other_things_is_given_up_after_some_blocks() -> None:
    tables, other = Tables(None), block_of(b'{"a":[1]}\n' * 5)
    assert [tables.take(other) for _ in range(3)] == [None] * 3
    assert tables.take(block_of(b'{"a":"x"}\n')) is None


NESTED_NAMES = ("host.name", "host", "agent.hostname", "a.b.c", "a", "timestamp", "x.y", "tags")
_SCALARS: st.SearchStrategy[object] = st.sampled_from(
    ["v", "", 1, True, None, 1.5, ["l"], [{"y": 1}], {}, "2021-03-02T07:00:00Z", "1614668400123"]
)
_INNER = st.dictionaries(st.sampled_from(["name", "hostname", "b", "c", "y", "b.c"]), _SCALARS, max_size=3)
_OUTER: st.SearchStrategy[object] = st.one_of(
    _SCALARS, _INNER, st.dictionaries(st.just("b"), _INNER, max_size=1), st.just({"name": "h"})
)
_LINES = st.lists(
    st.dictionaries(
        st.sampled_from(["host", "agent", "a", "x", "timestamp", "tags", "host.name", "a.b", "src_ip", "event_type"]),
        _OUTER,
        max_size=5,
    ),
    min_size=1,
    max_size=12,
)


@settings(derandomize=True, max_examples=150, deadline=None)
@given(lines=_LINES, repeated=st.booleans(), name=st.sampled_from(["json", "suricata-eve"]))
def test_what_is_inside_of_objects_is_the_same_by_columns_and_one_by_one(
    lines: list[dict[str, object]], repeated: bool, name: str
) -> None:
    if name == "suricata-eve":
        lines = [{"event_type": "dns", "timestamp": "2021-03-02T07:00:00.000001+0000", **line} for line in lines]
    data = "\n".join(map(json.dumps, lines * (3 if repeated else 1))).encode()
    wanted = Wanted(frozenset(NESTED_NAMES))
    with pytest.MonkeyPatch.context() as patch:
        by_columns = events_and_rejections(by_name(name), data, Source("x", host="given"), wanted)
        patch.setattr(json_columns, "_MOST_FAILURES", 0)
        one_by_one = events_and_rejections(by_name(name), data, Source("x", host="given"), wanted)
    assert by_columns == one_by_one
