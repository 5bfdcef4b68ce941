"""What the build reads: checksums of the content, errors in one line."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import pytest

from tocsin.knowledge.building.sources import DataHead, first_sentence, own_source, plain, read_json
from tocsin.model.errors import UsageError


def test_the_checksum_is_that_of_the_unpacked_json(tmp_path: Path) -> None:
    body = b'{"a": 1}'
    (tmp_path / "x.json").write_bytes(body)
    (tmp_path / "x.json.gz").write_bytes(gzip.compress(body))

    assert (
        read_json(tmp_path / "x.json")
        == read_json(tmp_path / "x.json.gz")
        == ({"a": 1}, hashlib.sha256(body).hexdigest())
    )


@pytest.mark.parametrize("content", [b"", b"[1]", b"\x1f\x8bxx", b"{", b"\xff"])
def test_what_is_no_json_object_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(content)

    with pytest.raises(UsageError):
        read_json(path)


def test_line_ends_do_not_change_a_files_checksum(tmp_path: Path) -> None:
    head = DataHead(source="s", version="1", date="2026-01-01", licence="Apache-2.0")
    (tmp_path / "x.yaml").write_bytes(b"a\nb\n")
    before = own_source(tmp_path / "x.yaml", head)
    (tmp_path / "x.yaml").write_bytes(b"a\r\nb\r\n")

    assert own_source(tmp_path / "x.yaml", head) == before


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two.", "One."),
        ("The U.S. Army is big. Two", "The U.S. Army is big."),
        ("e.g. this one. Two", "e.g. this one."),
        ("", ""),
    ],
)
def test_the_first_sentence(text: str, expected: str) -> None:
    assert first_sentence(text) == expected


def test_a_long_sentence_is_cut_at_a_word() -> None:
    assert first_sentence("word " * 100, 20) == "word word word word …"


def test_plain_names() -> None:
    assert plain("G.R.U.") == plain("gru") == "gru"
