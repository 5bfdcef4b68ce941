"""Verdicts as their one-file pages, and the coverage of everything that results tell of."""

from __future__ import annotations

import re
from pathlib import Path

from tocsin.model.evidence import Inventory
from tocsin.serving.result_pages import estate
from tocsin.serving.settings import Settings

from tests.serving.site import Site, opened
from tests.showing.verdicts import COVERAGE, VERDICT


def test_a_verdict_is_found_and_shown_with_its_findings(site: Site) -> None:
    listed = site.ask("/verdicts")
    found = re.search(r'href="(/verdicts/[0-9a-f]{16})"', listed.text)
    assert found
    told = site.ask(found.group(1))
    assert told.status == 200
    for part in ('id="findings"', 'id="coverage"', 'class="answer seen"', VERDICT.findings[0].host or ""):
        assert part in told.text
    assert site.ask("/verdicts/0123456789abcdef").status == 404


def test_coverage_of_the_estate_counts_what_several_tell_once(site: Site) -> None:
    told = site.ask("/coverage")
    assert told.status == 200
    assert "results/case/verdict.json" in told.text
    assert 'id="logs"' in told.text
    one = Inventory(coverage=COVERAGE, files=(), not_read=())
    assert estate((one, one)) == one


def test_without_results_it_is_said_how_to_make_them(tmp_path: Path) -> None:
    with opened(Settings(library=tmp_path / "library.sqlite")) as site:
        assert "tocsin check REPORT" in site.ask("/verdicts").text
        assert "tocsin coverage EVIDENCE" in site.ask("/coverage").text
        assert "The library is empty" in site.ask("/").text
        assert "No report" in site.ask("/incidents").text


def test_what_cannot_be_read_is_in_the_list(tmp_path: Path) -> None:
    (tmp_path / "verdict.json").write_text("{}")
    with opened(Settings(library=tmp_path / "library.sqlite", results=(tmp_path,))) as site:
        told = site.ask("/verdicts")
        assert "not a verdict of this tocsin" in told.text
        assert "/verdicts/" not in told.text
