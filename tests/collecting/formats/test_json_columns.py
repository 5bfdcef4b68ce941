"""Tables of JSON lines: which lines they take, and that a line is never parted, joined or misread."""

from __future__ import annotations

import io

import pyarrow as pa

from tocsin.collecting.formats.json_columns import Tables, Taken, patterns
from tocsin.collecting.lines import LineBlock, line_blocks


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
