"""The end of the page: what to switch on, coverage, files, rules, versions, books."""

from __future__ import annotations

from tocsin.showing.pages.sources import books, coverage, said_use, wanted

from tests.showing.html_tree import Page
from tests.showing.verdicts import EMPTY, VERDICT


def test_what_to_switch_on_is_ranked_and_copyable() -> None:
    page = Page(wanted(VERDICT))

    assert page.text.startswith("Sysmon on FS01: no file or process creation is recorded would settle 5 findings")
    assert len(page.all("pre")) == 1


def test_coverage_shows_gaps_tampering_and_notes_and_explains_the_word() -> None:
    shown = Page(coverage(VERDICT)).text

    assert "Coverage here means the hours" in shown
    for words in ("silent for 30 hours", "cleared", "clock 5 h behind UtcTime"):
        assert words in shown


def test_books_rules_and_what_was_not_read() -> None:
    shown = Page(books(VERDICT)).text

    for words in (
        "10,887 = 10,880 events + 7 rejected",
        "permission denied",
        "unknown modifier 'cidr6'",
        "exchange-2021 1",
    ):
        assert words in shown


def test_who_is_said_to_have_used_it_names_the_speaker() -> None:
    assert "HAFNIUM, according to Microsoft, 2021-03-02 (vendor blog)" in Page(said_use(VERDICT)).text


def test_nothing_is_said_plainly() -> None:
    assert "no log that could be read" in coverage(EMPTY)
    assert wanted(EMPTY) == ""
    assert "0 = 0 events + 0 rejected" in Page(books(EMPTY)).text
