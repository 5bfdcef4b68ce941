"""`tocsin library` on real sentences: add, list, claims, diff, search, export, backup."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tocsin.cli.main import run

from tests.library.servers import site

STATEMENT = """Statement on Microsoft Exchange

London, 19 July 2021. The United Kingdom attributes the compromise of Microsoft Exchange servers to the Ministry of
State Security of China. Hafnium used 203.0.113.7.
"""
REVISED = STATEMENT.replace("203.0.113.7", "203.0.113.7 and 198.51.100.9, and exploited CVE-2019-0708")
DENIAL = """Reply

Beijing, 20 July 2021. China denies that it was behind the compromise of Microsoft Exchange servers.
"""


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    monkeypatch.setenv("TOCSIN_LIBRARY", str(tmp_path / "library.sqlite"))
    for name, text in (("one.txt", STATEMENT), ("two.txt", REVISED), ("three.txt", DENIAL)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert run(["library", "add", str(tmp_path / name)]) == 0
    capsys.readouterr()
    return tmp_path


def said(capsys: pytest.CaptureFixture[str], *asked: str) -> str:
    assert run(["library", *asked]) == 0
    return capsys.readouterr().out


def test_who_says_what(shelf: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = list(csv.DictReader(io.StringIO(said(capsys, "claims", "--format", "csv"))))
    assert {(row["speaker_id"], row["act"]) for row in rows} >= {("GB", "attribute"), ("CN", "deny")}
    text = said(capsys, "claims", "--verbose")
    assert "United Kingdom: attribute Ministry of State Security" in text
    assert "«" in text
    assert max(map(len, text.splitlines())) <= 80
    lines = said(capsys, "claims", "--act", "deny", "--format", "jsonl").splitlines()
    assert [json.loads(line)["speaker_id"] for line in lines] == ["CN"]


def test_a_revision_and_what_it_changed(shelf: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "2 versions" in said(capsys, "list")
    told = said(capsys, "diff", "1", "2")
    assert "198.51.100.9" in told
    assert "CVE-2019-0708" in told
    assert "203.0.113.7" not in told
    changed = json.loads(said(capsys, "diff", "1", "2", "--format", "json"))
    assert changed["removed"] == []


def test_add_again_search_show_export_backup(shelf: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "0 added, 3 known, 0 not added." in said(capsys, "add", str(shelf))
    assert "Reply" in said(capsys, "search", "china", "denies")
    assert "203.0.113.7" in said(capsys, "show", "one.txt")
    lines = said(capsys, "export").splitlines()
    assert [json.loads(line)["document"]["text"] for line in lines] == [STATEMENT, REVISED, DENIAL]
    bundles = [json.loads(line) for line in said(capsys, "export", "--format", "stix").splitlines()]
    assert [bundle["type"] for bundle in bundles] == ["bundle"] * 3
    events = [json.loads(line)["Event"]["info"] for line in said(capsys, "export", "--format", "misp").splitlines()]
    assert events[2] == "Reply"
    rows = list(csv.DictReader(io.StringIO(said(capsys, "export", "--format", "csv"))))
    assert {(row["report"], row["act"]) for row in rows} >= {("1", "attribute"), ("3", "deny")}
    assert rows[0]["quote"].replace("\\n", "\n") in STATEMENT
    assert json.loads(said(capsys, "export", "--format", "navigator"))["domain"] == "enterprise-attack"
    assert said(capsys, "backup", str(shelf / "copy.sqlite")) == ""
    assert len(said(capsys, "list", "--library", str(shelf / "copy.sqlite")).splitlines()) == 3


@pytest.mark.parametrize("asked", [["show", "nothing"], ["add", "nothing.txt"], ["diff", "1", "99"]], ids=str)
def test_an_error_is_one_line(shelf: Path, asked: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["library", *asked]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_what_is_exported_comes_back_whole(shelf: Path, capsys: pytest.CaptureFixture[str]) -> None:
    exported = said(capsys, "export", "--format", "stix")
    for number, line in enumerate(exported.splitlines()):
        (shelf / f"{number}.json").write_text(line, encoding="utf-8")
    copy = str(shelf / "other.sqlite")
    assert "3 added" in said(capsys, "add", *(str(shelf / f"{number}.json") for number in range(3)), "--library", copy)
    assert said(capsys, "export", "--format", "stix", "--library", copy) == exported
    assert said(capsys, "export", "--library", copy) == said(capsys, "export")


def test_an_address(shelf: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")
    (shelf / "secret").write_text("Bearer x\n")
    with site({"/a.txt": (200, "text/plain", DENIAL.replace("China", "Iran").encode())}) as served:
        assert "1 added" in said(capsys, "add", served.url("/a.txt"), "--authorization", str(shelf / "secret"))
        assert served.asked == [("/a.txt", "Bearer x")]
        assert run(["library", "add", served.url("/b.txt")]) == 2
    assert "404" in capsys.readouterr().err
