"""Patterns: every line is in one part, the first pattern that fits has it."""

from __future__ import annotations

import io

from tocsin.collecting.format import Source
from tocsin.collecting.lines import LineBlock, line_blocks
from tocsin.collecting.patterned import Fitted, fitted, fitted_lines
from tocsin.model.evidence import Rejected


def block(data: bytes) -> LineBlock:
    (found,) = line_blocks(io.BytesIO(data))
    assert isinstance(found, LineBlock)
    return found


def test_a_line_goes_to_the_first_pattern_that_fits() -> None:
    parts = list(fitted(block(b"a1\nb2\n??\na3\n"), [r"^a(?P<number>\d)$", r"^(?P<letter>[ab])(?P<number>\d)$"]))

    assert [(part.pattern, part.rows.lines) for part in parts] == [(0, [b"a1", b"a3"]), (1, [b"b2"]), (-1, [b"??"])]
    assert parts[0].values["number"].to_pylist() == ["1", "3"]
    assert parts[1].values["letter"].to_pylist() == ["b"]


def test_a_line_that_is_not_utf8_is_matched_too() -> None:
    (part,) = fitted(block(b"a\xff\n"), [r"^a(?P<rest>.*)$"])
    assert part.values["rest"].to_pylist() == ["\ufffd"]


def test_lines_of_a_file_that_fit_nothing_are_rejected() -> None:
    parts = list(fitted_lines(io.BytesIO(b"a1\n??\na2\n"), Source("x"), [r"^a(?P<number>\d)$"], "no a"))
    (rejected,) = (part for part in parts if isinstance(part, Rejected))
    (part,) = (part for part in parts if isinstance(part, Fitted))

    assert part.values["number"].to_pylist() == ["1", "2"]
    assert (rejected.offset, rejected.reason) == (3, "line 2: no a")
