"""KAPE's lists: what was not copied is told as not read; nothing in a list counts as a log."""

from __future__ import annotations

from pathlib import Path

from tocsin.collecting import collect
from tocsin.collecting.kape import Listed, list_kind, listed

from tests.collecting.samples import IIS

SKIPPED = (
    b"\xef\xbb\xbfSourceFile,SourceFileSha1,Reason\r\n"
    b'C:\\Windows\\System32\\winevt\\Logs\\Security.evtx,ab12,"Error, in use"\r\n'
    b"C:\\Windows\\Temp\\x.bin,ab13,Deduped\r\n"
)
COPIED = (
    b"CopiedTimestamp,SourceFile,DestinationFile,FileSize,SourceFileSha1,DeferredCopy,CreatedOnUtc,ModifiedOnUtc\r\n"
    b"2021-03-03 10:10:10,C:\\Windows\\System32\\winevt\\Logs\\System.evtx,D:\\c\\System.evtx,69632,cd,False,,\r\n"
)


def test_lists_are_known_by_name_and_header() -> None:
    assert list_kind("a/2021-03-03T101010_SkipLog.csv", SKIPPED) == "skipped"
    assert list_kind("2021-03-03T101010_copylog.csv", COPIED) == "copied"
    assert list_kind("2021-03-03T101010_copylog.csv", SKIPPED) is None
    assert list_kind("my_skiplog.csv", b"a,b") is None


def test_rows() -> None:
    assert next(listed(SKIPPED)) == Listed("C:\\Windows\\System32\\winevt\\Logs\\Security.evtx", None, "Error, in use")
    assert [row.destination for row in listed(COPIED)] == ["D:\\c\\System.evtx"]
    assert list(listed(b"SourceFile\r\n\r\n\0")) == []


def test_a_log_that_was_not_copied_is_told_and_counts_for_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "EXCH01" / "C" / "inetpub"
    folder.mkdir(parents=True)
    (folder / "u_ex210302.log").write_bytes(IIS)
    (tmp_path / "EXCH01" / "2021-03-03T101010_SkipLog.csv").write_bytes(SKIPPED)
    (tmp_path / "EXCH01" / "2021-03-03T101010_CopyLog.csv").write_bytes(COPIED)
    evidence = collect([tmp_path])
    told = {one.log_id: one.reason for one in evidence.not_read if one.log_id}

    assert told == {"windows-security": "not copied by the collector: Error, in use"}
    assert {one.log_id for one in evidence.coverage()} == {"iis"}
    assert sum("a collector's list of" in one.reason for one in evidence.not_read) == 2
