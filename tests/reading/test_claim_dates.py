"""When something was said: dates in the sentence, days of the week, "a day earlier", the speaker's day before."""

from __future__ import annotations

import pytest

from tocsin.reading.claim_dates import Calendar, anchor, dateline


def when(sentence: str, verb: str, calendar: Calendar, speaker: str | None = None, *, now: bool = False) -> str | None:
    start = sentence.index(verb)
    return calendar.said(sentence, (start, start + len(verb)), speaker, now=now)


def test_a_date_beside_the_verb_is_when_it_was_said() -> None:
    text = "It hit on 24 February 2022, they said on Tuesday, 10 May."

    assert when(text, "said", Calendar("2022-05-10")) == "2022-05-10"


def test_a_date_of_the_deed_is_not() -> None:
    assert when("They accused Iran of hacking since 3 May 2019.", "accused", Calendar(None)) is None
    assert when("They accused Iran of the hack of 3 May 2019.", "accused", Calendar(None)) is None


def test_a_weekday_is_the_last_one_before_a_dated_document() -> None:
    assert when("On Monday, they accused Iran.", "accused", Calendar("2021-07-21", dated=True)) == "2021-07-19"


def test_a_weekday_of_an_undated_document_stays_unknown() -> None:
    assert when("On Monday, they accused Iran.", "accused", Calendar(None)) is None


def test_a_story_goes_on_from_day_to_day() -> None:
    calendar = Calendar("2018-12-20")
    assert when("They accused China on 20 December 2018.", "accused", calendar) == "2018-12-20"
    assert when("China on Friday rejected it.", "rejected", calendar) == "2018-12-21"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("A day earlier, they accused Iran.", "2022-05-09"),
        ("Two days later they accused Iran.", "2022-05-12"),
        ("The next day they accused Iran.", "2022-05-11"),
        ("The same day they accused Iran.", "2022-05-10"),
        ("They accused Iran a week later.", "2022-05-17"),
    ],
)
def test_days_are_counted_from_the_last_that_was_told(text: str, day: str) -> None:
    assert when(text, "accused", Calendar("2022-05-10", last="2022-05-10")) == day


@pytest.mark.parametrize(
    ("text", "month"),
    [("In March 2020 they accused Iran.", "2020-03"), ("In November they accused Iran.", "2020-11")],
)
def test_a_month_at_the_head_is_when_it_was_said(text: str, month: str) -> None:
    assert when(text, "accused", Calendar("2021-05-10")) == month


def test_who_spoke_on_a_day_speaks_on() -> None:
    calendar = Calendar(None)
    when("The FBI accused Iran on 3 May 2019.", "accused", calendar, "FBI")

    assert when("The FBI added that Iran lied.", "added", calendar, "FBI") == "2019-05-03"
    assert when("CISA warned of Iran.", "warned", calendar, "CISA") is None


def test_what_a_dated_document_says_in_the_present_is_of_its_day() -> None:
    assert (
        when("CISA assesses that Iran did it.", "assesses", Calendar("2024-02-07", dated=True), now=True)
        == "2024-02-07"
    )
    assert when("CISA assesses that Iran did it.", "assesses", Calendar("2024-02-07"), now=True) is None


def test_today_is_the_document_s_day() -> None:
    assert when("OFAC today designated two men.", "designated", Calendar("2025-01-17")) == "2025-01-17"


def test_the_head_of_a_text_gives_its_day() -> None:
    assert anchor(None, "ADVISORY – 7 February 2024 – CLEAR") == "2024-02-07"
    assert anchor("2021-07-19T10:00:00Z", "x") == "2021-07-19"


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("ADVISORY – 7 February 2024 – CLEAR", True),
        ("Title\n\n3 May 2024\n\nText.", True),
        ("The White House said on 3 May 2024. More.", False),
        ("No date at all.", False),
    ],
)
def test_a_day_before_the_first_sentence_is_the_text_s_own(text: str, own: bool) -> None:
    assert dateline(text) is own


def test_what_is_said_far_from_its_day_was_said_on_it() -> None:
    text = "The service believes that hackers opened a dam in the west of the country, its head said on 13 August 2025."

    assert when(text, "believes", Calendar(None)) == "2025-08-13"


def test_what_follows_a_day_in_its_paragraph_was_said_on_it() -> None:
    calendar = Calendar(None)
    first, second = "Canada accused Iran on 3 May 2019.", "It was a breach, said Lee."

    assert calendar.said(first, (7, 14), "Canada", paragraph=1) == "2019-05-03"
    assert calendar.said(second, (17, 21), "Lee", paragraph=1) == "2019-05-03"
    assert calendar.said(second, (17, 21), "Kim", paragraph=1, before=True) is None
    assert calendar.said(second, (17, 21), "Ada", paragraph=2) is None
