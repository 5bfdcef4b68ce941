"""Evidence is only read: no mark on it, no other way to open it, and every reader comes this way."""

from __future__ import annotations

import ast
import os
import stat
import sys
from pathlib import Path

import pytest

from tocsin.cli.main import run
from tocsin.collecting import opening
from tocsin.collecting.opening import open_evidence, opener

from tests.collecting.boxes import gzipped, seven_zipped, tarred, zipped
from tests.collecting.samples import EVTX, IIS, PARQUET

ROOT = Path(opening.__file__).parent


def test_files_are_opened_for_reading_only(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"x")
    with open_evidence(path) as file:
        assert file.read() == b"x"
    for mode in ("wb", "ab", "r+b"):
        with pytest.raises(PermissionError, match="only read"):
            open(path, mode, opener=opener)  # noqa: SIM115

    assert path.read_bytes() == b"x"


def test_a_file_of_somebody_else_is_read_with_the_mark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"x")
    real = os.open

    def refuse(name: str, flags: int) -> int:
        if flags & getattr(os, "O_NOATIME", 0):
            raise PermissionError
        return real(name, flags)

    monkeypatch.setattr(os, "open", refuse)

    with open_evidence(path) as file:
        assert file.read() == b"x"


@pytest.mark.skipif(sys.platform != "linux", reason="SKIPPED, only Linux reads without a mark")
def test_a_hunt_changes_nothing_about_evidence(tmp_path: Path) -> None:
    evidence = tmp_path / "evidence"
    evidence.mkdir()
    files = {
        "a.log": IIS, "b.evtx": EVTX, "c.zip": zipped({"a.log": IIS}), "d.tar": tarred({"a.log": IIS}),
        "e.log.gz": gzipped(IIS), "f.7z": seven_zipped({"a.log": IIS}), "g.parquet": PARQUET, "h.bin": b"noise",
        "i.zip": zipped({"in.zip": zipped({"syslog": b"Mar  2 07:00:00 h p: m\n"})}),
        "syslog.tar": tarred({"syslog": b"Mar  2 07:00:00 h p: m\n"}),
        "syslog.zip": zipped({"syslog": b"Mar  2 07:00:00 h p: m\n"}),
    }  # fmt: skip
    for name, data in files.items():
        (evidence / name).write_bytes(data)
        os.utime(evidence / name, (1_600_000_000, 1_600_000_001))  # read before written: any mount would mark a read
        (evidence / name).chmod(stat.S_IRUSR)
    before = {path.name: path.stat() for path in evidence.iterdir()}

    assert run(["hunt", str(evidence), "--format", "jsonl", "--exit-zero", "-q", "--out", str(tmp_path / "x")]) == 0
    assert run(["coverage", str(evidence), "--format", "json", "--out", str(tmp_path / "y")]) == 0

    assert {path.name: path.stat() for path in evidence.iterdir()} == before
    assert {path.name: path.read_bytes() for path in evidence.iterdir()} == files


OTHERS = {
    "compiled.py",
    "opening.py",
    "store.py",
    "whole_files.py",
    "images.py",
    "sevenzips.py",
    "lakes.py",
    "memory.py",
}
"""Modules that open what is no evidence: own code, private folders, results, lakes; images are opened by `dissect`."""


@pytest.mark.parametrize("module", sorted(ROOT.rglob("*.py")), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_reader_comes_this_way(module: Path) -> None:
    if module.name in OTHERS:
        return
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            assert name not in ("open", "io.open", "os.open"), node.lineno
            assert not (name.startswith("Path(") and name.endswith((".open", ".read_bytes", ".write_bytes"))), (
                node.lineno
            )
