"""Exclusions: hits left out are those that the selection means; they are counted, and correlations do not see them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.collecting import collect
from tocsin.hunting import Hits, hunt
from tocsin.hunting.conditions import And, Condition, Not
from tocsin.hunting.exclusions import Counts, with_exclusions
from tocsin.hunting.match import Matcher
from tocsin.hunting.plan import compile_plan
from tocsin.hunting.rules import Exclusion, load_rules
from tocsin.hunting.tuning import load_tuning, tune
from tocsin.model.logs import LogSource
from tocsin.model.tuning import Tuned

from tests.hunting.logons import correlation, event, records, rules_of, write
from tests.hunting.recordings import case
from tests.hunting.rulebook import batch_of, by_reference, rule_of, set_of
from tests.hunting.test_match import SOURCES, conditions, tables

CMD, FOURTH = (f"{d * 8}-{d * 4}-4{d * 3}-8{d * 3}-{d * 12}" for d in "12")


def tuning(folder: Path, *exclusions: dict[str, Any], **entries: Any) -> Path:
    path = folder / "tuning.yml"
    path.write_text(yaml.safe_dump({"exclusions": list(exclusions), **entries}), encoding="utf-8")
    return path


def hunted(folder: Path, *exclusions: dict[str, Any], **given: Any) -> Hits:
    """Hunt in the recordings with exclusions."""
    if not (folder / "evidence").exists():
        case(folder)
    rules, notes = tune(load_rules([folder / "rules"], packs=False), [load_tuning(tuning(folder, *exclusions))])
    assert notes == ()
    return hunt(collect([folder / "evidence"]), rules, **given)


def excluded(hits: Hits) -> list[tuple[str, int | None, dict[str, int]]]:
    return [(one.name, one.hits, one.by_rule) for one in hits.tuned]


def test_hits_of_the_named_rules_are_left_out_and_counted(tmp_path: Path) -> None:
    whole = hunted(tmp_path)
    hits = hunted(
        tmp_path, {"name": "ours", "rules": CMD, "where": {"Computer": "exch02", "Image|endswith": "CMD.EXE"}}
    )

    left_out = [hit for hit in whole if hit.rule.id == CMD and hit.host == "EXCH02"]
    assert left_out
    assert excluded(hits) == [("ours", len(left_out), {CMD: len(left_out)})]
    assert len(hits) == len(whole) - len(left_out)
    assert {hit.host for hit in hits if hit.rule.id == FOURTH} == {hit.host for hit in whole if hit.rule.id == FOURTH}


@pytest.mark.parametrize(
    ("where", "leaves"),
    [
        ({"Image|re": "(cmd|whoami)\\.exe$"}, 0),
        ({"process.name": "cmd.exe"}, 0),
        ([{"CommandLine|endswith": "r1"}, {"CommandLine|endswith": "r3"}], 4),
        ({"CommandLine|endswith|all": ["1", "r1"]}, 7),
        ({"ParentImage": None}, 0),
        ({"Image|exists": False}, 10),
        (["number1"], 7),
        ({"Image": "cmd.exe"}, 10),
    ],
)
def test_a_selection_means_what_it_means_in_rules(tmp_path: Path, where: Any, leaves: int) -> None:
    hits = hunted(tmp_path, {"name": "x", "rules": CMD, "where": where})

    assert sum(hit.rule.id == CMD for hit in hits) == leaves


def test_a_hit_that_two_entries_leave_out_counts_for_the_first(tmp_path: Path) -> None:
    hits = hunted(
        tmp_path,
        {"name": "first", "rules": CMD, "where": {"CommandLine|endswith": "r1"}},
        {"name": "second", "rules": "any", "where": {"Image|endswith": "cmd.exe"}},
    )

    assert [(name, count) for name, count, _ in excluded(hits)] == [("first", 3), ("second", 7)]
    assert not any(hit.rule.id == CMD for hit in hits)


def test_what_is_left_out_does_not_depend_on_workers(tmp_path: Path) -> None:
    entry = {"name": "x", "rules": "any", "where": {"CommandLine|endswith": ["1", "4"]}}
    one, two = (hunted(tmp_path, entry, workers=count) for count in (1, 2))

    assert excluded(one) == excluded(two)
    assert list(one.json_lines()) == list(two.json_lines())


def test_hits_outside_the_period_are_not_counted(tmp_path: Path) -> None:
    from datetime import timedelta

    from tests.hunting.rulebook import START

    hits = hunted(
        tmp_path, {"name": "x", "rules": CMD, "where": {"Image|contains": "cmd"}}, until=START + timedelta(seconds=2)
    )

    assert excluded(hits) == [("x", 1, {CMD: 1})]


@settings(derandomize=True, max_examples=80, deadline=None)
@given(
    st.lists(st.tuples(conditions, st.sampled_from(SOURCES)), min_size=1, max_size=3),
    st.lists(st.tuples(conditions, st.sets(st.sampled_from("012"), min_size=1)), min_size=1, max_size=2),
    tables(),
)
def test_what_is_left_is_what_the_reference_says_of_the_rule_and_not_the_exclusion(
    asked: list[tuple[Condition, LogSource]], left_out: list[tuple[Condition, set[str]]], events: list[dict[str, Any]]
) -> None:
    rules = [rule_of(condition, source, str(number)) for number, (condition, source) in enumerate(asked)]
    exclusions = tuple(
        Exclusion(str(number), None, "t.yml:1", frozenset(named), condition)
        for number, (condition, named) in enumerate(left_out)
    )
    planned, excluding = with_exclusions(replace(set_of(*rules), exclusions=exclusions))
    batch = batch_of(events)
    counts = Counts()

    matches = Matcher(compile_plan(planned)).match(batch)
    kept = dict(matches if excluding is None else excluding.apply(matches, None, counts))

    whole = by_reference(set_of(*rules), batch)
    excepted = [
        rule_of(
            And((rule.condition, *(Not(condition) for condition, named in left_out if rule.card.info.id in named))),
            rule.card.logsource,
            rule.card.info.id,
        )
        for rule in rules
    ]
    expected = by_reference(set_of(*excepted), batch)
    assert {str(number): rows.tolist() for number, rows in kept.items()} == expected
    assert sum(counts.values()) == sum(map(len, whole.values())) - sum(map(len, expected.values()))


def test_without_exclusions_the_plan_is_the_same(tmp_path: Path) -> None:
    rules = load_rules(packs=True)

    assert with_exclusions(rules) == (rules, None)


def test_an_exclusion_is_a_rule_of_each_logsource_once(tmp_path: Path) -> None:
    case(tmp_path)
    entry = {"name": "x", "rules": "any", "where": {"Image": "x"}}
    rules, _ = tune(load_rules([tmp_path / "rules"], packs=False), [load_tuning(tuning(tmp_path, entry))])
    planned, excluding = with_exclusions(rules)

    assert excluding is not None
    assert excluding.end == len(rules.rules) == 3
    assert len(planned.rules) == 6
    assert len(compile_plan(planned).rules) == 6


def logons(folder: Path, entries: list[dict[str, Any]], *documents: dict[str, Any]) -> Hits:
    rules, notes = tune(rules_of(folder, *documents), [load_tuning(tuning(folder, *entries))])
    assert notes == ()
    events = [event(second, user="svc" if second % 2 else "bob") for second in range(8)]
    return hunt(collect([write(folder / "events.jsonl", events)]), rules)


def test_correlations_do_not_see_what_is_left_out_of_their_rules(tmp_path: Path) -> None:
    many = correlation("event_count", ["failed"], condition={"gte": 3}, group_by=["Computer"])
    entry = {"name": "service", "rules": "failed", "where": {"TargetUserName": "SVC"}}

    assert records(logons(tmp_path, [], many)) == [[1, 2, 3, 4, 5, 6, 7, 8]]
    hits = logons(tmp_path, [entry], many)
    assert records(hits) == [[1, 3, 5, 7]]
    assert hits.tuned[0].hits == 0  # the rule's own hits are not shown


def test_hits_of_a_correlation_are_left_out_by_the_fields_it_is_grouped_by(tmp_path: Path) -> None:
    many = correlation("event_count", ["failed"], condition={"gte": 3}, group_by=["TargetUserName"], name="guess")
    entry = {"name": "service", "rules": "guess", "where": {"TargetUserName|startswith": "sv"}}

    assert len(logons(tmp_path, [], many)) == 2
    hits = logons(tmp_path, [entry], many)
    assert len(hits) == 1
    assert hits.tuned[0].hits == 1


def test_a_field_that_a_correlation_is_not_grouped_by_is_told(tmp_path: Path) -> None:
    many = correlation("event_count", ["failed"], condition={"gte": 3}, group_by=["Computer"], name="guess")
    entry = {"name": "service", "rules": "guess", "where": {"TargetUserName": "svc"}}

    _, notes = tune(rules_of(tmp_path, many), [load_tuning(tuning(tmp_path, entry))])

    assert notes == (f"{tmp_path / 'tuning.yml'}:2: 'guess' is not grouped by 'TargetUserName' (service)",)


def test_what_a_tuning_did_is_handed_out_with_the_hits(tmp_path: Path) -> None:
    hits = hunted(tmp_path, {"rules": CMD, "where": {"Image|contains": "cmd"}, "reason": "ticket 7"})

    assert hits.tuned == (
        Tuned(
            kind="exclusion",
            name="exclusion 1",
            reason="ticket 7",
            place=f"{tmp_path / 'tuning.yml'}:2",
            rules=1,
            hits=10,
            by_rule={CMD: 10},
        ),
    )
