"""Options that say how rules are read: the same in `hunt`, `check` and `rules`, and one line for what is broken."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

from tocsin.cli.main import run

from tests.hunting.recordings import case
from tests.hunting.rulebook import text_of

MAPPING = {"type": "field_name_mapping", "mapping": {"program": "Image", "who": "User"}}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    case(tmp_path)
    for path in (tmp_path / "rules").iterdir():
        path.unlink()
    detection = {"s": {"program|endswith|expand": "%Shells%"}}
    rule = text_of(detection, {"product": "windows", "category": "process_creation"}, id="shell")
    (tmp_path / "rules" / "shell.yml").write_text(rule.replace("id: shell", f"id: {ID}"), encoding="utf-8")
    steps = {"transformations": [MAPPING], "postprocessing": [{"type": "embed"}]}
    (tmp_path / "names.yml").write_text(yaml.safe_dump(steps), encoding="utf-8")
    (tmp_path / "values.yml").write_text("Shells: ['\\cmd.exe']\n", encoding="utf-8")
    return tmp_path


ID = "0a4c1c0e-6c7f-4b49-9a0e-0a3a9f1f2b3c"


def given(folder: Path) -> list[str]:
    return [
        *("--rules", str(folder / "rules")),
        *("--pipeline", str(folder / "names.yml")),
        *("--values", str(folder / "values.yml")),
    ]


def test_hunt_reads_rules_with_pipelines_and_values(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["hunt", str(folder / "evidence"), *given(folder), "--format", "jsonl"]) == 1
    shown, said = capsys.readouterr()

    assert {json.loads(line)["rule"]["id"] for line in shown.splitlines()} == {ID}
    assert said.count("there is no query to change: 1 under 'postprocessing'") == 1


def test_without_them_the_rule_is_listed_or_silent(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["hunt", str(folder / "evidence"), "--rules", str(folder / "rules"), "-q"]) == 0
    assert run(["rules", "check", "--rules", str(folder / "rules"), "--strict"]) == 2
    assert "'%Shells%' has no values" in capsys.readouterr().out


def test_rules_show_tells_what_a_rule_became(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rules", "show", ID, *given(folder)]) == 0
    shown = capsys.readouterr().out
    assert "Image" in shown
    assert "program" not in shown


@pytest.mark.parametrize(
    ("option", "text", "why"),
    [
        ("--pipeline", "transformations: [{type: nothing}]", "Unknown transformation type 'nothing'"),
        ("--values", "- a", "no mapping of names to values"),
    ],
)
@pytest.mark.parametrize("command", [["hunt"], ["rules", "check"]])
def test_a_broken_file_is_one_line_and_an_error(
    command: list[str], option: str, text: str, why: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = folder / "broken.yml"
    broken.write_text(text, encoding="utf-8")

    assert run([*command, str(folder / "evidence"), option, str(broken)]) == 2
    shown, said = capsys.readouterr()

    assert shown == ""
    assert said.count("\n") == 1
    assert said.startswith(f"tocsin: {broken}")
    assert why in said


def test_an_unknown_taxonomy_is_one_line_and_an_error(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["hunt", str(folder / "evidence"), "--taxonomy", "acme"]) == 2
    assert "'acme' is not known" in capsys.readouterr().err


TUNING = """\
levels:
  - rules: [shell, no such rule]
    level: low
    reason: every admin here uses it
exclusions:
  - name: one host
    rules: any
    where: {Computer: EXCH02}
    reason: ticket 7
"""


def test_hunt_tells_what_tuning_did_and_levels_count_after_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "tuning.yml").write_text(TUNING.replace("shell", ID), encoding="utf-8")
    asked = ["hunt", str(folder / "evidence"), *given(folder), "--tuning", str(folder / "tuning.yml")]

    assert run([*asked, "--packs"]) == 1
    shown, said = capsys.readouterr()
    assert "LOW" in shown
    assert "EXCH02" not in shown
    assert "tuning.yml:2: no rule has the id, title, name or tag 'no such rule'" in said
    assert "Tuned: 1 rule at level low: every admin here uses it" in " ".join(shown.split())
    assert re.search(r"Tuned: 3 hits of \d+ rules excluded by 'one host': ticket 7", " ".join(shown.split()))

    assert run([*asked, "--min-level", "medium"]) == 0
    capsys.readouterr()
    assert run([*asked, "--strict"]) == 2
    assert "tuning.yml:2: no rule has" in capsys.readouterr().err
    assert run(["rules", "list", *asked[2:], "--min-level", "medium"]) == 0
    assert ID not in capsys.readouterr().out


def test_a_broken_tuning_is_one_line_and_an_error(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "tuning.yml").write_text("levels: [{rules: any, level: extreme}]", encoding="utf-8")

    assert run(["hunt", str(folder / "evidence"), "--tuning", str(folder / "tuning.yml")]) == 2
    shown, said = capsys.readouterr()
    assert (shown, said.count("\n")) == ("", 1)
    assert "tuning.yml:1: there is no level 'extreme'" in said
