"""The manifest: checksums that are right, and every kind of difference named."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from tocsin.model.errors import TocsinError
from tocsin.model.manifest import Difference, Digest
from tocsin.showing import folder
from tocsin.showing.manifest import FILE, differences, digest, read

from tests.showing.verdicts import ALL_HITS, VERDICT

A = Digest(path="a", size=1, sha256="1")
B = Digest(path="b", size=1, sha256="2")


def test_results_are_named_with_their_checksums(tmp_path: Path) -> None:
    folder.write(VERDICT, ALL_HITS, tmp_path, evidence=(A, B))

    found = read(tmp_path)

    assert found.evidence == (A, B)
    assert found.report == VERDICT.report.document.sha256
    assert {one.path for one in found.results} == {path.name for path in tmp_path.iterdir()} - {FILE}
    for one in found.results:
        data = (tmp_path / one.path).read_bytes()
        assert (one.size, one.sha256) == (len(data), hashlib.sha256(data).hexdigest())


@pytest.mark.parametrize(
    ("due", "found", "what"),
    [
        ([A, B], [A, B], []),
        ([A, B], [A], ["missing"]),
        ([A, B], [A, Digest(path="b", size=None, sha256=None)], ["missing"]),
        ([A], [A, B], ["not in the manifest"]),
        ([A, B], [A, Digest(path="b", size=1, sha256="3")], ["changed"]),
        ([Digest(path="a", size=None, sha256=None)], [A], ["changed"]),
    ],
)
def test_every_kind_of_difference_is_named(due: list[Digest], found: list[Digest], what: list[str]) -> None:
    assert [one.what for one in differences(due, found)] == what


def test_differences_come_by_path() -> None:
    assert differences([B, A], []) == (Difference(path="a", what="missing"), Difference(path="b", what="missing"))


def test_a_file_that_is_not_there_has_no_checksum(tmp_path: Path) -> None:
    assert digest(tmp_path, "absent") == Digest(path="absent", size=None, sha256=None)


@pytest.mark.parametrize("content", [None, b"", b"{", b"[]", json.dumps({"evidence": 1}).encode()])
def test_a_manifest_that_is_none_is_a_clear_error(content: bytes | None, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / FILE).write_bytes(content)

    with pytest.raises(TocsinError, match=r"no manifest|damaged"):
        read(tmp_path)
