"""One line: where, what, what to do."""

from __future__ import annotations

from tocsin.model.errors import RuleError, TocsinError


def test_an_error_prints_place_message_and_remedy_on_one_line() -> None:
    error = RuleError("unknown modifier 'cidr6'", where="web/x.yml:12", hint="known ones: tocsin rules check")

    assert str(error) == "web/x.yml:12: unknown modifier 'cidr6' (known ones: tocsin rules check)"
    assert isinstance(error, TocsinError)
    assert error.exit_code == 2


def test_the_place_and_the_remedy_may_be_missing() -> None:
    assert str(TocsinError("no evidence")) == "no evidence"
