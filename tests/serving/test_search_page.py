"""The first page: all reports, what was searched for, and older ones; texts of others are inert."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.library.reports import report
from tests.serving.site import Site, make, opened


def test_reports_are_listed_the_last_added_first(site: Site) -> None:
    told = site.ask("/")
    assert told.status == 200
    assert "3 reports, the last added first" in told.text
    assert told.text.index("/reports/3") < told.text.index("/reports/2") < told.text.index("/reports/1")
    assert '<a href="/" aria-current=page>Reports</a>' in told.text


def test_words_are_searched_for(site: Site) -> None:
    told = site.ask("/?q=embassy+denies")
    assert '<a href="/reports/2">' in told.text
    assert '<a href="/reports/1">' not in told.text
    assert 'value="embassy denies"' in told.text


@pytest.mark.parametrize("words", ['"><script>ran(1)</script>', "' OR 1=1 --", "AND OR NOT (", "*", "\x00", "a" * 500])
def test_whatever_is_searched_for_is_text(site: Site, words: str) -> None:
    from urllib.parse import quote

    told = site.ask(f"/?q={quote(words)}")
    assert told.status == 200
    assert "<script>ran" not in told.text


@pytest.mark.parametrize("query", ["before=x", "before=-1", "before=99999999999999999999", "q=" + "a" * 501, "z=1"])
def test_what_does_not_fit_is_refused(site: Site, query: str) -> None:
    assert site.ask(f"/?{query}").status == 422


def test_older_reports_are_a_link_away(tmp_path: Path) -> None:
    more = [report(f"title {number}") for number in range(60)]
    with opened(make(tmp_path, *more)) as site:
        first = site.ask("/")
        assert 'href="/?before=14"' in first.text
        second = site.ask("/?before=14")
        assert "/reports/13" in second.text
        assert "/reports/14" not in second.text
        assert "Older reports" not in second.text
