"""Command lines that cannot be used: each ends in one line that names what was wrong and what to do."""

from __future__ import annotations

import click
import pytest

from tocsin.cli.main import run
from tocsin.cli.usage_errors import told


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["hunt", "x", "--ruls", "y"], "there is no option --ruls (did you mean --rules?)"),
        (["rules", "list", "--nope"], "there is no option --nope (see 'tocsin rules list --help')"),
        (["--versio"], "there is no option --versio (did you mean --version?)"),
        (["hunt"], "EVIDENCE... is missing (see 'tocsin hunt --help')"),
        (["check", "x.txt"], "EVIDENCE... is missing (--interactive asks for it; see 'tocsin check --help')"),
        (["demo", "--out"], "--out needs a value (--help after the command's name says more)"),
        (["check", "--json=3"], "--json takes no value (--help after the command's name says more)"),
        (["demo", "--stage", "wrot"], "--stage: 'wrot' is not one of scanned, attempted, session, enumerated, wrote, "
         "reached, executed (did you mean wrote?)"),
        (["demo", "--seed", "a"], "--seed: 'a' is no whole number from 0 on (see 'tocsin demo --help')"),
        (["demo", "--hosts", "a"], "--hosts: 'a' is no whole number from 1 to 50 (see 'tocsin demo --help')"),
        (["demo", "--hosts", "99"], "--hosts: 99 is not in the range 1<=x<=50 (see 'tocsin demo --help')"),
        (["sql", "a", "b"], "got unexpected extra argument (b) (see 'tocsin sql --help')"),
    ],
)  # fmt: skip
def test_one_line_says_what_is_wrong_and_what_to_do(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    assert capsys.readouterr().err == f"tocsin: {said}\n"


def test_an_error_that_knows_no_parameter_is_told_as_it_is() -> None:
    assert told(click.BadParameter("Not so.")) == "not so (--help after the command's name says more)"
    assert told(click.MissingParameter(param_hint="FILE")) == (
        "FILE is missing (--help after the command's name says more)"
    )
