"""A search is a rule: literal words, patterns of RE2, all fields or some."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.hunting.atoms import Literal, Text
from tocsin.hunting.conditions import atoms_of
from tocsin.hunting.scopes import EVERYTHING, scopes
from tocsin.hunting.searching import search_rule
from tocsin.knowledge.logs import logs
from tocsin.model.errors import UsageError


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=20))
def test_a_word_means_itself(word: str) -> None:
    (atom,) = atoms_of(search_rule([word], cased=True).rules[0].condition)
    assert isinstance(atom, Text)
    assert atom.field is None
    assert [part.text for part in atom.parts if isinstance(part, Literal)] == [word]


@pytest.mark.parametrize("pattern", ["(", "a{2,1}", r"(?=x)", r"(a)\1"])
def test_a_pattern_that_is_none_is_one_line(pattern: str) -> None:
    with pytest.raises(UsageError, match="cannot be searched for"):
        search_rule([pattern], regex=True)


@pytest.mark.parametrize("wanted", [[], [""], ["x", ""]], ids=str)
def test_nothing_to_search_for(wanted: list[str]) -> None:
    with pytest.raises(UsageError, match="nothing to search for"):
        search_rule(wanted)


def test_fields_are_asked_for_one_or_the_other() -> None:
    atoms = atoms_of(search_rule(["a", "b"], fields=["Image", "c-ip"]).rules[0].condition)
    assert {atom.field for atom in atoms} == {"Image", "c-ip"}  # type: ignore[union-attr]


def test_every_family_of_events_is_meant() -> None:
    assert {scope.family for scope in scopes(EVERYTHING)} >= {log.family for log in logs()} | {"json"}
    assert all(scope.is_everything for scope in scopes(EVERYTHING))
