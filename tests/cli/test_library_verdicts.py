"""`tocsin library verdicts` and `verdict` without any: nothing, and one line. With some: `test_watch`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.cli.main import run


def test_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    library = ["--library", str(tmp_path / "x.sqlite")]
    assert run(["library", "verdicts", *library]) == 0
    assert capsys.readouterr().out == ""
    assert run(["library", "verdict", "1", *library]) == 2
    assert "no verdict 1" in capsys.readouterr().err
