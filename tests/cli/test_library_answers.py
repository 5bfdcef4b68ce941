"""`check --share`, `library answers`, `library picture`: from one's own logs to everybody's picture."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tocsin.cli.main import run

from tests.library.logs import SECOND, write_log


def test_the_whole_way(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "report.txt").write_text(SECOND)
    write_log(tmp_path / "iis.log", 1, 4, web_shell=True)
    asked = ["check", str(tmp_path / "report.txt"), str(tmp_path / "iis.log"), "--workers", "1", "-q", "--exit-zero"]
    assert run([*asked, "--share", str(tmp_path / "us.json")]) == 0
    told = (tmp_path / "us.json").read_text()
    for value in ("192.0.2.66", "198.51.100.1", "10.0.0.5", "iis.log", "logon", "2021-03-01T"):
        assert value not in told
    assert json.loads(told)["outcome"] == "seen"
    capsys.readouterr()

    library = ["--library", str(tmp_path / "x.sqlite")]
    assert run(["library", "add", str(tmp_path / "report.txt"), *library]) == 0
    assert run(["library", "answers", str(tmp_path / "us.json"), *library]) == 0
    assert "1 added, 0 known." in capsys.readouterr().out
    assert run(["library", "picture", "1", *library]) == 0
    assert "Seen at: us" in capsys.readouterr().out
    assert run(["library", "picture", "1", "--format", "json", *library]) == 0
    assert json.loads(capsys.readouterr().out)["members"] == 1

    assert run([*asked, "--share", str(tmp_path / "us.json")]) == 2  # nothing is overwritten
    assert "--force" in capsys.readouterr().err
