"""What the answers are made from changes its mark when there is something new, and closes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.model.errors import UsageError
from tocsin.serving.service import Service
from tocsin.serving.settings import Settings

from tests.library.reports import report
from tests.serving.site import NOW, make


def test_the_mark_changes_when_a_report_is_added(tmp_path: Path) -> None:
    service = Service.of(make(tmp_path))
    before = service.mark()
    assert service.mark() == before
    with service.shelves.writing() as library:
        library.add(report("new"), "new.txt", now=NOW)
    assert service.mark() != before
    service.close()


def test_what_is_no_library_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "library.sqlite").write_text("no library")
    with pytest.raises(UsageError, match="not a library"):
        Service.of(Settings(library=tmp_path / "library.sqlite"))
