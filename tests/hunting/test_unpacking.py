"""Unpacking archives of rules: files below the folder, nothing else, within limits."""

from __future__ import annotations

import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from tocsin.hunting import unpacking
from tocsin.hunting.unpacking import is_archive, unpack
from tocsin.model.errors import LimitError, RuleError

TEXTS = {"a/pack.yaml": b"id: a\n", "a/rules/b.yml": b"title: b\n"}


def archive(path: Path, texts: dict[str, bytes]) -> Path:
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w") as packed:
            for name, text in texts.items():
                packed.writestr(name, text)
    else:
        with tarfile.open(path, "w:gz") as packed:
            for name, text in texts.items():
                member = tarfile.TarInfo(name)
                member.size = len(text)
                packed.addfile(member, io.BytesIO(text))
    return path


@pytest.mark.parametrize("name", ["x.zip", "x.tar.gz"])
def test_files_come_out_as_they_are(name: str, tmp_path: Path) -> None:
    path = archive(tmp_path / name, TEXTS)
    unpack(path, tmp_path / "out")

    assert is_archive(path)
    assert {
        str(one.relative_to(tmp_path / "out")): one.read_bytes()
        for one in (tmp_path / "out").rglob("*")
        if one.is_file()
    } == TEXTS


@pytest.mark.parametrize("name", ["x.zip", "x.tar.gz"])
@pytest.mark.parametrize("member", ["../out.yml", "/etc/out.yml", "a/../../out.yml", "..\\out.yml", "C:/out.yml"])
def test_a_member_that_leads_out_is_refused(name: str, member: str, tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="leads out"):
        unpack(archive(tmp_path / name, {member: b"x"}), tmp_path / "below" / "out")

    assert not list(tmp_path.rglob("out.yml"))


@pytest.mark.parametrize(("kind", "target"), [(tarfile.SYMTYPE, "../../secret"), (tarfile.LNKTYPE, "../secret")])
def test_a_link_that_leads_out_is_refused(kind: bytes, target: str, tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "x.tar", "w") as packed:
        member = tarfile.TarInfo("a/link.yml")
        member.type, member.linkname = kind, target
        packed.addfile(member)
    with pytest.raises(RuleError, match="leads out"):
        unpack(tmp_path / "x.tar", tmp_path / "out")


@pytest.mark.parametrize("limit", ["MOST_FILES", "MOST_BYTES"])
def test_limits_hold(limit: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, limit, 1)
    with pytest.raises(LimitError, match="holds more than"):
        unpack(archive(tmp_path / "x.zip", TEXTS), tmp_path / "out")


def test_a_damaged_archive_is_one_error(tmp_path: Path) -> None:
    path = archive(tmp_path / "x.zip", TEXTS)
    content = bytearray(path.read_bytes())
    at = content.index(b"title: b")
    content[at : at + 5] = b"TITLE"
    path.write_bytes(content)
    with pytest.raises(RuleError, match="cannot be read"):
        unpack(path, tmp_path / "out")
