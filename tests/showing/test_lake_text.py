"""What was put into a lake, in lines; names are hostile."""

from __future__ import annotations

from tocsin.lake import Keeping
from tocsin.model.evidence import NotRead
from tocsin.showing.lake_text import MOST_NOT_READ, keeping_text


def test_long_lists_are_cut_and_names_are_inert() -> None:
    lost = tuple(NotRead(path=f"\x1b[31m{number}", reason="no\nreason") for number in range(MOST_NOT_READ + 3))
    kept = Keeping(
        files=2, known=1, events=1200, rejected=3, evidence_bytes=5_000_000, lake_bytes=100_000, not_read=lost
    )
    text = keeping_text(kept, "my\x1blake")
    assert "2 files added with 1,200 events; 1 files were there already" in text
    assert "5.0 MB of logs became 100.0 kB (2.0%)" in text
    assert "and 3 more files" in text
    assert "\x1b" not in text
    assert len(text.splitlines()) == 3 + MOST_NOT_READ + 1 + 3
