"""7z archives: all members, locked ones, hostile names, damage."""

from __future__ import annotations

import io
from pathlib import Path

import py7zr
import pytest

from tocsin.collecting import collect
from tocsin.collecting.limits import DEFAULT, Limits
from tocsin.collecting.sevenzips import seven_entries, unpack

from tests.collecting.boxes import seven_zipped, tarred
from tests.collecting.samples import HTTPPROXY, IIS, SAMPLES

SECRET = "correct horse"  # noqa: S105 - of archives that the tests make


def unpacked(
    data: bytes, password: bytes | None = None, limits: Limits = DEFAULT
) -> tuple[dict[int, bytes], str | None]:
    """Content by number, and why it is not all."""
    found: dict[int, bytes] = {}

    class Out(io.BytesIO):
        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

        def close(self) -> None:
            found[self.index] = self.getvalue()

    return found, unpack(io.BytesIO(data), password, len(data), limits, Out)


def test_members_come_out_by_number() -> None:
    data = seven_zipped({"a.log": IIS, "b/c.log": HTTPPROXY})
    entries, locked = seven_entries(io.BytesIO(data), None)

    assert ([entry.name for entry in entries], locked) == (["a.log", "b/c.log"], None)
    assert unpacked(data) == ({entries[0].index: IIS, entries[1].index: HTTPPROXY}, None)


def test_hostile_names_reach_no_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    data = seven_zipped({"x.log": IIS, "y.log": HTTPPROXY})
    hostile = data  # py7zr refuses to write such names: the reader is given them
    real = py7zr.SevenZipFile.__init__

    def lying(self: py7zr.SevenZipFile, *args: object, **options: object) -> None:
        real(self, *args, **options)  # type: ignore[arg-type]
        for one in self.files:
            one._file_info["filename"] = f"../../{one.filename}"

    monkeypatch.setattr(py7zr.SevenZipFile, "__init__", lying)
    found, problem = unpacked(hostile)

    assert (sorted(found.values()), problem) == (sorted([IIS, HTTPPROXY]), None)
    assert list(tmp_path.iterdir()) == []


def test_a_locked_archive_says_so_and_opens_with_its_password(tmp_path: Path) -> None:
    (tmp_path / "x.7z").write_bytes(seven_zipped({"x.log": IIS}, SECRET))

    assert [one.reason for one in collect([tmp_path]).not_read] == ["encrypted, and no password was given"]
    assert [file.events for file in collect([tmp_path], password=SECRET).files()] == [3]
    (wrong,) = collect([tmp_path], password=f"not {SECRET}").not_read
    assert "password is wrong" in wrong.reason


def test_a_locked_directory(tmp_path: Path) -> None:
    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w", password=SECRET, header_encryption=True) as archive:
        archive.writestr(IIS, "x.log")
    (tmp_path / "x.7z").write_bytes(out.getvalue())

    (told,) = collect([tmp_path]).not_read
    assert "no password was given" in told.reason
    assert [file.events for file in collect([tmp_path], password=SECRET).files()] == [3]


def test_limits_hold(tmp_path: Path) -> None:
    _, problem = unpacked(seven_zipped({"x.log": bytes(3_000_000)}), limits=Limits(ratio=2, ratio_from=1000))
    assert "archive bomb" in str(problem)
    (tmp_path / "x.7z").write_bytes(seven_zipped({"x.log": IIS}))
    (told,) = collect([tmp_path], limits=Limits(container_bytes=10)).not_read
    assert "more than 10 bytes" in told.reason


def test_damage_is_told_and_never_raises(tmp_path: Path) -> None:
    whole = seven_zipped(dict(SAMPLES.values()))
    for number, place in enumerate(range(8, len(whole), max(len(whole) // 12, 1))):
        hurt = bytearray(whole)
        hurt[place] ^= 0x55
        (tmp_path / f"{number}.7z").write_bytes(hurt)
    evidence = collect([tmp_path])
    assert evidence.not_read


def test_nested(tmp_path: Path) -> None:
    (tmp_path / "x.tar").write_bytes(
        tarred({"in.7z": seven_zipped({"EXCH01/inetpub/u_ex.log": IIS, "empty.log": b""})})
    )
    evidence = collect([tmp_path])

    assert [unit.path for unit in evidence.units] == ["x.tar/in.7z/EXCH01/inetpub/u_ex.log"]
    assert [file.events for file in evidence.files()] == [3]
    assert [one.reason for one in evidence.not_read] == ["the file is empty"]
