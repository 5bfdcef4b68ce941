"""The whole path, from a document and a heap of logs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.judging.check import check
from tocsin.model.errors import DocumentError


def test_a_report_with_nothing_checkable_is_refused_before_the_evidence_is_opened(tmp_path: Path) -> None:
    report = tmp_path / "recipe.txt"
    report.write_text("Take two eggs and beat them well. Add a little flour.", encoding="utf-8")

    with pytest.raises(DocumentError, match="nothing checkable in the report"):
        check(report, [tmp_path / "there-is-no-such-folder"])
