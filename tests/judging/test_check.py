"""The whole path, from a document and a heap of logs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.judging.check import check
from tocsin.model.errors import DocumentError, UsageError


def test_a_report_with_nothing_checkable_is_refused_before_the_evidence_is_opened(tmp_path: Path) -> None:
    report = tmp_path / "recipe.txt"
    report.write_text("Take two eggs and beat them well. Add a little flour.", encoding="utf-8")

    with pytest.raises(DocumentError, match="nothing checkable in the report"):
        check(report, [tmp_path / "there-is-no-such-folder"])


def test_two_reports_for_one_check_are_refused_and_logs_that_cannot_be_read_are_not(tmp_path: Path) -> None:
    report, second = tmp_path / "first.txt", tmp_path / "second.txt"
    report.write_text("The Microsoft Exchange hack of early 2021 used CVE-2021-26855.", encoding="utf-8")
    second.write_text("Allies accused China of the Microsoft Exchange hack.", encoding="utf-8")
    log = tmp_path / "access.log"
    log.write_text('192.0.2.1 - - [03/Mar/2021:05:01:00 +0000] "GET / HTTP/1.1" 200 5\n', encoding="utf-8")
    damaged = tmp_path / "Security.evtx"
    damaged.write_bytes(b"")

    with pytest.raises(UsageError, match=r"second\.txt: this is a report, not a log") as refused:
        check(report, [log, second], workers=1)

    assert "once for each report" in str(refused.value)
    verdict = check(report, [log, damaged], workers=1).verdict
    assert [missed.path for missed in verdict.not_read] == ["Security.evtx"]
