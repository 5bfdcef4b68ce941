"""Streams out of archives: the bytes that went in, damage as an end with a reason."""

from __future__ import annotations

import bz2
import io
import lzma
from pathlib import Path
from typing import cast

import pytest

from tocsin.collecting.archives import FAILURES, Guarded, Place, Readable, Step, members, open_place, said
from tocsin.collecting.limits import DEFAULT, Limits
from tocsin.collecting.packed import Unpacked

from tests.collecting.boxes import gzipped, tarred, zipped

TEXT = b"some text " * 1000


@pytest.mark.parametrize(
    ("data", "steps"),
    [
        (zipped({"a": b"", "b": TEXT}), (Step("zip", 1),)),
        (gzipped(TEXT), (Step("gz"),)),
        (bz2.compress(TEXT), (Step("bz2"),)),
        (lzma.compress(TEXT), (Step("xz"),)),
        (tarred({"a": TEXT}), (Step("tar", 0),)),
        (gzipped(tarred({"a": zipped({"b": TEXT})})), (Step("gz"), Step("tar", 0), Step("zip", 0))),
        (zipped({"a": gzipped(TEXT)}), (Step("zip", 0), Step("gz"))),
        (TEXT, ()),
    ],
)
def test_what_went_in_comes_out(tmp_path: Path, data: bytes, steps: tuple[Step, ...]) -> None:
    (tmp_path / "x").write_bytes(data)
    with open_place(Place(str(tmp_path / "x"), steps, len(data)), DEFAULT) as stream:
        parts = list(iter(lambda: stream.read(777), b""))

    assert b"".join(parts) == TEXT
    assert stream.failure is None
    assert stream.position == len(TEXT)


def test_a_failing_stream_ends_with_its_reason() -> None:
    stream = Guarded(cast(Readable, Unpacked(io.BytesIO(gzipped(TEXT)[:-20]), "gz")), None, DEFAULT)
    while stream.read(100):
        pass
    assert stream.failure is not None
    assert "cannot be read further" in stream.failure


def test_a_stream_that_swells_ends() -> None:
    stream = Guarded(io.BytesIO(bytes(10_000)), 10, Limits(ratio=10, ratio_from=1000))
    while stream.read(500):
        pass
    assert "archive bomb" in str(stream.failure)
    assert stream.position <= 2000


def test_the_directory_of_an_archive(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(zipped({"folder/": b"", "folder/a": TEXT}))
    (entry,) = members(Place(str(tmp_path / "x.zip")), "zip", DEFAULT, None).members
    assert (entry.index, entry.name, entry.size, entry.problem) == (1, "folder/a", len(TEXT), None)


def test_what_is_no_archive_raises_one_of_the_failures(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"PK\x03\x04nothing")
    with pytest.raises(FAILURES):
        members(Place(str(tmp_path / "x")), "zip", DEFAULT, None)


def test_reasons_in_words() -> None:
    assert said(FileNotFoundError(2, "No such file or directory")) == "no such file or directory"
    assert said(ValueError("x")) == "x"
