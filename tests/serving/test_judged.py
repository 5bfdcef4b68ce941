"""Verdicts of the library stand beside those of folders, and their logs in the coverage of the estate."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.library.verdicts import keep_verdict
from tocsin.model.json_form import from_json
from tocsin.model.verdict import Verdict
from tocsin.serving.judged import inventories, verdict_by

from tests.serving.site import NOW, make, opened
from tests.showing.verdicts import VERDICT


def test_a_verdict_that_the_library_keeps_is_listed_and_shown(tmp_path: Path) -> None:
    with opened(make(tmp_path)) as site:
        with site.service.shelves.writing() as library:
            for number in range(2):
                kept = keep_verdict(library, VERDICT, 3, evidence="mail <b>", marked=str(number), now=NOW)
        listed = site.ask("/verdicts").text
        assert f'href="/verdicts/kept-{kept}"' in listed
        assert "mail &lt;b&gt;, 2026-11-27 12:00" in listed
        assert "results/case/verdict.json" in listed
        assert 'class="answer seen"' in site.ask(f"/verdicts/kept-{kept}").text
        told = site.ask(f"/api/v1/verdicts/kept-{kept}")
        assert from_json(told.body, Verdict) == VERDICT
        names = [name for name, _ in inventories(site.service)]
        assert names == ["results/case/verdict.json", "results/estate-coverage.json", "mail <b>"]


@pytest.mark.parametrize("id_", ["kept-99", "kept-", "kept-x", "kept--1", "kept-99999999999999999999", "kept-1/../2"])
def test_what_is_none_is_not_there(tmp_path: Path, id_: str) -> None:
    with opened(make(tmp_path)) as site:
        assert verdict_by(site.service, id_) is None
        assert site.ask(f"/verdicts/{id_}").status == 404
