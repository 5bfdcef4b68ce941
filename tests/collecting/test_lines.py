"""Lines and where they begin, whatever the blocks they are read in."""

from __future__ import annotations

import io

from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.collecting.lines import LineBlock, TooLong, line_blocks


def run(
    data: bytes, block_bytes: int = 1 << 20, longest: int = 1 << 20
) -> tuple[list[tuple[int, int, bytes]], list[TooLong]]:
    """(number, offset, line) of every line, and the lines that are too long."""
    lines: list[tuple[int, int, bytes]] = []
    long: list[TooLong] = []
    for block in line_blocks(io.BytesIO(data), block_bytes=block_bytes, longest=longest):
        if isinstance(block, TooLong):
            long.append(block)
        else:
            lines += zip(block.numbers.tolist(), block.offsets.tolist(), block.lines, strict=True)
    return lines, long


def test_numbers_offsets_byte_order_mark_and_line_ends() -> None:
    lines, _ = run(b"\xef\xbb\xbfone\r\n\r\ntwo\nthree\r")
    assert lines == [(1, 3, b"one"), (3, 10, b"two"), (4, 14, b"three")]


def test_a_line_that_is_too_long_is_told_and_the_rest_is_read() -> None:
    lines, long = run(b"a\n" + b"x" * 100 + b"\nb\nc", block_bytes=16, longest=32)

    assert [(one.number, one.offset, one.size) for one in long] == [(2, 2, 100)]
    assert lines == [(1, 0, b"a"), (3, 103, b"b"), (4, 105, b"c")]


def test_an_endless_line_is_one_loss() -> None:
    lines, long = run(b"x" * 1000, block_bytes=16, longest=32)
    assert (lines, [one.size for one in long]) == ([], [1000])


@settings(derandomize=True, max_examples=150, deadline=None)
@given(st.lists(st.sampled_from([b"a", b"\n", b"\r", b"\r\n", b"bc", b"\0"]), max_size=40), st.integers(1, 9))
def test_blocks_of_any_size_give_the_same_lines(parts: list[bytes], block_bytes: int) -> None:
    data = b"".join(parts)
    lines, _ = run(data, block_bytes)

    assert lines == run(data)[0]
    assert [line for _, _, line in lines] == [
        line for line in (line.removesuffix(b"\r") for line in data.split(b"\n")) if line
    ]
    assert all(data[offset : offset + len(line)] == line for _, offset, line in lines)


def test_text_and_counts_of_chosen_lines() -> None:
    import numpy as np

    block = next(iter(line_blocks(io.BytesIO(b"a b\nc\nd e f\n"))))
    assert isinstance(block, LineBlock)
    assert block.counts(32).tolist() == [1, 0, 2]
    assert block.text() == b"a b\nc\nd e f\n"
    assert block.select(np.array([True, False, True])).text() == b"a b\nd e f\n"
