"""A state may be somebody's first name."""

from __future__ import annotations

import pytest

from tocsin.reading.documents import document_of
from tocsin.reading.entities import find_entities


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("Minister Jordan Smith blamed Russia.", "Jordan Smith", "person"),
        ("Stanley Johnson said that Russia did it.", "Stanley Johnson", "person"),
        ("Officials in Jordan said that Russia did it.", "Jordan", "country"),
    ],
)
def test_first_names_that_are_states(text: str, name: str, kind: str) -> None:
    found = [(one.text, one.kind.value) for one in find_entities(document_of(text.encode(), "a.txt"))]

    assert (name, kind) in found
