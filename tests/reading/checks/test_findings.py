"""Small look-ups of the checks."""

from __future__ import annotations

import pytest

from tocsin import knowledge
from tocsin.reading.checks.findings import did_not_name, is_accused_of, names_of, state_name, state_of


@pytest.mark.parametrize(
    ("entity", "state"),
    [("body:GB-NCSC", "GB"), ("person:dominic-raab", "GB"), ("body:EU", "EU"), ("CN", "CN"), (None, None)],
)
def test_the_state_of_an_entity(entity: str | None, state: str | None) -> None:
    assert state_of(entity) == state


def test_names_take_in_aliases() -> None:
    assert "apt40" in names_of("G0065")
    assert "mss" in names_of("body:CN-MSS")


def test_who_named_whom_is_read_from_the_record() -> None:
    case = knowledge.base().incident("incident:exchange-2021")

    assert case is not None
    assert any(is_accused_of(claim, "G0125") for claim in case.said_by)
    assert any(did_not_name(claim, "body:CN-MSS") for claim in case.said_by)


def test_a_state_has_a_name_for_messages() -> None:
    assert state_name("GB") == "the United Kingdom"
