"""What a notebook shows of a verdict: whole, inert, and asked for by the verdict itself."""

from __future__ import annotations

import pytest

from tocsin.model.verdict import Verdict
from tocsin.showing.notebook import render

from tests.showing.html_tree import Page
from tests.showing.verdicts import EMPTY, VERDICT, hostile, large, odd_times


@pytest.mark.parametrize("verdict", [VERDICT, EMPTY, odd_times(), hostile()[0], large(40, 150, 10)])
def test_it_nests_and_runs_nothing(verdict: Verdict) -> None:
    page = Page(render(verdict))

    assert page.wrong == []
    assert {tag for tag, _ in page.elements} <= {
        "div", "p", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td", "span", "small", "br", "b", "code",
    }  # fmt: skip
    assert not any(name.startswith("on") for _, attributes in page.elements for name in attributes)


def test_the_answer_comes_first_and_every_outcome_is_a_word() -> None:
    text = Page(render(VERDICT)).text

    assert text.startswith("■ Seen, as far as foothold, on 1 of 4 hosts")
    assert "FS01▒ blind" in text
    assert "░ partly blind29 % visible" in text
    assert "Sysmon on FS01" in text
    assert "– not checkable" in text


def test_the_verdict_asks_for_it_itself() -> None:
    assert VERDICT._repr_html_() == render(VERDICT)
