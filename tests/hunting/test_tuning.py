"""Tuning: other levels and rules left out, by id, title, name or tag; entries of no use and broken files are told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tocsin.hunting import RuleSet
from tocsin.hunting.rule_sets import select
from tocsin.hunting.rules import load_rules
from tocsin.hunting.tuning import load_tuning, names, tune
from tocsin.model.errors import RuleError

from tests.hunting.rulebook import text_of

CREATION = {"product": "windows", "category": "process_creation"}
RULES = (
    text_of({"s": {"Image": "a"}}, CREATION, id="11111111-1111-4111-8111-111111111111", level="high", name="one"),
    text_of({"s": {"Image": "b"}}, CREATION, id="22222222-2222-4222-8222-222222222222", tags=["attack.t1059.001"]),
    text_of({"s": {"Open": "c"}}, {"product": "windows", "service": "security"}, tags=["attack.t1059", "cve.2021-1"]),
)
ONE, TWO = (f"{d * 8}-{d * 4}-4{d * 3}-8{d * 3}-{d * 12}" for d in "12")


@pytest.fixture
def rules(tmp_path: Path) -> RuleSet:
    (tmp_path / "rules.yml").write_text("---\n".join(RULES), encoding="utf-8")
    return load_rules([tmp_path / "rules.yml"], packs=False)


def tuned(rules: RuleSet, folder: Path, **entries: Any) -> tuple[RuleSet, tuple[str, ...]]:
    (folder / "tuning.yml").write_text(yaml.safe_dump(entries), encoding="utf-8")
    return tune(rules, [load_tuning(folder / "tuning.yml")])


def levels(rules: RuleSet) -> list[str]:
    return sorted(card.info.level for card in rules.cards)


@pytest.mark.parametrize(
    ("named", "changed"),
    [
        (ONE.upper(), ["low", "medium", "medium"]),
        ("one", ["low", "medium", "medium"]),
        ("T", ["low", "low", "low"]),
        ("t1059", ["high", "low", "low"]),
        ("attack.t1059.001", ["high", "low", "medium"]),
        (["cve.2021-1", "one"], ["low", "low", "medium"]),
        ("any", ["low", "low", "low"]),
    ],
)
def test_a_level_is_changed_by_id_name_title_and_tag(rules: RuleSet, tmp_path: Path, named: Any, changed: Any) -> None:
    found, notes = tuned(rules, tmp_path, levels=[{"rules": named, "level": "low"}])

    assert levels(found) == changed
    assert notes == ()
    assert levels(rules) == ["high", "medium", "medium"]  # the rules themselves stay as they are


def test_selections_see_the_level_after_tuning(rules: RuleSet, tmp_path: Path) -> None:
    found, _ = tuned(rules, tmp_path, levels=[{"rules": "one", "level": "low"}, {"rules": TWO, "level": "critical"}])

    assert [card.info.id for card in found.at_least("high").cards] == [TWO]
    assert len(select(found, tags=["t1059"]).rules) == 2


def test_a_disabled_rule_is_left_out_and_told_with_its_reason(rules: RuleSet, tmp_path: Path) -> None:
    found, _ = tuned(rules, tmp_path, disabled=[{"rules": ["one", "cve.2021-1"], "reason": "ours"}])

    assert [rule.card.info.id for rule in found.rules] == [TWO]
    (entry,) = found.tuned
    assert (entry.kind, entry.name, entry.reason, entry.rules) == ("disabled", "one, cve.2021-1", "ours", 2)
    assert entry.place == f"{tmp_path / 'tuning.yml'}:2"


def test_what_names_no_rule_and_no_field_is_told_with_its_line(rules: RuleSet, tmp_path: Path) -> None:
    (tmp_path / "t.yml").write_text(
        "levels:\n  - {rules: nobody, level: low}\n"
        "exclusions:\n  - {name: ours, rules: any, where: {Imagee: x}}\n"
        "  - {name: mine, rules: one, where: {Imagee: x}}\n"
        "  - {name: ecs, rules: one, where: {process.name: x, Image: y}}\n",
        encoding="utf-8",
    )
    _, notes = tune(rules, [load_tuning(tmp_path / "t.yml")])

    assert notes == (
        f"{tmp_path / 't.yml'}:2: no rule has the id, title, name or tag 'nobody'",
        f"{tmp_path / 't.yml'}:5: no log of its rules has the field 'Imagee' (mine)",
    )


def test_two_files_add_up_and_are_part_of_the_digest(rules: RuleSet, tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("disabled: [{rules: one}]", encoding="utf-8")
    (tmp_path / "b.yml").write_text("levels: [{rules: any, level: low}]", encoding="utf-8")
    files = [load_tuning(tmp_path / name) for name in ("a.yml", "b.yml")]

    found, _ = tune(rules, files)

    assert levels(found) == ["low", "low"]
    assert len({rules.digest, found.digest, tune(rules, files[:1])[0].digest}) == 3


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("a: [", 2, "not YAML"),
        ("", 1, "empty"),
        ("- 1", 1, "Expected"),
        ("levels:\n  - rules: any\n    level: hgh\n", 2, "there is no level 'hgh'"),
        ("levels:\n  - level: low\n", 2, "missing required field `rules`"),
        ("exclusions:\n  - rules: any\n", 2, "missing required field `where`"),
        ("exclusions:\n  - where: {A: x}\n    ruls: any\n", 3, "unknown field `ruls`"),
        ("exclusions:\n  - where: {A|containss: x}\n", 2, "Unknown modifier 'containss'"),
        ("exclusions:\n  - where: []\n", 2, "cannot be used"),
        ("exclusions:\n  - where: {A|expand: '%N%'}\n", 2, "'%N%' has no values"),
        ("disabled:\n  - {rules: one, rules: two}\n", 2, "given twice"),
    ],
)
def test_a_broken_file_is_one_line_that_says_where(tmp_path: Path, text: str, line: int, why: str) -> None:
    path = tmp_path / "t.yml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(RuleError) as caught:
        load_tuning(path)

    assert str(caught.value).startswith(f"{path}:{line}: ")
    assert why in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_or_no_text_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "t.yml").write_bytes(b"\xff\xfe")

    for name, why in (("absent.yml", "cannot be read"), ("t.yml", "not text")):
        with pytest.raises(RuleError, match=why):
            load_tuning(tmp_path / name)


def test_names_are_without_regard_to_case(rules: RuleSet) -> None:
    named = names(rules.rules[0].card)

    assert named("ONE") == named("any")
    assert not named("on")
