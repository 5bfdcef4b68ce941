"""Records over several lines: none lost, none joined that do not belong together, across blocks too."""

from __future__ import annotations

import io

import pytest

from tocsin.collecting import continued as module
from tocsin.collecting.continued import Records, continued
from tocsin.collecting.format import Source
from tocsin.model.evidence import Rejected


def parts(data: bytes) -> tuple[list[bytes], list[Rejected]]:
    found = list(continued(io.BytesIO(data), Source("x")))
    records = [one for part in found if isinstance(part, Records) for one in part.data]
    return records, [part for part in found if isinstance(part, Rejected)]


def test_indented_lines_belong_to_the_record_before() -> None:
    assert parts(b"a\n b\n\n\tc\nd\r\n") == ([b"a\n b\n\tc", b"d"], [])


def test_a_record_may_go_on_in_the_next_block(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "line_blocks", lambda stream: module_blocks(stream, block_bytes=4))
    for data in (b"a\n b\n c\nd\ne\n f\n", b"aa\nbb\n cc\ndd\n"):
        records, rejected = parts(data)
        assert (b"\n".join(records) + b"\n", rejected) == (data, [])
    assert parts(b"a\nb\n c\n")[0] == [b"a", b"b\n c"]


module_blocks = module.line_blocks


def test_a_line_without_a_record_is_rejected() -> None:
    records, rejected = parts(b" a\nb\n")
    assert (records, [one.offset for one in rejected]) == ([b"b"], [0])


def test_a_record_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_LINES", 2)
    records, rejected = parts(b"a\n b\n c\nd\n")
    assert (records, [one.offset for one in rejected]) == ([b"a\n b", b"d"], [5])


def test_places_and_counts() -> None:
    (first, last) = [part for part in continued(io.BytesIO(b"a\n b\nc\n"), Source("x")) if isinstance(part, Records)]
    assert (first.offsets.tolist(), first.numbers.tolist(), first.counts.tolist()) == ([0], [1], [2])
    assert (last.offsets.tolist(), last.numbers.tolist(), last.counts.tolist()) == ([5], [3], [1])
