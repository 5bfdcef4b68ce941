"""The letter: plain words, every number traceable, never who did it, hostile text inert."""

from __future__ import annotations

import re

import pytest

from tocsin.showing.letter import render

from tests.showing.verdicts import EMPTY, VERDICT, hostile, large, odd_times


def test_it_answers_first_then_says_what_was_checked_found_unseen_and_what_to_do() -> None:
    letter = render(VERDICT)

    assert letter.startswith("# Were we hit? ■ Seen\n")
    heads = re.findall("^## (.*)$", letter, re.MULTILINE)
    assert heads == [
        "What was checked",
        "What was found",
        "What could not be seen, and why",
        "What to be careful about in the report itself",
        "Who did it",
        "What to do now",
        "The words, and what made this letter",
    ]
    for when in ("hour", "day", "week"):
        assert f"**In the next {when}**" in letter


def test_numbers_lead_to_records_and_the_books() -> None:
    letter = render(VERDICT)

    assert "`logs.zip/sysmon.evtx`, record 4101, byte 66048" in letter
    assert "10,887 records" in letter
    assert "Of 17 points to check, 6 could not have been seen at all and 2 only in part." in letter


def test_it_names_nobody_as_the_doer() -> None:
    letter = render(VERDICT)

    assert "This letter does not say." in letter
    assert "Said to have used it: HAFNIUM (according to Microsoft, 2021-03-02)." in letter


def test_what_to_switch_on_stands_with_what_it_would_answer() -> None:
    assert "It would answer 5 points.\n  What to do: Install Sysmon" in render(VERDICT)


@pytest.mark.parametrize("verdict", [EMPTY, odd_times(), large(40, 30, 500)])
def test_nothing_a_fleet_and_odd_clocks_make_a_letter_too(verdict) -> None:
    letter = render(verdict)

    assert letter.count("\n## ") >= 6
    assert len(letter) < 40_000


def test_words_of_strangers_stay_words() -> None:
    letter = render(hostile()[0])

    outside_code = re.sub(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", "", letter)
    assert "<script" not in outside_code
    assert not re.search(r"(?<!\\)\]\(javascript", outside_code)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", letter)
    assert not re.search("^# h", letter, re.MULTILINE)


def test_a_megabyte_in_every_field_stays_a_letter() -> None:
    assert len(render(hostile("x" * 1_000_000)[0])) < 100_000
