"""A hunt that was ended goes on where it was, with the same result; nothing is believed that may not be."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import IO, Any

import pytest

from tocsin.cli.main import run
from tocsin.collecting import collect, store
from tocsin.hunting import hit_tables, hunt, kept_progress, load_rules
from tocsin.hunting.engines import local
from tocsin.hunting.kept_progress import Keeping, KeptProgress
from tocsin.model.errors import UsageError

from tests.collecting.samples import EVTX, IIS_HEADER, IIS_LINE

RULE = """title: A page
id: 0a4c1c0e-6c7f-4b49-9a0e-0a3a9f1f2b3c
logsource: {product: windows, category: webserver}
detection: {sel: {cs-uri-stem|startswith: /owa/}, condition: sel}
level: high
"""


@pytest.fixture
def case(tmp_path: Path) -> tuple[Path, Path]:
    evidence = tmp_path / "evidence"
    evidence.mkdir()
    for number in range(6):
        (evidence / f"{number}.log").write_bytes(IIS_HEADER + IIS_LINE * (number + 1))
    (evidence / "s.evtx").write_bytes(EVTX)
    (tmp_path / "rule.yml").write_text(RULE)
    return evidence, tmp_path / "rule.yml"


def lines(case: tuple[Path, Path], keeping: Keeping | None = None, workers: int = 1) -> bytes:
    hits = hunt(collect([case[0]]), load_rules([case[1]], packs=False), workers=workers, keeping=keeping)
    made = b"".join(hits.json_lines()) + repr((hits.coverage, hits.files)).encode()
    assert hits.release() is None
    return made


class EndedError(Exception):
    pass


def ended_after(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let hunts end after so many units were kept, and written down."""
    real = KeptProgress.keep

    def keep(self: KeptProgress, *given: Any) -> None:
        real(self, *given)
        self.settle()
        keep.kept += 1  # type: ignore[attr-defined]
        if keep.kept == count:  # type: ignore[attr-defined]
            raise EndedError

    keep.kept = 0  # type: ignore[attr-defined]
    monkeypatch.setattr(KeptProgress, "keep", keep)


def hunted_again(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Return a list that says of each unit of the next hunt whether it was hunted in again."""
    seen: list[bool] = []
    real = local._kept

    def kept(named: local.Named, progress: KeptProgress) -> Any:
        seen.append(named.outcome is not None)
        return real(named, progress)

    monkeypatch.setattr(local, "_kept", kept)
    return seen


@pytest.mark.parametrize("away_from", [1, 1 << 20])
@pytest.mark.parametrize("workers", [1, 2])
def test_an_interrupted_hunt_goes_on_and_gives_the_same(
    case: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workers: int, away_from: int
) -> None:
    monkeypatch.setattr(hit_tables, "AWAY_FROM", away_from)
    due = lines(case)
    keeping = Keeping(tmp_path / "state")
    with monkeypatch.context() as patched:
        ended_after(4, patched)
        with pytest.raises(EndedError):
            lines(case, keeping, workers)
    again = hunted_again(monkeypatch)

    assert lines(case, keeping, workers) == due
    assert again == [False] * 4 + [True] * 3
    assert not (tmp_path / "state").exists()


def test_a_file_that_changed_meanwhile_is_read_again(
    case: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeping = Keeping(tmp_path / "state")
    with monkeypatch.context() as patched:
        ended_after(4, patched)
        with pytest.raises(EndedError):
            lines(case, keeping)
    file = case[0] / "1.log"
    status = file.stat()
    file.write_bytes(IIS_HEADER + IIS_LINE.replace(b"/owa/", b"/ews/") * 2)
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    again = hunted_again(monkeypatch)

    assert lines(case, keeping) == lines(case)
    assert again[:4] == [False, True, False, False]


def test_another_work_has_a_progress_of_its_own(
    case: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeping = Keeping(tmp_path / "state")
    with monkeypatch.context() as patched:
        ended_after(4, patched)
        with pytest.raises(EndedError):
            lines(case, keeping)
    case[1].write_text(RULE.replace("/owa/", "/ecp/"))
    again = hunted_again(monkeypatch)

    assert lines(case, keeping) == lines(case)
    assert again[:7] == [True] * 7


def test_little_evidence_keeps_nothing(case: tuple[Path, Path], tmp_path: Path) -> None:
    lines(case, Keeping(tmp_path / "state", 1 << 30))

    assert not (tmp_path / "state").exists()


def test_a_damaged_batch_is_as_good_as_none(
    case: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeping = Keeping(tmp_path / "state")
    with monkeypatch.context() as patched:
        ended_after(4, patched)
        with pytest.raises(EndedError):
            lines(case, keeping)
    for number, batch in enumerate(sorted((tmp_path / "state").glob("*/*.batch"))):
        data = batch.read_bytes()
        batch.write_bytes((data[: len(data) // 2], data[:-9] + b"\xff" + data[-8:], b"", b"\xc1" * 9)[number])
    again = hunted_again(monkeypatch)

    assert lines(case, keeping) == lines(case)
    assert again[:7] == [True] * 7


def test_who_ends_last_removes_the_folder(tmp_path: Path) -> None:
    first, second = KeptProgress(tmp_path / "state", "work"), KeptProgress(tmp_path / "state", "work")
    first.forget()
    assert second.folder.exists()

    second.forget()

    assert not (tmp_path / "state").exists()


def test_a_run_that_begins_while_another_removes_the_folder_has_one_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, real = KeptProgress(tmp_path, "work"), store.locked

    def beaten(file: IO[bytes], *, shared: bool = False) -> bool:
        monkeypatch.setattr(store, "locked", real)
        first.forget()  # between opening the lock and taking it
        return real(file, shared=shared)

    monkeypatch.setattr(store, "locked", beaten)
    second = KeptProgress(tmp_path, "work")

    assert second.problem is None
    assert second.folder.is_dir()
    KeptProgress(tmp_path, "work").forget()
    assert second.folder.is_dir()


def test_progress_that_nobody_went_on_with_is_removed(tmp_path: Path) -> None:
    left, other = KeptProgress(tmp_path, "left"), KeptProgress(tmp_path, "other")
    assert left._lock is not None
    left._lock.close()
    for progress in (left, other):
        os.utime(progress.folder, (0, 0))

    KeptProgress(tmp_path, "new")

    assert not left.folder.exists()
    assert other.folder.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="SKIPPED, no such rights")
def test_a_folder_that_others_may_write_to_is_refused(case: tuple[Path, Path], tmp_path: Path) -> None:
    mine = KeptProgress(tmp_path, "work")
    mine.folder.chmod(0o777)

    with pytest.raises(UsageError, match="where others may write"):
        KeptProgress(tmp_path, "work")


def test_where_nothing_can_be_kept_the_hunt_goes_on_and_says_so(
    case: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(kept_progress, "settle", full)
    arguments = ["hunt", str(case[0]), "--rules", str(case[1]), "--format", "jsonl"]
    assert run([*arguments, "--out", str(tmp_path / "due")]) == 1
    capsys.readouterr()

    assert run([*arguments, "--out", str(tmp_path / "out"), "--state", str(tmp_path / "state")]) == 1

    assert (tmp_path / "out").read_bytes() == (tmp_path / "due").read_bytes()
    assert "Progress could not be kept (no space left on device)" in capsys.readouterr().err
    assert not list((tmp_path / "state").glob("*/*.new"))
