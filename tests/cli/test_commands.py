"""Names of commands that do not exist: one line, with the nearest that does, at every level."""

from __future__ import annotations

import pytest

from tocsin.cli.main import run


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["chek"], "there is no command 'chek' (did you mean 'tocsin check'?)"),
        (["rules", "lst"], "there is no command 'lst' (did you mean 'tocsin rules list'?)"),
        (["library", "ad"], "there is no command 'ad' (did you mean 'tocsin library add'?)"),
        (["knowledge", "xyz"], "there is no command 'xyz' (see 'tocsin knowledge --help')"),
    ],
)
def test_a_misspelt_command_is_one_line_that_helps(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    assert capsys.readouterr().err == f"tocsin: {said}\n"


def test_a_groups_own_options_still_work(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["knowledge", "--help"]) == 0
    assert "show" in capsys.readouterr().out
