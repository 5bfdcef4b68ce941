"""A stream as a file: itself where it can go back, a copy where it cannot."""

from __future__ import annotations

import io

from tocsin.collecting.seekable import seekable


class Forward:
    """A stream that only goes forward."""

    def __init__(self, data: bytes) -> None:
        self._data = io.BytesIO(data)

    def read(self, size: int = -1) -> bytes:
        return self._data.read(size)


def test_a_file_is_itself() -> None:
    data = io.BytesIO(b"abc")
    data.read()
    with seekable(data) as file:
        assert file is data
        assert file.read() == b"abc"


def test_a_stream_is_copied() -> None:
    with seekable(Forward(b"abc" * 1_000_000)) as file:  # type: ignore[arg-type]
        file.seek(2_999_997)
        assert file.read() == b"abc"
        file.seek(0)
        assert file.read(3) == b"abc"
    assert file.closed
