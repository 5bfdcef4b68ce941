"""Files and folders are added; what is no report is told, and costs the rest nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.library import Library
from tocsin.library.adding import add_paths
from tocsin.model.errors import DocumentError, UsageError
from tocsin.model.report import Report

from tests.library.reports import report

NOW = "2021-07-20T08:00:00Z"


def reading(path: Path) -> Report:
    if path.stem == "bad":
        raise DocumentError("holds no text")
    import hashlib

    from msgspec import structs

    told = report(path.stem)
    checksum = hashlib.sha256(path.read_bytes()).hexdigest()
    return structs.replace(told, document=structs.replace(told.document, sha256=checksum))


def test_each_is_added_once(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    (folder / "deep").mkdir(parents=True)
    for name in ("a.txt", "bad.txt", "deep/b.md", "picture.png"):
        (folder / name).write_text(name)
    (folder / "link.txt").symlink_to(folder / "a.txt")
    with Library(tmp_path / "x.sqlite") as library:
        told = list(add_paths(library, [folder, folder / "a.txt"], now=NOW, reading=reading))
        assert [(Path(one.path).name, one.added.new if one.added else one.why) for one in told] == [
            ("a.txt", True),
            ("bad.txt", "holds no text"),
            ("b.md", True),
            ("a.txt", False),
        ]
        assert len(list(library.shelved())) == 2


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    with Library(tmp_path / "x.sqlite") as library, pytest.raises(UsageError, match="no such file"):
        list(add_paths(library, [tmp_path / "nothing"], now=NOW, reading=reading))
