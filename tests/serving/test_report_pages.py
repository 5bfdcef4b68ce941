"""A report's page is its one-file page with the library around it; and what a version changed."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from tests.library.reports import report
from tests.serving.site import Site, make, opened


def test_a_report_has_its_highlights_beside_its_claims(site: Site) -> None:
    told = site.ask("/reports/3")
    assert told.status == 200
    assert '<mark><a href="#c1">' in told.text
    assert 'id="c1"' in told.text
    assert "added 2026-11-27" in told.text
    assert 'href="/incidents/incident:exchange-2021"' in told.text


@pytest.mark.parametrize(
    "path", ["/reports/0", "/reports/99", "/reports/x", "/reports/-1", "/reports/99999999999999999999"]
)
def test_what_is_no_report_is_not_there(site: Site, path: str) -> None:
    assert site.ask(path).status == 404
    assert site.ask(f"{path}/changes?since=1").status == 404


def test_versions_know_each_other_and_say_what_changed(tmp_path: Path) -> None:
    first = report("Alert AA21-062A", addresses=("192.0.2.1",))
    second = report("Alert AA21-062A", text="revised", addresses=("192.0.2.1", "192.0.2.2"))
    with opened(make(tmp_path, first, second)) as site:
        told = site.ask("/reports/5")
        assert '<a href="/reports/4">' in told.text
        assert 'href="/reports/5/changes?since=4"' in told.text
        changes = site.ask("/reports/5/changes?since=4")
        assert changes.status == 200
        assert "192.0.2.2" in changes.text
        assert "192.0.2.1<" not in changes.text
        assert "did not look for 1 behaviour" in changes.text
        assert site.ask("/reports/5/changes").status == 422


def test_a_page_is_not_sent_again_to_who_has_it(site: Site) -> None:
    first = site.ask("/reports/3")
    again = site.ask("/reports/3", if_none_match=f'"other", {first.headers["etag"]}')
    assert (again.status, again.body) == (304, b"")
    assert again.headers["content-security-policy"] == first.headers["content-security-policy"]


def test_texts_of_others_are_inert(tmp_path: Path) -> None:
    nasty = "<script>ran(1)</script>\u202e\x1b[31m"
    made = report(nasty, text=nasty)
    document = msgspec.structs.replace(made.document, publisher=nasty, version=nasty)
    with opened(make(tmp_path, msgspec.structs.replace(made, document=document))) as site:
        for path in ("/", "/reports/4", "/?q=script"):
            told = site.ask(path)
            assert told.status == 200
            assert "<script>ran" not in told.text
            assert "\u202e" not in told.text
