"""`tocsin serve`: what it needs, what it makes of its options, and that it serves until it is told to end."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tocsin.cli import serve as module
from tocsin.cli.main import run
from tocsin.cli.serve import _token
from tocsin.model.errors import UsageError

pytest.importorskip("starlette", reason="SKIPPED, tocsin[serve] is not installed")


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.setattr(module, "find_spec", lambda name: None)
    assert run(["serve"]) == 2
    assert "pip install 'tocsin[serve]'" in capsys.readouterr().err


def test_beyond_loopback_it_wants_a_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.delenv("TOCSIN_TOKEN", raising=False)
    assert run(["serve", "--bind", "0.0.0.0", "--library", str(tmp_path / "library.sqlite")]) == 2  # noqa: S104
    assert "which needs a token" in capsys.readouterr().err
    assert not (tmp_path / "library.sqlite").exists()


def test_a_token_s_file_is_made_for_its_owner_alone_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "token"
    made = _token(file)
    assert made is not None
    assert len(made) >= 40
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert _token(file) == made
    file.write_text("\n")
    with pytest.raises(UsageError, match="first line is empty"):
        _token(file)
    with pytest.raises(UsageError, match="cannot be read"):
        _token(tmp_path / "none" / "token")
    monkeypatch.setenv("TOCSIN_TOKEN", "of the environment")
    assert _token(None) == "of the environment"


def test_it_serves_until_it_is_told_to_end(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tocsin", "serve", "--library", str(tmp_path / "library.sqlite"), "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=dict(os.environ)) as server:
        assert server.stderr is not None
        line = server.stderr.readline()
        address = line.partition(" at ")[2].partition(" ")[0]
        with urllib.request.urlopen(address, timeout=60) as told:  # noqa: S310
            assert b"The library is empty" in told.read()
        server.send_signal(signal.SIGINT)
        assert server.wait(timeout=60) in (0, 130)
        assert "Traceback" not in server.stderr.read()
