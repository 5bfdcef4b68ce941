"""The letter: a page in plain words, every number traceable in its annexes, never who did it, hostile text inert."""

from __future__ import annotations

import io
import re

import docx
import pytest

from tocsin.model.verdict import Verdict
from tocsin.showing.letter import letter, render, render_docx, render_html
from tocsin.showing.prose import Bullets, Heading

from tests.showing.html_tree import Page
from tests.showing.verdicts import EMPTY, VERDICT, hostile, large, odd_times


def itself(verdict: Verdict) -> str:
    """The letter without its annexes."""
    return render(verdict).split("\n## Annex")[0]


def test_it_answers_first_then_says_what_was_checked_found_unseen_and_what_to_do() -> None:
    text = render(VERDICT)

    assert text.startswith("# Were we hit? ■ Seen\n")
    assert re.findall("^## (.*)$", text, re.MULTILINE) == [
        "What was checked",
        "What was found",
        "What could not be seen, and why",
        "What to do now",
        "Who did it",
        "Annex A: the records",
        "Annex B: what to switch on, or to look for",
        "Annex C: about the report",
        "The words, and what made this letter",
    ]
    for when in ("hour", "day", "week"):
        assert f"**In the next {when}**" in itself(VERDICT)


@pytest.mark.parametrize("verdict", [VERDICT, EMPTY, odd_times(), large(40, 30, 500)])
def test_the_letter_itself_is_about_a_page(verdict: Verdict) -> None:
    assert len(itself(verdict)) < 4_500


def test_numbers_lead_to_records_and_the_books() -> None:
    text = render(VERDICT)

    assert "`logs.zip/sysmon.evtx`, record 4101, byte 66048" in text
    assert "10,887 records in 2 files of 4 systems: 5 logs" in text
    assert "Of 17 points to check, 6 could not have been seen at all and 2 only in part." in text
    named = re.search(r"by their number in annex A: (.*)\.$", itself(VERDICT), re.MULTILINE)
    assert named
    for name, number in re.findall(r"(.*?) \(no. (\d+)\)(?:; |$)", named[1].split("; and ")[0]):
        assert f"\n{number}. **{name}**" in text


def test_words_of_the_trade_in_the_letter_are_explained_in_it() -> None:
    text = render(VERDICT)
    words = text.split("## The words, and what made this letter")[1]

    for word in ("hit", "window", "log", "system", "point", "UTC", "technique"):
        assert f"**{word}**" in words
    for word in ("Sigma", "gate", "logsource", "behaviour", "finding", "telemetry", "IOC"):
        assert not re.search(rf"\b{word}s?\b", itself(VERDICT)), word


def test_it_names_nobody_as_the_doer() -> None:
    assert "This letter does not say." in itself(VERDICT)
    assert "HAFNIUM" not in itself(VERDICT)
    assert "HAFNIUM, according to Microsoft, 2 March 2021" in render(VERDICT)


def test_what_to_switch_on_stands_with_what_it_would_answer_and_what_it_is() -> None:
    assert "where they connected to): it would answer 5 points. What to do: Install Sysmon" in render(VERDICT)


@pytest.mark.parametrize("verdict", [EMPTY, odd_times(), large(40, 30, 500)])
def test_nothing_a_fleet_and_odd_clocks_make_a_letter_too(verdict: Verdict) -> None:
    text = render(verdict)

    assert text.count("\n## ") >= 6
    assert len(text) < 40_000


def test_words_of_strangers_stay_words() -> None:
    text = render(hostile()[0])

    outside_code = re.sub(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", "", text)
    assert "<script" not in outside_code
    assert not re.search(r"(?<!\\)\]\(javascript", outside_code)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
    assert not re.search("^# h", text, re.MULTILINE)


def test_a_megabyte_in_every_field_stays_a_letter() -> None:
    assert len(render(hostile("x" * 1_000_000)[0])) < 100_000


@pytest.mark.parametrize("verdict", [VERDICT, EMPTY, hostile()[0], hostile("\ufffe\x00\ud800")[0]])
def test_all_three_forms_say_the_same(verdict: Verdict) -> None:
    page = Page(render_html(verdict))
    written = docx.Document(io.BytesIO(render_docx(verdict)))
    heads = [block.text for block in letter(verdict) if isinstance(block, Heading)]
    lists = [block for block in letter(verdict) if isinstance(block, Bullets)]

    assert page.wrong == []
    assert [line.text for line in written.paragraphs if (line.style.name or "").startswith("Heading")] == heads
    for block in lists:
        for item in block.items:
            words = "".join(run.text for run in item)
            assert " ".join(words.split()) in page.text
            assert any(line.text.endswith(words) for line in written.paragraphs)
