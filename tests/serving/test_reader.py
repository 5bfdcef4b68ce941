"""Documents are read in a process that can do little; one that kills it, or takes too long, costs only itself."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tocsin.isolation import landlock, pool, seccomp
from tocsin.model.errors import DocumentError
from tocsin.model.report import Report
from tocsin.serving import reader as module
from tocsin.serving.reader import BusyError, Reader

from tests.library.reports import report

pytestmark = pytest.mark.skipif(not pool.forks(), reason="SKIPPED, processes are not forked here")


def reading(path: str) -> Report:
    """Do what the document says, as a reader that was taken over would."""
    text = Path(path).read_text()
    if text == "die":
        os._exit(3)
    if text == "empty":
        raise DocumentError("the document is empty", hint="give another")
    if text == "bug":
        raise RuntimeError("a secret")
    if text.startswith("write "):
        Path(text.removeprefix("write ")).write_text("owned")
    if text == "call":
        socket.create_connection(("127.0.0.1", 9), timeout=1)
    return report(Path(path).name, text=text)


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """A reader that does what the document says."""
    one = Reader(reading)
    yield one
    one.close()


def test_a_document_comes_back_as_a_report(reader: Reader) -> None:
    assert reader.read(b"words", "a.PDF").document.text == "words"
    assert reader.read(b"words", "a.PDF").document.title == "upload.pdf"


def test_what_is_wrong_comes_back_in_a_line(reader: Reader) -> None:
    for data, why in (
        (b"empty", r"a\.txt: the document is empty \(give another\)"),
        (b"die", r"cannot be read: the process that read it ended by itself \(3\)"),
        (b"bug", "cannot be read: RuntimeError"),
    ):
        with pytest.raises(DocumentError, match=why) as told:
            reader.read(data, "a.txt")
        assert "secret" not in str(told.value)
    assert reader.read(b"after", "a.txt").document.text == "after"


@pytest.mark.skipif(not landlock.version(), reason="SKIPPED, no Landlock here")
def test_it_writes_nowhere(reader: Reader, tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="PermissionError"):
        reader.read(f"write {tmp_path / 'owned'}".encode(), "a.txt")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(seccomp.machine() is None, reason="SKIPPED, no seccomp filter for this machine")
def test_it_calls_nobody(reader: Reader) -> None:
    with pytest.raises(DocumentError, match="PermissionError"):
        reader.read(b"call", "a.txt")


def test_a_process_that_was_killed_is_started_again(reader: Reader) -> None:
    reader.read(b"words", "a.txt")
    reader._process.kill()
    reader._process.join()
    assert reader.read(b"again", "a.txt").document.text == "again"


def test_those_who_would_wait_too_long_are_sent_away(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = [reader._places.acquire(blocking=False) for _ in range(module.WAITING)]
    assert all(taken)
    with pytest.raises(BusyError, match="being read already"):
        reader.read(b"words", "a.txt")
    for _ in taken:
        reader._places.release()


def test_closing_ends_the_process() -> None:
    one = Reader(reading)
    one.warm()
    process = one._process.pid
    one.close()
    ends = time.monotonic() + 30
    while Path(f"/proc/{process}").exists() and time.monotonic() < ends:
        time.sleep(0.01)
    assert not Path(f"/proc/{process}").exists()
