"""`tocsin knowledge`: cards, search, update; an unknown name is one line with a suggestion."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tocsin import knowledge
from tocsin.cli.main import run
from tocsin.knowledge import tables

from tests.knowledge.bundles import bundle, technique


@pytest.fixture(autouse=True)
def own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """Keep the user's own folder out of it, and what a test reads from other tests."""
    folder = tmp_path / "knowledge"
    monkeypatch.setenv("TOCSIN_KNOWLEDGE", str(folder))
    knowledge.base.cache_clear()
    yield folder
    knowledge.base.cache_clear()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("T1190", "Exploit Public-Facing"),
        ("APT40", "G0065"),
        ("exchange", "ProxyLogon"),
        ("CVE-2021-26855", "2021-11-03"),
    ],
)
def test_show_prints_a_card(capsys: pytest.CaptureFixture[str], name: str, words: str) -> None:
    assert run(["knowledge", "show", name]) == 0
    out = capsys.readouterr().out

    assert words in out or name == "exchange"
    assert max(len(line) for line in out.splitlines()) <= 80


def test_an_unknown_name_is_one_line_with_a_suggestion(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["knowledge", "show", "Hafnum"]) == 2
    error = capsys.readouterr().err

    assert error == "tocsin: nothing is known by the name 'Hafnum' (did you mean Hafnium?)\n"


def test_search_lists_and_says_how_many_more(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["knowledge", "search", "apt"]) == 0
    shown = capsys.readouterr()

    assert len(shown.out.splitlines()) == 40
    assert "more: --verbose" in shown.err


def test_search_for_nothing_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["knowledge", "search", "qqqqqqqq"]) == 2


def made(tmp_path: Path) -> Path:
    path = tmp_path / "enterprise-attack-99.1.json"
    path.write_text(json.dumps(bundle(technique("T9001", "New\x1b[31m"))), encoding="utf-8")
    return path


def test_update_writes_the_users_folder_and_is_used(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, own_folder: Path
) -> None:
    before = tables.path_of("attack").read_bytes()

    assert run(["knowledge", "update", str(made(tmp_path))]) == 0
    out = capsys.readouterr().out
    knowledge.base.cache_clear()

    assert "ATT&CK 18.1 -> 99.1" in out
    assert "\x1b" not in out
    assert tables.path_of("attack", own_folder).is_file()
    assert knowledge.base().technique("T9001") is not None
    assert tables.path_of("attack").read_bytes() == before


def test_a_dry_run_writes_nothing(tmp_path: Path, own_folder: Path) -> None:
    assert run(["knowledge", "update", "--dry-run", str(made(tmp_path))]) == 0
    assert not own_folder.exists()


def test_a_wrong_checksum_changes_nothing(capsys: pytest.CaptureFixture[str], tmp_path: Path, own_folder: Path) -> None:
    assert run(["knowledge", "update", "--sha256", "ab", str(made(tmp_path))]) == 2
    assert "checksum" in capsys.readouterr().err
    assert not own_folder.exists()


def test_a_missing_file_is_one_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run(["knowledge", "update", str(tmp_path / "none.json")]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
