"""`tocsin hunt --explain`: text and JSON, exit codes, and one clear line for what cannot be explained."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from tocsin.cli.main import run
from tocsin.model.explanation import Explanation
from tocsin.model.json_form import schema

from tests.hunting.recordings import case
from tests.hunting.rulebook import text_of

ID = "11111111-1111-4111-8111-111111111111"


@pytest.fixture
def asked(tmp_path: Path) -> list[str]:
    evidence, rules = case(tmp_path)
    (rules / "many.yml").write_text(
        "title: Many\nid: 44444444-4444-4444-8444-444444444444\n"
        f"correlation: {{type: event_count, rules: [{ID}], timespan: 1h, condition: {{gte: 3}}}}\n"
    )
    (rules / "unfilled.yml").write_text(text_of({"s": {"A|expand": "%Nobody%"}}, title="Unfilled"))
    return ["hunt", str(evidence), "--rules", str(rules)]


def test_a_hit_is_explained(asked: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*asked, "--explain", ID, "a.evtx:2"]) == 1
    shown, said = capsys.readouterr()

    assert "HIT: the rule is true of this record." in shown
    assert "= C:«\\cmd.exe»" in shown
    assert "\x1b" not in shown
    assert said == ""
    assert run([*asked, "--explain", ID, "a.evtx:2", "--exit-zero"]) == 0


def test_what_is_no_hit_is_explained_too(asked: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*asked, "--explain", ID[:8], "a.evtx:1"]) == 0
    shown = capsys.readouterr().out

    assert "but its condition is not true" in shown
    assert "= C:\\editor.exe" in shown


def test_of_several_records_the_one_that_is_a_hit_is_explained(
    asked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*asked, "--explain", ID, "2"]) == 1
    assert "3 records have this number" in " ".join(capsys.readouterr().out.split())


def test_json_follows_its_schema(asked: list[str], tmp_path: Path) -> None:
    out = tmp_path / "why.json"
    assert run([*asked, "--explain", ID, "a.evtx:2", "--format", "json", "-o", str(out)]) == 1
    document = json.loads(out.read_text(encoding="utf-8"))

    jsonschema.validate(document, schema(Explanation))
    assert document["holds"] is True
    assert document["tree"]["of"][0]["name"] == "s"


def test_the_command_that_a_hunt_ends_with_explains_its_first_hit(
    asked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    import shlex

    assert run([*asked, "-q"]) == 1
    last = capsys.readouterr().out.splitlines()[-1]
    words = shlex.split(last.removeprefix("Next: "))

    assert words[0] == "tocsin"
    assert run(words[1:]) == 1
    assert "HIT" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("rule", "record", "why"),
    [
        ("absent", "a.evtx:1", "there is no rule 'absent'"),
        ("t", "a.evtx:1", "rules begin with 't'"),
        ("Many", "a.evtx:1", "is a correlation"),
        ("unfilled", "a.evtx:1", "placeholder"),
        ("indicator:ipv4-addr:192.0.2.1", "a.evtx:1", "an indicator is no rule"),
        (ID, "a.evtx:99", "there is no record 99"),
        (ID, "nothing", "is no record"),
    ],
)
def test_what_cannot_be_explained_is_one_clear_line(
    asked: list[str], rule: str, record: str, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*asked, "--explain", rule, record]) == 2
    shown, said = capsys.readouterr()

    assert shown == ""
    assert why in said
    assert len(said.splitlines()) == 1


def test_it_is_written_as_text_or_json_only(asked: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*asked, "--explain", ID, "a.evtx:2", "--format", "csv"]) == 2
    assert "--explain is written as text or json" in capsys.readouterr().err


def test_a_rule_of_the_packs_can_be_explained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from tocsin.hunting import load_rules

    evidence, _ = case(tmp_path)
    first = load_rules().rules[0].card.info.id

    assert run(["hunt", str(evidence), "--explain", first, "a.evtx:2"]) in (0, 1)
    assert first in capsys.readouterr().out
