"""Bad rules on the command line: each is listed with file, line and reason, the rest runs, `--strict` exits 2."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from tocsin.cli.main import run

from tests.hunting.recordings import case

HEAD = "title: bad\nlogsource: {product: windows}\ndetection:\n"
BAD = {
    "broken YAML": ("title: [\n", 2, "not YAML"),
    "unknown modifier": (f"{HEAD}  s:\n    Image|contians: a\n  condition: s\n", 5, "Unknown modifier 'contians'"),
    "no condition": (f"{HEAD}  s:\n    Image: a\n", None, "must contain at least one condition"),
    "missing rule": (
        "title: bad\ncorrelation:\n  type: event_count\n  rules:\n    - nowhere\n"
        "  timespan: 1m\n  condition: {gte: 2}\n",
        5,
        "it refers to 'nowhere'",
    ),
    "exploding expression": (f"{HEAD}  s:\n    Image|re: '(x+x+)+y\\1'\n  condition: s\n", 5, "invalid"),
    "wildcards": (f"{HEAD}  s:\n    Image: '{'*a' * 100_000}'\n  condition: s\n", None, "wildcards"),
    "a key twice": (f"{HEAD}  s:\n    Image: a\n    Image: b\n  condition: s\n", 6, "'Image' is given twice"),
    "unknown taxonomy": (f"taxonomy: acme\n{HEAD}  s: {{Image: a}}\n  condition: s\n", 1, "'acme' is not known"),
    "near": (f"{HEAD}  s: {{Image: a}}\n  t: {{Image: b}}\n  condition: s | near t\n", None, "'near' of Sigma 1"),
    "filter of nothing": (
        "title: bad\nlogsource: {product: windows}\nfilter:\n  rules:\n    - nowhere\n"
        "  f: {A: b}\n  condition: not f\n",
        5,
        "it is for 'nowhere'",
    ),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    case(tmp_path)
    return tmp_path


def asked(folder: Path, *more: str) -> list[str]:
    return ["hunt", str(folder / "evidence"), "--rules", str(folder / "rules"), "--format", "jsonl", *more]


@pytest.mark.parametrize("name", BAD)
def test_a_bad_rule_is_listed_and_the_rest_runs(name: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text, line, why = BAD[name]
    (folder / "rules" / "bad.yml").write_text(text, encoding="utf-8")
    place = "rules/bad.yml:" + ("" if line is None else f"{line}: ")

    assert run(asked(folder, "-v")) == 1
    shown, said = capsys.readouterr()
    assert len(shown.splitlines()) == 17
    (listed,) = [one for one in said.splitlines() if "bad.yml" in one]
    assert place in listed
    assert why in listed
    assert len(listed) < 500
    assert "Not usable: 1 rules" in said

    assert run(asked(folder, "--strict")) == 2
    shown, said = capsys.readouterr()
    assert shown == ""
    assert said.count("\n") == 1
    assert place in said

    assert run(["rules", "check", "--rules", str(folder / "rules"), "--strict"]) == 2
    shown, said = capsys.readouterr()
    assert "bad.yml" in shown
    assert said.startswith("tocsin: ")


def test_all_bad_rules_are_listed_at_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number, (text, _, _) in enumerate(BAD.values()):
        (folder / "rules" / f"bad{number}.yml").write_text(text, encoding="utf-8")

    assert run(asked(folder, "-v")) == 1
    shown, said = capsys.readouterr()

    assert len(shown.splitlines()) == 17
    assert sum("rules/bad" in one for one in said.splitlines()) == len(BAD)
    assert run(["rules", "list", "--rules", str(folder / "rules"), "--format", "json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["unusable"]) == len(BAD)


def test_an_expression_that_makes_others_explode_takes_its_time_in_the_length_of_the_value(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "rules" / "slow.yml").write_text(f"{HEAD}  s:\n    F|re: '(a|aa)+$'\n  condition: s\n", encoding="utf-8")
    (folder / "evidence" / "long.jsonl").write_text(
        json.dumps({"EventID": 2, "Channel": "Security", "F": "a" * 200_000 + "b"}) + "\n", encoding="utf-8"
    )
    begin = time.process_time()

    assert run(asked(folder)) == 1

    assert time.process_time() - begin < 10
    assert len(capsys.readouterr().out.splitlines()) == 17
