"""Logs in lay words."""

from __future__ import annotations

from tocsin.knowledge.logs import logs
from tocsin.showing.lay_logs import lay_words


def test_the_logs_that_matter_most_have_words_of_their_own() -> None:
    assert "which programs ran" in lay_words("windows-sysmon")
    assert lay_words("exchange-httpproxy") == "a record that the mail server keeps"
    assert lay_words("aws-cloudtrail") == "a record that Amazon’s cloud keeps"
    assert lay_words(None) == ""


def test_the_words_name_no_log_that_is_not_in_the_catalogue() -> None:
    assert lay_words("windows-nothing") == ""
    assert sum(bool(lay_words(log.id)) for log in logs()) > 40
