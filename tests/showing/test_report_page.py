"""A report's page: objections first, the text with highlights beside the claims, nothing of a stranger's as markup."""

from __future__ import annotations

import pytest

from tocsin.showing.report_page import render

from tests.showing.html_tree import Page
from tests.showing.verdicts import EMPTY, REPORT, TEXT, hostile


@pytest.mark.parametrize("report", [REPORT, EMPTY.report, hostile()[0].report])
def test_tags_nest_links_lead_somewhere_and_nothing_is_loaded(report) -> None:
    page = Page(render(report))

    assert page.wrong == []
    assert len(page.ids()) == len(set(page.ids()))
    assert {link["href"][1:] for link in page.all("a")} <= set(page.ids())
    assert {"img", "iframe", "link"}.isdisjoint(tag for tag, _ in page.elements)


def test_parts_come_in_the_readers_order() -> None:
    page = Page(render(REPORT))

    assert [part["id"] for part in page.all("section")] == [
        "problems", "text", "claims", "incidents", "victims", "traces", "indicators",
    ]  # fmt: skip
    assert " ".join(TEXT.split()[:8]) in page.text.replace("1The", "The")
    assert "the report calls its addresses not definitive" in page.text


def test_a_megabyte_stays_a_page() -> None:
    assert len(render(hostile("<" * 1_000_000)[0].report)) < 4_000_000
