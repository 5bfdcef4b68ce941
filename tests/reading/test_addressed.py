"""Demands, advice and warnings: by who is addressed, and what only asks."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tocsin.model.report import Document
from tocsin.reading.claims import find_claims
from tocsin.reading.entities import find_entities

Make = Callable[..., Document]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Canada urged Iran to stop the attacks.", [("demand", ("IR",))]),
        ("Canada urged operators to install the patch against the attack.", [("advise", ())]),
        ("Canada warned of Iranian hackers.", [("warn", ("IR",))]),
        ("Canada asked why Iran had waited after the attack.", []),
        ("Canada was asked to install the patch.", []),
    ],
)
def test_who_is_addressed_decides(document: Make, text: str, found: list[tuple[str, tuple[str, ...]]]) -> None:
    made = document(text, language="en")
    claims = find_claims(made, find_entities(made), ())[0]

    assert [(claim.act.value, claim.accused_ids) for claim in claims] == found
