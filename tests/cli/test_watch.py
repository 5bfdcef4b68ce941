"""`tocsin watch`: what it prints, where it announces, and what it tells cron."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tocsin.cli.main import run
from tocsin.cli.watch import exit_code
from tocsin.library.rounds import Announcement
from tocsin.library.verdicts import Change

from tests.library.logs import FIRST, SECOND, write_log
from tests.library.servers import site


def test_a_watch(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")
    (tmp_path / "reports").mkdir()
    (tmp_path / "evidence").mkdir()
    write_log(tmp_path / "evidence" / "one.log", 1, 4, web_shell=True)
    (tmp_path / "reports" / "one.txt").write_text(FIRST)
    assert run(["watch", str(tmp_path), "--workers", "1"]) in (0, 3)
    assert "new report" in capsys.readouterr().out

    (tmp_path / "reports" / "two.txt").write_text(SECOND)
    with site({"/hook": (200, "text/plain", b"ok")}) as served:
        more = [
            "--jsonl",
            str(tmp_path / "a.jsonl"),
            "--webhook",
            served.url("/hook"),
            "--mail",
            str(tmp_path / "mail"),
        ]
        assert run(["watch", str(tmp_path), "--workers", "1", *more]) in (1, 4)
        sent = [json.loads(body) for path, body in served.posted if path == "/hook"]
    assert "new version" in capsys.readouterr().out
    (line,) = (tmp_path / "a.jsonl").read_text().splitlines()
    assert json.loads(line) == sent[0]
    (message,) = (tmp_path / "mail").iterdir()
    assert b"supp0rt.aspx" in message.read_bytes()

    library = ["--library", str(tmp_path / "library.sqlite")]
    assert run(["library", "verdicts", *library]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2
    assert run(["library", "verdict", "2", "--format", "json", *library]) == 0
    assert json.loads(capsys.readouterr().out)["report"]["document"]["text"] == SECOND
    assert run(["library", "verdict", "2", *library]) == 0
    assert "supp0rt.aspx" in capsys.readouterr().out


def announced(was: str | None, now: str, *changes: tuple[str | None, str]) -> Announcement:
    return Announcement(
        report=1, title="", verdict=1, evidence="", why="", was=was, now=now, statement="",
        changes=tuple(
            Change(behaviour="", name="", host=None, was=before, now=after, stage=None, explanation="")
            for before, after in changes
        ),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("found", "code"),
    [
        ([], 0),
        ([announced("seen", "seen")], 0),
        ([announced(None, "not seen")], 0),
        ([announced("seen", "seen", ("not seen", "seen"))], 1),
        ([announced("not seen", "attempted"), announced(None, "blind")], 4),
        ([announced("not seen", "partly blind")], 3),
        ([announced("partly blind", "not seen", ("partly blind", "not seen"))], 0),
    ],
)
def test_what_cron_is_told(found: list[Announcement], code: int) -> None:
    assert exit_code(found) == code


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ([], "nothing to watch"),
        (["--every", "soon"], "no time to wait"),
        (["--webhook", "file:///etc/passwd"], "not an address"),
    ],
)
def test_an_error_is_one_line(tmp_path: Path, asked: list[str], why: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["watch", str(tmp_path / "here"), *asked]) == 2
    error = capsys.readouterr().err
    assert why in error
    assert error.count("\n") == 1
