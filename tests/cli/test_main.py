"""The command line: what help, misspelt names and wrong options look like, and their exit codes."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tocsin.cli.main import COMMANDS, run


def test_help_names_every_command_in_eighty_columns(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0

    shown = capsys.readouterr().out
    assert all(f"  {name} " in shown for name in COMMANDS)
    assert max(map(len, shown.splitlines())) <= 80


def test_no_command_says_what_to_do_next(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([]) == 0

    shown = capsys.readouterr().out
    assert "\n  tocsin check " in shown
    assert "tocsin --help" in shown


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_and_its_options_have_too(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([name, "--help"]) == 0
    assert capsys.readouterr().out.startswith(f"Usage: tocsin {name}")


def test_a_misspelt_command_is_one_line_with_a_suggestion(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["chek"]) == 2
    assert capsys.readouterr().err == "tocsin: there is no command 'chek' (did you mean 'tocsin check'?)\n"


def test_an_unknown_option_is_one_line_that_names_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "--nonsense"]) == 2

    shown = capsys.readouterr().err
    assert shown.count("\n") == 1
    assert "--nonsense" in shown
    assert "'tocsin check --help'" in shown


@pytest.mark.parametrize("arguments", [["\x1b]0;owned\x07"], ["check", "--\x1b[31mred"]])
def test_hostile_arguments_do_not_reach_the_terminal_raw(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    assert "\x1b" not in capsys.readouterr().err


@pytest.mark.parametrize(("words", "offered"), [("tocsin ch", "check"), ("tocsin hunt --ru", "--rules")])
def test_a_shell_can_complete(
    words: str, offered: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("_TOCSIN_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(len(words.split()) - 1))

    with pytest.raises(SystemExit):
        run([])
    assert offered in [line.partition(",")[2] for line in capsys.readouterr().out.splitlines()]


def test_the_end_of_the_process_says_all_that_was_said() -> None:
    """Nothing is taken apart at the end, but output is whole, and other threads are waited for."""
    program = (
        "import atexit, sys, threading, time\n"
        "from tocsin.cli import main\n"
        "atexit.register(print, 'last')\n"
        "if sys.argv[1] == 'threads':\n"
        "    threading.Thread(target=lambda: (threading.main_thread().join(), print('thread'))).start()\n"
        "main.run = lambda: print('said') or 3\n"
        "main.main()\n"
    )
    for way, due in (("alone", "said\nlast\n"), ("threads", "said\nthread\nlast\n")):
        run = subprocess.run([sys.executable, "-c", program, way], capture_output=True, text=True, check=False)
        assert (run.returncode, run.stdout, run.stderr) == (3, due, "")
