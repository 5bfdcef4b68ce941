"""How correlations refer to rules, and what is left of them when only some rules are wanted."""

from __future__ import annotations

from pathlib import Path

from tocsin.hunting import load_rules
from tocsin.hunting.rule_sets import select

from tests.hunting.logons import IDS, correlation, rules_of

COUNTED = {"condition": {"gte": 2}}


def test_rules_are_referred_to_by_name_and_by_id_in_any_case(tmp_path: Path) -> None:
    rules = rules_of(tmp_path, correlation("temporal", ["failed", IDS["worked"].upper()]))

    assert rules.correlations[0].rules == (IDS["failed"], IDS["worked"])
    assert rules.hidden == {IDS["failed"], IDS["worked"]}


def test_a_correlation_to_a_missing_rule_is_listed_with_its_line_and_the_rest_runs(tmp_path: Path) -> None:
    rules = rules_of(
        tmp_path,
        correlation("temporal", ["failed", "nobody"], name="bad"),
        correlation("event_count", "bad", name="upon_bad", **COUNTED),
        correlation("event_count", "worked", **COUNTED),
    )
    lines = (tmp_path / "rules.yml").read_text().splitlines()

    first, second = rules.unusable
    assert (first.path, first.why) == ("rules.yml", "it refers to 'nobody', and no rule has this id or name")
    assert "nobody" in lines[(first.line or 0) - 1]
    assert second.why == "the rule 'bad' that it refers to cannot be used"
    assert len(rules.rules) == 3
    assert len(rules.correlations) == 1
    assert rules.hidden == {IDS["worked"]}


def test_correlations_that_refer_to_each_other_in_a_circle_are_listed(tmp_path: Path) -> None:
    rules = rules_of(
        tmp_path,
        correlation("event_count", "two", name="one", **COUNTED),
        correlation("event_count", "one", name="two", **COUNTED),
    )

    assert [one.why for one in rules.unusable] == ["it refers to itself, by way of other correlations"] * 2


def test_a_level_keeps_hidden_what_a_correlation_needs(tmp_path: Path) -> None:
    rules = rules_of(
        tmp_path,
        correlation("event_count", "failed", name="inner", level="low", generate=True, **COUNTED),
        correlation("event_count", "inner", name="outer", **COUNTED),
        correlation("event_count", "worked", name="low", level="low", **COUNTED),
    )

    high = rules.at_least("high")

    assert [card.info.title for card in high.cards] == ["failed", "inner", "outer"]
    assert [one for one in high.cards if one.info.id not in high.hidden] == [high.correlations[1].card]
    assert high.digest != rules.digest
    assert [rule.card.info.title for rule in rules.at_least("medium").rules] == ["failed"]


def test_selections_are_of_correlations_too(tmp_path: Path) -> None:
    many = {**correlation("event_count", "failed", **COUNTED), "tags": ["attack.t1110"], "status": "test"}

    chosen = select(rules_of(tmp_path, many), tags=["t1110"])

    assert [one.card.info.title for one in chosen.correlations] == ["many"]
    assert [rule.card.info.title for rule in chosen.rules] == ["failed"]
    assert chosen.hidden == {IDS["failed"]}


def test_many_rules_are_kept_with_their_correlations(tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    folder.mkdir()
    rules_of(folder, correlation("temporal", None, condition="failed and not worked", group_by=["TargetUserName"]))
    for number in range(200):
        (folder / f"{number}.yml").write_text(
            f"title: r{number}\nlogsource: {{product: windows}}\ndetection: {{s: {{A: x}}, condition: s}}\n"
        )

    first, again = (load_rules([folder], packs=False) for _ in range(2))

    assert again == first
    assert len(again.correlations) == 1
    assert load_rules([folder], packs=False, values={"a": ["b"]}).digest != first.digest
