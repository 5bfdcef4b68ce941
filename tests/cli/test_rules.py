"""`tocsin rules`: list, show, check."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tocsin.cli.main import run

from tests.hunting.recordings import case
from tests.hunting.rulebook import text_of

LINUX = text_of({"s": {"a": "b"}}, {"product": "linux", "service": "absent"}, id="33333333-3333-4333-8333-333333333333")


@pytest.fixture
def folders(tmp_path: Path) -> tuple[str, str]:
    evidence, rules = case(tmp_path)
    (rules / "linux.yml").write_text(LINUX, encoding="utf-8")
    (rules / "bad.yml").write_text(
        "title: x\nlogsource: {product: windows}\ndetection:\n  s: {F|x: 1}\n  condition: s\n"
    )
    return str(evidence), str(rules)


def test_list_names_every_rule_and_those_that_cannot_be_used(
    folders: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["rules", "list", "-r", folders[1]]) == 0
    shown = capsys.readouterr().out

    assert "33333333-3333-4333-8333-333333333333" in shown
    assert "linux/absent" in shown
    assert "rules/bad.yml:4: Unknown modifier 'x'" in shown
    assert max(map(len, shown.splitlines())) <= 80


def test_list_as_json_has_the_cards(folders: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rules", "list", "-r", folders[1], "--format", "json", "-m", "high"]) == 0
    listed = json.loads(capsys.readouterr().out)

    levels = {rule["info"]["level"] for rule in listed["rules"]}
    assert levels <= {"high", "critical"}
    assert [one["line"] for one in listed["unusable"]] == [4]


def test_show_says_the_condition_in_words_and_where_it_can_fire(
    folders: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["rules", "show", "11111111", "-r", folders[1]]) == 0
    shown = capsys.readouterr().out

    assert 'Image ends with "\\cmd.exe"' in shown
    assert "windows-security, windows-sysmon" in shown


def test_show_tells_why_a_rule_cannot_fire(folders: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rules", "show", "33333333-3333-4333-8333-333333333333", "-r", folders[1]]) == 0
    assert "it can fire on none" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["absent", "t", "\x1b[31m"])
def test_show_wants_one_rule(name: str, folders: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rules", "show", name, "-r", folders[1]]) == 2
    said = capsys.readouterr().err
    assert len(said.splitlines()) == 1
    assert "\x1b" not in said


def test_check_says_which_logs_of_the_evidence_are_watched(
    folders: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["rules", "check", folders[0], "-r", folders[1], "--verbose"]) == 0
    shown = capsys.readouterr().out

    assert "windows-sysmon" in shown
    assert "no log of the catalogue is linux/absent" in shown
    assert "rules/bad.yml:4: Unknown modifier 'x'" in shown
    assert max(map(len, shown.splitlines())) <= 80


def test_check_as_json_names_logs_or_the_reason_for_each_rule(
    folders: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["rules", "check", folders[0], "-r", folders[1], "--format", "json"]) == 0
    rules = {one["rule"]["info"]["id"]: one for one in json.loads(capsys.readouterr().out)["rules"]}

    assert rules["11111111-1111-4111-8111-111111111111"]["logs"] == ["windows-sysmon"]
    assert "linux/absent" in rules["33333333-3333-4333-8333-333333333333"]["why_not"]


def test_check_without_evidence_asks_the_catalogue(
    folders: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["rules", "check", "-r", folders[1], "--verbose"]) == 0
    assert "logs of the catalogue" in capsys.readouterr().out


def test_strict_makes_an_unusable_rule_an_error(folders: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rules", "check", "-r", folders[1], "--strict"]) == 2
    shown, said = capsys.readouterr()

    assert "rules/bad.yml:4" in shown
    assert "1 rules cannot be used" in said


def test_the_built_in_rules_are_all_usable_and_can_all_fire(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rules", "check", "--strict", "--format", "json"]) == 0
    checked = json.loads(capsys.readouterr().out)

    assert [one["why_not"] for one in checked["rules"] if not one["logs"]] == []


def test_the_help_names_every_subcommand(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rules", "--help"]) == 0
    shown = capsys.readouterr().out

    assert all(name in shown for name in ("list", "show", "check", "test"))
