"""The document on a page: claims with their sentences, objections with their words, highlights that overlap."""

from __future__ import annotations

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.model.report import Problem, ProblemKind
from tocsin.showing.pages.document import claims, marked_text, problems

from tests.showing.html_tree import Page
from tests.showing.verdicts import EMPTY, REPORT, TEXT


def test_an_objection_shows_the_words_it_is_about() -> None:
    page = Page(problems(REPORT))

    assert "…n that the Ministry of State Security was responsible" in page.text
    assert "banks in Ruritania" in page.text
    assert "page 3 holds an image" in page.text


def test_a_claim_shows_who_act_whom_how_sure_and_its_sentence() -> None:
    shown = Page(claims(REPORT)).text

    assert "1. United States: accuse China" in shown
    assert "almost-certain, “almost certain” (uk-yardstick)" in shown
    assert "Passed on by the agency" in shown
    assert "conflicts claim 1" in shown


def test_a_claim_that_is_denied_or_refused_never_reads_as_made() -> None:
    claim = msgspec.structs.replace(REPORT.claims[0], negated=True, negation="declined")
    shown = Page(claims(msgspec.structs.replace(REPORT, claims=(claim,)))).text

    assert "United States: declined to accuse China" in shown


def test_no_claim_is_said() -> None:
    assert "No claim" in claims(EMPTY.report)


def test_highlights_lead_to_their_claims_and_back() -> None:
    text, beside = Page(marked_text(REPORT, 10_000)), Page(claims(REPORT, beside=10_000))

    assert {"#c1", "#c2", "#p1"} <= {link["href"] for link in text.all("a")}
    assert {link["href"][1:] for link in beside.all("a") if link["href"].startswith("#t-")} <= set(text.ids())


@settings(derandomize=True, max_examples=150)
@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), max_size=8))
def test_however_highlights_overlap_the_text_stays_whole(spans: list[tuple[int, int]]) -> None:
    found = tuple(
        Problem(kind=ProblemKind.CONTRADICTION, message="m", claims=(), start=min(pair), end=max(pair), suggestion=None)
        for pair in spans
    )
    page = Page(marked_text(msgspec.structs.replace(REPORT, claims=(), problems=found), 10_000))

    assert page.wrong == []
    assert "".join(page.words).strip() == TEXT.strip()


def test_a_long_text_is_cut_and_says_so() -> None:
    assert "more characters" in marked_text(REPORT, 50)
