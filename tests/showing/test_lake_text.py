"""What was put into a lake, in lines; names are hostile."""

from __future__ import annotations

from tocsin.lake import Change, Compacting, Keeping
from tocsin.lake.iceberg import Published
from tocsin.model.evidence import NotRead
from tocsin.showing.lake_text import MOST_NOT_READ, change_text


def test_long_lists_are_cut_and_names_are_inert() -> None:
    lost = tuple(NotRead(path=f"\x1b[31m{number}", reason="no\nreason") for number in range(MOST_NOT_READ + 3))
    kept = Keeping(
        files=2, known=1, events=1200, rejected=3, evidence_bytes=5_000_000, lake_bytes=100_000, not_read=lost
    )
    text = change_text(Change(kept=kept), "my\x1blake")
    assert "2 files added with 1,200 events; 1 files were there already" in text
    assert "5.0 MB of logs became 100.0 kB (2.0%)" in text
    assert "and 3 more files" in text
    assert "\x1b" not in text
    assert len(text.splitlines()) == 3 + MOST_NOT_READ + 1 + 3


def test_what_was_put_together_and_published() -> None:
    compacted = Compacting(files_before=1200, files=7, bytes_before=3_000_000, bytes=1_000_000)
    made = Published(catalogue="sqlite:////lake\x1b", tables=("iis", "windows_sysmon"), added=7, removed=1200)
    text = change_text(Change(compacted=compacted, iceberg=made), "lake")
    assert "1,200 files of the lake became 7, 3.0 MB became 1.0 MB" in text
    assert "2 tables, 7 files added, 1,200 removed" in text
    assert "\x1b" not in text
