"""The comparison of indicators: what both found, what one found, and why tocsin left a value out."""

from __future__ import annotations

from benchmarks.read_indicators import differences, ours

TEXT = (
    "It used 185.220.101[.]4 and hxxp://evil-updates[.]com/a.php. "
    "The hash is d3b07384d113edec49eaa6238ad5ff00. Local: 10.0.0.1"
)


def test_values_are_parted_by_who_found_them() -> None:
    seconds, mine, why = ours(TEXT)
    theirs = {"ipv4s": ["185.220.101.4", "10.0.0.1"], "domains": ["evil-updates.com"], "md5s": ["0" * 32]}
    counts, lines = differences(TEXT, mine, why, theirs, 1)

    assert seconds > 0
    assert counts["ipv4-addr both"] == 1
    assert counts["url only tocsin"] == counts["file:md5 only tocsin"] == 1
    assert counts["domain-name only they, of another type or part of a longer value"] == 1
    assert any("private" in what for what in counts)
    assert lines == [f"file:md5\t{'0' * 32}\t(not in the text)"]
