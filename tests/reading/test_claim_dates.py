"""When something was said: dates in the sentence, days of the week before the document's date."""

from __future__ import annotations

from tocsin.reading.claim_dates import anchor, said_on


def when(sentence: str, verb: str, own: str | None = None, published: str | None = None) -> str | None:
    start = sentence.index(verb)
    return said_on(sentence, (start, start + len(verb)), own, published)


def test_a_date_beside_the_verb_is_when_it_was_said() -> None:
    assert when("It hit on 24 February 2022, they said on Tuesday, 10 May.", "said", own="2022-05-10") == "2022-05-10"


def test_a_date_of_the_deed_is_not() -> None:
    assert when("They accused Iran of hacking since 3 May 2019.", "accused") is None


def test_a_weekday_is_the_last_one_before_the_document() -> None:
    assert when("On Monday, they accused Iran.", "accused", published="2021-07-21") == "2021-07-19"


def test_a_weekday_of_an_undated_document_stays_unknown() -> None:
    assert when("On Monday, they accused Iran.", "accused") is None


def test_today_is_the_document_s_day() -> None:
    assert when("OFAC today designated two men.", "designated", own="2025-01-17") == "2025-01-17"


def test_the_head_of_a_text_gives_its_day() -> None:
    assert anchor(None, "ADVISORY – 7 February 2024 – CLEAR") == "2024-02-07"
    assert anchor("2021-07-19T10:00:00Z", "x") == "2021-07-19"
