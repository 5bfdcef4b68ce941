"""A sentence may begin with what somebody is behind."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tocsin.model.report import Document
from tocsin.reading.claims import find_claims
from tocsin.reading.entities import find_entities

Make = Callable[..., Document]


@pytest.mark.parametrize(
    "text",
    ["Behind the attack stands Russia, the minister said.", "Behind the hack was Russia, the minister believes."],
)
def test_who_stands_behind_it_is_accused(document: Make, text: str) -> None:
    made = document(text, language="en")

    assert [one.accused_ids for one in find_claims(made, find_entities(made), ())[0]] == [("RU",)]
