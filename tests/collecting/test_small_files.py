"""Files that are read whole: what is found stays, what cannot be read is one loss with its place."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest

from tocsin.collecting import small_files
from tocsin.collecting.batches import ALL_FIELDS, EventBatch
from tocsin.collecting.format import Source
from tocsin.collecting.rows import Row
from tocsin.collecting.small_files import DamagedError, filetime, read_small
from tocsin.model.evidence import Rejected


def parts(data: bytes) -> tuple[int, list[Rejected]]:
    def entries(data: bytes, source: Source) -> Iterator[Row | Rejected]:
        yield Row(1, 0, None, None, "x", {"a": "b"})
        if data.startswith(b"bad"):
            raise DamagedError("it stops here", 3)
        if data.startswith(b"odd"):
            data[99]

    found = list(read_small(io.BytesIO(data), Source("x"), ALL_FIELDS, "x", entries, "thing"))
    batches = [part for part in found if isinstance(part, EventBatch)]
    return sum(batch.events.num_rows for batch in batches), [part for part in found if isinstance(part, Rejected)]


def test_what_was_found_before_the_damage_stays() -> None:
    assert parts(b"good") == (1, [])
    count, (lost,) = parts(b"bad thing")
    assert (count, lost.offset, lost.reason, lost.size) == (1, 3, "a damaged thing: it stops here", 6)
    count, (lost,) = parts(b"odd")
    assert (count, lost.reason) == (1, "a damaged thing: its parts do not fit together")


def test_a_file_that_is_too_large_is_one_loss(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(small_files, "MOST_BYTES", 10)
    count, (lost,) = parts(b"x" * 5_000_000)
    assert (count, lost.size, lost.records) == (0, 5_000_000, 1)
    assert "larger than any thing" in lost.reason


def test_times_beyond_a_computers_are_none() -> None:
    assert [filetime(value) for value in (0, 1, 2**64 - 1)] == [None, None, None]
