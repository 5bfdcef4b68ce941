"""Whom somebody speaks for when he denies a deed."""

from __future__ import annotations

from tocsin.model.report import MentionKind
from tocsin.reading.parties import Party
from tocsin.reading.sides import own_side


def test_an_office_speaks_for_its_state_and_a_company_for_itself() -> None:
    office = Party("foreign ministry", "IR", "IR", MentionKind.GOVERNMENT_BODY)
    company = Party("Acme", None, None, MentionKind.ORGANISATION)

    assert [(one.name, one.country) for one in own_side((office, company))] == [("Iran", "IR"), ("Acme", None)]
