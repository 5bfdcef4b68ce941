"""The plan: shared atoms, and clauses that never rule out what could be true."""

from __future__ import annotations

from array import array
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.hunting.atoms import AnyRun, Exists, FieldReference, Literal, Null, Text
from tocsin.hunting.conditions import And, Condition, Not, Or, Test
from tocsin.hunting.nodes import KEYWORD, AnyOf
from tocsin.hunting.plan import compile_plan, plan_of
from tocsin.hunting.plan_key import KEPT_FROM
from tocsin.hunting.reference import evaluate
from tocsin.hunting.rules import load_rules
from tocsin.model.logs import LogSource

from tests.hunting.rulebook import rule_of, set_of

A, B, C = (Text(field, (Literal("x"),)) for field in "ABC")
atoms = st.sampled_from(
    [A, B, C, Text("A", (Literal("y"),)), Null("A"), Exists("B", True), FieldReference("A", "B", "equals")]
)
conditions = st.recursive(
    st.builds(Test, atoms),
    lambda inner: st.one_of(
        st.builds(And, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(Or, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(Not, inner),
    ),
    max_leaves=8,
)


def test_an_atom_that_rules_share_is_tested_once() -> None:
    plan = compile_plan(set_of(rule_of(Test(A), name="1"), rule_of(And((Test(A), Test(B))), name="2")))

    assert plan.atoms == [A, B]
    assert [branch.clauses for branch in plan.branches] == [((0,),), ((0,), (1,))]


def test_alternatives_on_one_field_are_one_look_at_it() -> None:
    plan = compile_plan(set_of(rule_of(Or((Test(A), Test(Text("A", (AnyRun(), Literal("y")))))))))

    assert plan.branches[0].node == AnyOf("A", (0, 1))


@settings(derandomize=True, max_examples=200)
@given(conditions, st.dictionaries(st.sampled_from("ABC"), st.sampled_from(["x", "y"])))
def test_clauses_only_over_approximate(condition: Condition, event: dict[str, str]) -> None:
    plan = compile_plan(set_of(rule_of(condition)))
    counts = np.array([evaluate(Test(atom), event) for atom in plan.atoms], np.int64)

    assert plan.clauses(counts).possible.tolist() == [0] or not evaluate(condition, event)


def test_the_rarest_clause_of_a_branch_is_that_of_the_fewest_rows() -> None:
    plan = compile_plan(set_of(rule_of(Test(Null("A")), name="1"), rule_of(And((Test(A), Test(B), Test(C))), name="2")))
    clauses = plan.clauses(np.array([5 if atom == A else 2 if atom == B else 9 for atom in plan.atoms], np.int64))

    assert clauses.possible.tolist() == [0, 1]
    assert clauses.rarest(0) is None
    assert [plan.atoms[number] for number in clauses.rarest(1) or ()] == [B]


def test_readers_are_asked_for_the_fields_of_the_rules_and_of_their_scopes() -> None:
    source = LogSource(product="windows", category="process_creation")
    plan = compile_plan(set_of(rule_of(Test(Text("Image", (Literal("x"),))), source)))

    assert {"Image", "NewProcessName"} <= plan.wanted("windows")
    assert plan.wanted("iis") == frozenset()
    assert "windows" in plan.families


def test_a_glued_field_asks_for_its_parts() -> None:
    plan = compile_plan(set_of(rule_of(Test(Text("cs-uri-query", (Literal("x"),))), LogSource(category="webserver"))))

    assert {"cs-uri-stem", "cs-uri-query"} <= plan.wanted("iis")


def test_a_keyword_is_no_field_to_ask_for() -> None:
    security = LogSource(product="windows", service="security")
    plan = compile_plan(set_of(rule_of(Test(Text(None, (Literal("x"),))), security)))

    assert plan.wanted("windows") == frozenset()
    assert plan.by_field == {KEYWORD: array("q", [0])}


def test_a_keyword_in_every_event_asks_for_every_field() -> None:
    assert compile_plan(set_of(rule_of(Test(Text(None, (Literal("x"),)))))).wanted("windows") is None


def test_a_rule_without_a_log_is_kept_in_mind() -> None:
    assert compile_plan(set_of(rule_of(Test(A), LogSource(product="no-such-product")))).unscoped == [0]


def test_a_plan_of_many_rules_is_kept_and_a_damaged_one_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOCSIN_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "rules"
    folder.mkdir()
    for number in range(KEPT_FROM):
        identifier = f"00000000-0000-4000-8000-{number:012d}"
        text = f"title: R{number}\nid: {identifier}\nlogsource: {{category: process_creation, product: windows}}\n"
        text += f"detection:\n  a:\n    Image|endswith: '\\x{number}.exe'\n  b:\n    - CommandLine: null\n"
        (folder / f"{number}.yml").write_text(text + "  condition: a and not b\n")
    rules = load_rules([folder], packs=False)

    made = compile_plan(rules)
    first = plan_of(rules)
    (entry,) = (tmp_path / "cache").glob("plan-*")
    again = plan_of(load_rules([folder], packs=False))
    entry.write_bytes(entry.read_bytes()[:-5])
    remade = plan_of(rules)

    for plan in (first, again, remade):
        assert (plan.atoms, plan.branches, plan.scopes) == (made.atoms, made.branches, made.scopes)
        assert plan.by_field == made.by_field
        assert plan.tests in ([], first.tests)
        assert plan.tests_of("Image") == made.tests_of("Image")
        assert plan.clause_atoms.tolist() == made.clause_atoms.tolist()
    assert again.rules == made.rules
    assert again.rules[7].condition == made.rules[7].condition


def test_another_rule_set_has_another_plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("tocsin.hunting.plan_key.KEPT_FROM", 1)

    all_rules = load_rules()
    few = all_rules.at_least("critical")

    assert len(plan_of(all_rules).branches) > len(plan_of(few).branches) > 0
    assert len(plan_of(few).rules) == len(few.rules)
