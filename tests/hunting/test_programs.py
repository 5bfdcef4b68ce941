"""Programs mean what conditions do."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.hunting.algebra import true_of
from tocsin.hunting.atoms import Exists, FieldReference, Literal, Null, Text
from tocsin.hunting.conditions import And, Condition, Not, Or, Test
from tocsin.hunting.plan import compile_plan
from tocsin.hunting.programs import DEEPEST, SOME, program_of
from tocsin.hunting.reference import evaluate

from tests.hunting.rulebook import rule_of, set_of

KNOWN = [
    *(Text(field, (Literal(text),)) for field in "ABC" for text in "xy"),
    Null("A"), Null("C"), Exists("B", True), Exists("C", False),
]  # fmt: skip
conditions = st.recursive(
    st.builds(Test, st.sampled_from(KNOWN)),
    lambda inner: st.one_of(
        st.builds(And, st.lists(inner, min_size=1, max_size=4).map(tuple)),
        st.builds(Or, st.lists(inner, min_size=1, max_size=4).map(tuple)),
        st.builds(Not, inner),
    ),
    max_leaves=12,
)


def program(condition: Condition) -> tuple[list[int] | None, list[str], list[object]]:
    plan = compile_plan(set_of(rule_of(condition)))
    marks = {name: len(plan.atoms) + place for place, name in enumerate(plan.by_field)}
    same = {one: len(plan.atoms) + len(marks) + place for place, one in enumerate(plan.index.same)}
    return program_of(plan.branches[0].node, plan.atoms, marks, same), list(plan.by_field), list(plan.atoms)


@settings(derandomize=True, max_examples=300)
@given(conditions, st.dictionaries(st.sampled_from("ABC"), st.sampled_from(["x", "y", "z"])))
def test_a_program_is_true_where_the_condition_is(condition: Condition, event: dict[str, str]) -> None:
    steps, fields, atoms = program(condition)
    assert steps is not None
    stamps = np.zeros(len(atoms) + len(fields), np.int64)
    stamps[: len(atoms)] = [7 * (isinstance(one, Text) and evaluate(Test(one), event)) for one in atoms]
    stamps[len(atoms) :] = [7 * (name in event) for name in fields]

    held = true_of(np.array(steps, np.int32), 0, len(steps), stamps, 7, np.zeros(DEEPEST + 1, np.uint8))
    assert held == evaluate(condition, event)


def test_what_is_not_known_value_by_value_has_no_program() -> None:
    known = Test(KNOWN[0])
    derived = FieldReference("name(A)", "B", "equals")
    for other in (FieldReference("A", "B", "contains"), derived, Text("name(A)", (Literal("x"),)), Null(None)):
        assert program(And((known, Not(Test(other)))))[0] is None


def test_fields_with_the_same_text_and_keywords_are_marks() -> None:
    steps, fields, atoms = program(Or((Test(FieldReference("A", "B", "equals")), Test(Text(None, (Literal("x"),))))))

    assert steps == [1, 0, 1, len(atoms) + len(fields), SOME, 2]


def test_a_condition_too_deep_for_the_stack_has_no_program() -> None:
    deep: Condition = Test(KNOWN[0])
    for place in range(DEEPEST + 1):
        deep = (And if place % 2 else Or)((Test(KNOWN[2]), Not(Test(KNOWN[4])), deep))
    assert program(deep)[0] is None
