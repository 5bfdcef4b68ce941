"""Keys of plans: whatever a plan depends on makes another one, and what is asked for early is what is loaded."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tocsin.hunting.atoms import Null
from tocsin.hunting.conditions import Test
from tocsin.hunting.plan_key import KEPT_FROM, KIND, load_ahead, plan_key
from tocsin.hunting.rules import Exclusion
from tocsin.knowledge import kept

from tests.hunting.rulebook import rule_of, set_of

CONDITION = Test(Null("A"))
MANY = set_of(*(rule_of(CONDITION, name=str(number)) for number in range(KEPT_FROM)))


def test_rules_that_differ_have_other_keys() -> None:
    sets = [MANY, replace(MANY, digest="other"), replace(MANY, rules=(*MANY.rules, rule_of(CONDITION, name="more")))]

    assert len({plan_key(rules) for rules in sets}) == len(sets)
    assert plan_key(replace(MANY, rules=MANY.rules[1:])) is None


def test_a_plan_is_read_ahead_where_it_will_be_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, str]] = []
    monkeypatch.setattr(kept, "load_ahead", lambda kind, key: asked.append((kind, key)))

    load_ahead(MANY)
    load_ahead(replace(MANY, rules=MANY.rules[1:]))
    load_ahead(replace(MANY, exclusions=(Exclusion("x", None, "y", frozenset({"1"}), CONDITION),)))

    assert asked == [(KIND, plan_key(MANY))]
