"""The summary in a terminal: the answer first, 80 columns, no colour needed, hostile text inert."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tocsin.showing.columns import width
from tocsin.showing.outcomes import LOOKS
from tocsin.showing.terminal import render

from tests.showing.verdicts import EMPTY, NASTY, VERDICT, hostile, large, odd_times

COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def test_the_first_line_is_the_answer_in_words_and_shape() -> None:
    assert render(VERDICT).splitlines()[0] == "■ SEEN, as far as foothold, on 1 of 4 hosts"
    assert render(EMPTY).splitlines()[0] == "▒ BLIND"


def test_problems_and_missing_logs_come_before_findings() -> None:
    shown = render(VERDICT)
    places = [shown.index(words) for words in ("Hosts (4)", "What does not fit", "What was missing", "Findings (17)")]

    assert places == sorted(places)


@pytest.mark.parametrize("columns", [40, 60, 80, 100])
@pytest.mark.parametrize("verbose", [False, True])
@pytest.mark.parametrize("verdict", [VERDICT, EMPTY, odd_times(), hostile()[0], hostile("日本語" * 300)[0]])
def test_no_line_is_wider_than_the_terminal(verdict, verbose: bool, columns: int) -> None:
    lines = render(verdict, width=columns, verbose=verbose).splitlines()

    assert [line for line in lines if width(line) > columns] == []


def test_colour_adds_nothing_but_colour() -> None:
    plain, coloured = render(VERDICT, verbose=True), render(VERDICT, verbose=True, colour=True)

    assert "\x1b" not in plain
    assert COLOUR.sub("", coloured) == plain
    assert coloured != plain


def test_every_outcome_is_told_by_its_word() -> None:
    shown = render(VERDICT)

    assert all(f"{LOOKS[finding.outcome].symbol} {finding.outcome.value}: " in shown for finding in VERDICT.findings)


def test_books_rejections_and_files_not_read_are_said() -> None:
    shown = " ".join(render(VERDICT).split())

    assert "10,887 records = 10,880 events + 7 rejected" in shown
    assert "mxs02/locked.evtx: permission denied" in shown
    assert "1 not usable" in shown


def test_what_is_left_out_is_counted_and_verbose_shows_it() -> None:
    fleet = large(40, 30, 500)

    assert "and 32 more hosts (--verbose shows all)" in render(fleet)
    assert "--verbose shows all" not in render(fleet, verbose=True)
    assert len(render(fleet).splitlines()) < 90


@pytest.mark.parametrize("verbose", [False, True])
def test_hostile_text_cannot_steer_the_terminal(verbose: bool) -> None:
    shown = render(hostile()[0], verbose=verbose, written=[Path("out") / NASTY.replace("/", "")])

    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b\ufeff]", shown)
    assert "\\x1b" in shown


def test_a_megabyte_in_every_field_stays_a_screenful() -> None:
    assert len(render(hostile("x" * 1_000_000)[0])) < 100_000


def test_files_written_are_listed_with_the_next_step() -> None:
    shown = render(VERDICT, written=[Path("out/verdict.json"), Path("out/verdict.html")])

    assert "Next: open out/verdict.html in a browser." in shown
