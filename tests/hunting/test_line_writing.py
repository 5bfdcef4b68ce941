"""Lines that are put together by loops are those that are put together by columns, wherever their hits lie."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.hunting import hit_lines, hit_tables, line_writing
from tocsin.hunting.hit_lines import json_lines
from tocsin.hunting.hit_tables import HitTables, put_away
from tocsin.hunting.hits import ORDER, SCHEMA
from tocsin.hunting.shared_texts import BACK, SAME, TEXT, same_places, shared_texts
from tocsin.model.logs import LogSource
from tocsin.model.rules import RuleInfo

from tests.collecting.formats.coded_files import needs_kernels

PLACE = ("host", "log", "rule", "path", "provider", "family", "indicator")
MOST = (1 << 63) - 1

times = st.none() | st.sampled_from([0, -1, 1614668400_000000, 1614668400_120000]) | st.integers(0, 253402300799_999999)
odd_times = st.sampled_from([-62135596800_000001, 253402300800_000000, -62135596800_000000])
numbers = st.none() | st.integers(-MOST - 1, MOST)
words = st.sampled_from([None, "", "a", 'é"\\'])
some = st.sampled_from(["a", 'é"\\', "c"])
rows = st.tuples(times, numbers, numbers, words, words, some, some, words, some, words)
events = st.lists(st.tuples(st.text("aé", max_size=9), st.lists(rows, min_size=1, max_size=3)), max_size=4)


class Plain:
    """A loop as its plain function, which counts as loaded."""

    is_loaded = True

    def __init__(self, kernel: Any) -> None:
        self._kernel, self.calls = kernel, 0

    def __call__(self, *arguments: Any) -> Any:
        self.calls += 1
        return self._kernel.function(*arguments)


def table_of(texts: list[tuple[str, list[tuple[Any, ...]]]], *, told: bool, odd: int | None = None) -> pa.Table:
    """Return a table as batches have them; `told` says whether it tells which of its rows have the same place."""
    every = [row for _, some in texts for row in some]
    fields = {field.name: pa.array([], field.type) for field in SCHEMA}
    names = ("time", "record", "offset", *PLACE)
    for name, values in zip(names, zip(*every, strict=True), strict=False):
        said = [odd, *values[1:]] if name == "time" and odd is not None else values
        fields[name] = pa.array(said, SCHEMA.field(name).type)
    again = pa.array([number for number, (_, some) in enumerate(texts) for _ in some], pa.int64())
    fields[TEXT], fields[BACK] = shared_texts(pa.array([text for text, _ in texts], pa.string()), again.to_numpy())
    if told:
        fields[SAME] = same_places([fields[name] for name in PLACE], len(every))
    return pa.table(fields)


def lines_of(tables: HitTables) -> bytes:
    """Return all lines; what is shared is told from what it is made of."""

    def rule_of(rule: str, indicator: str | None) -> RuleInfo:
        return RuleInfo(id=rule, title=f"{rule} {indicator}", level="low")

    def sources(rule: str, family: str, log: str | None, provider: str | None) -> tuple[LogSource, str | None]:
        return LogSource(product=family, category=rule, service=log), provider

    return b"".join(json_lines(tables, rule_of, sources))


@pytest.mark.parametrize("compiled", [pytest.param(True, marks=needs_kernels), False])
@settings(derandomize=True, max_examples=40, deadline=None)
@given(
    parts=st.lists(st.tuples(events, st.booleans(), st.booleans()), max_size=4),
    odd=st.none() | st.none() | odd_times,
    size=st.sampled_from([1, 3, 4096]),
    stays=st.booleans(),
)
def test_loops_write_what_columns_write(
    compiled: bool,
    parts: list[tuple[list[tuple[str, list[tuple[Any, ...]]]], bool, bool]],
    odd: int | None,
    size: int,
    stays: bool,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = str(tmp_path_factory.mktemp("hits"))
    look_up, write = (
        (hit_lines.look_up, hit_lines.write) if compiled else map(Plain, (hit_lines.look_up, hit_lines.write))
    )
    told: list[bytes] = []
    for quick in (True, False):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(hit_tables, "AWAY_FROM", 0)
            patch.setattr(hit_tables, "STAYS_BYTES", 1 << 28 if stays else 0)
            patch.setattr(hit_lines, "LINES", size)
            for name, one in (("look_up", look_up), ("write", write)):
                patch.setattr(hit_lines, name, one)
            patch.setattr(hit_tables.lines, "look_up", look_up)
            if compiled and quick:
                hit_lines.look_up.load()
                hit_lines.write.load()
            elif compiled:
                patch.setattr(hit_lines.write, "_call", None)
            else:
                patch.setattr(Plain, "is_loaded", quick)
            made = [
                (table_of(texts, told=told_of, odd=None if number else odd), away)
                for number, (texts, told_of, away) in enumerate(parts)
            ]
            tables = [put_away(table, folder) if away and table.num_rows else table for table, away in made]
            told.append(lines_of(HitTables(tables, SCHEMA, ORDER)))

    assert told[0] == told[1]
    assert told[0].count(b"\n") == sum(len(some) for texts, _, _ in parts for _, some in texts)


@pytest.mark.parametrize("compiled", [pytest.param(True, marks=needs_kernels), False])
def test_what_a_worker_says_of_other_rows_is_not_believed(compiled: bool) -> None:
    row = (0, 1, 2, "h", None, "a", "b", "c", None, None)
    table = table_of([("text", [row, row]), ("other", [row])], told=True)
    ends = np.array([0, 1 << 30, -5, 4], np.int32)
    texts = pa.StringArray.from_buffers(3, pa.py_buffer(ends), table.column(TEXT).chunk(0).buffers()[2])
    broken = {
        TEXT: texts,
        BACK: pa.array([-1, 1 << 30, -(1 << 31)], pa.int32()),
        SAME: pa.array([9, -9, 3], pa.int32()),
    }
    for name, column in broken.items():
        table = table.set_column(table.schema.get_field_index(name), name, column)
    found = np.zeros((3, line_writing.FOUND), np.int64)
    look_up = line_writing.look_up if compiled else line_writing.look_up.function
    addresses = HitTables([table], SCHEMA, ORDER)._addresses.table
    assert look_up(np.arange(3), addresses, found) == 0

    assert found[:, line_writing.ALIKE].tolist() == [0, 1, 2]
    assert found[:, line_writing.SIZE].tolist() == [0, 0, 0]
