"""What members answered about a report is one page, reached from the report."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from tocsin.judging.sharing import shared
from tocsin.library.answers import Picture, add_answer
from tocsin.model.json_form import from_json, to_json
from tocsin.model.verdict import Outcome

from tests.serving.site import NOW, make, opened
from tests.showing.verdicts import VERDICT

TOLD = shared(VERDICT)


def test_answers_are_added_up_on_a_page(tmp_path: Path) -> None:
    with opened(make(tmp_path)) as site:
        assert site.ask("/reports/3/picture").status == 404
        assert "/reports/3/picture" not in site.ask("/reports/3").text
        with site.service.shelves.writing() as library:
            for member, outcome in (("<b>one", Outcome.SEEN), ("two", Outcome.BLIND)):
                findings = tuple(replace(one, outcome=outcome, missing=("iis",)) for one in TOLD.findings)
                told = to_json(replace(TOLD, outcome=outcome, findings=findings))
                assert add_answer(library, told, member, now=NOW)
        assert "/reports/3/picture" in site.ask("/reports/3").text
        page = site.ask("/reports/3/picture").text
        assert "2 members answered" in page
        assert "&lt;b&gt;one" in page
        assert "iis</bdi>: 2 members" in page
        assert from_json(site.ask("/api/v1/reports/3/picture").body, Picture).members == 2
