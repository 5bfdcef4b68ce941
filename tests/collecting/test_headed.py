"""Headers: wherever they stand, the lines after one are under it."""

from __future__ import annotations

import io

from tocsin.collecting.format import Source
from tocsin.collecting.headed import Run, lost, runs, too_long, unique
from tocsin.collecting.lines import TooLong


def test_runs_are_cut_at_headers_and_directives_are_kept() -> None:
    log = b"x\n#Date: 2021-03-02\n#Fields: a b\n1 2\n3 4\n#Fields: c\n5\n"
    found = [run for run in runs(io.BytesIO(log), None) if isinstance(run, Run)]

    assert [(run.header.names, run.block.lines) for run in found] == [
        ((), [b"x"]),
        (("a", "b"), [b"1 2", b"3 4"]),
        (("c",), [b"5"]),
    ]
    assert found[1].header.said("date") == "2021-03-02"
    assert found[1].header.said("software") is None


def test_a_plain_row_of_names() -> None:
    found = list(runs(io.BytesIO(b"Name,B\n1,2\nName,C\n3,4\n"), ",", lambda line, _: line.startswith(b"Name")))
    assert [run.header.names for run in found if isinstance(run, Run)] == [("Name", "B"), ("Name", "C")]


def test_columns_never_share_a_name() -> None:
    names = unique(["a", "a", "a_2", "", "_offset", '"q"'])
    assert len(set(names)) == len(names) == 6
    assert "_offset" not in names


def test_losses_say_line_and_place() -> None:
    (run,) = [run for run in runs(io.BytesIO(b"\nab\n"), None) if isinstance(run, Run)]
    (one,) = lost(run.block, ["why"], Source("p"))

    assert (one.path, one.offset, one.reason, one.excerpt) == ("p", 1, "line 2: why", b"ab")
    assert too_long(TooLong(3, 9, 100, b"xx"), Source("p")).size == 100


def test_one_name_a_hundred_thousand_times_is_no_work_without_end() -> None:
    names = unique(["c"] * 100_000)

    assert names[:3] == ("c", "c_2", "c_3")
    assert len(set(names)) == 100_000
