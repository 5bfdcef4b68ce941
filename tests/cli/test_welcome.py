"""`tocsin` alone: the next command, by what lies in the folder."""

from __future__ import annotations

from pathlib import Path

from tocsin.cli.welcome import LOOKED_AT, welcome


def commands(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.startswith("  ")]


def test_a_newcomer_is_shown_the_demo_first(tmp_path: Path) -> None:
    assert commands(welcome(tmp_path)) == [
        "tocsin demo",
        "tocsin check advisory.pdf logs/ --out result",
        "tocsin check --interactive",
        "tocsin coverage logs/",
    ]


def test_a_report_and_logs_that_lie_here_are_put_into_the_command(tmp_path: Path) -> None:
    (tmp_path / "AA21 062A.pdf").touch()
    (tmp_path / "notes.txt").touch()
    (tmp_path / "server1.zip").touch()
    (tmp_path / "Logs").mkdir()

    assert commands(welcome(tmp_path))[1] == "tocsin check 'AA21 062A.pdf' Logs server1.zip --out result"


def test_a_result_that_lies_here_comes_first(tmp_path: Path) -> None:
    result = tmp_path / "tocsin-demo" / "result"
    result.mkdir(parents=True)
    (result / "verdict.json").touch()

    shown = commands(welcome(tmp_path))
    assert shown[0] == "open tocsin-demo/result/verdict.html in a browser"
    assert "tocsin demo" not in shown


def test_hostile_names_do_not_reach_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").touch()
    (tmp_path / "\x1b[31mred.zip").touch()

    assert "\x1b" not in welcome(tmp_path)


def test_a_folder_that_is_not_there_or_overfull_proposes_nothing(tmp_path: Path) -> None:
    for number in range(LOOKED_AT + 1):
        (tmp_path / f"{number}.pdf").touch()

    assert welcome(tmp_path) == welcome(tmp_path / "nothing")
    assert max(map(len, welcome(tmp_path).splitlines())) <= 80
