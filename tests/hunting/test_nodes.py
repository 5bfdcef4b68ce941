"""Conditions over numbered atoms: what stands below a node."""

from __future__ import annotations

from tocsin.hunting.atoms import FieldReference
from tocsin.hunting.nodes import KEYWORD, All, AnyOf, Never, Reference, Some, keywords_of, references_of

RELATED = FieldReference("A", "B", "equals")
NODE = All((AnyOf("A", (0, 1)), Some((Never(AnyOf(KEYWORD, (2, 3))), Never(Reference(RELATED)), AnyOf(KEYWORD, (4,))))))


def test_keywords_and_references_are_found_at_any_depth() -> None:
    assert list(keywords_of(NODE)) == [2, 3, 4]
    assert list(references_of(NODE)) == [RELATED]
    assert not list(keywords_of(Reference(RELATED)))
