"""The JSON answers are those of the model, and hold what the pages show."""

from __future__ import annotations

from pathlib import Path

from tocsin.model.json_form import from_json
from tocsin.model.report import Report
from tocsin.model.verdict import Verdict
from tocsin.showing.report_stix import render

from tests.library.reports import report
from tests.serving.site import Site, make, opened
from tests.showing.verdicts import REPORT, VERDICT


def test_reports_come_in_pages(tmp_path: Path) -> None:
    with opened(make(tmp_path, *[report(f"title {number}") for number in range(5)])) as site:
        numbers: list[int] = []
        before = ""
        while True:
            told = site.ask(f"/api/v1/reports?limit=3{before}").json()
            numbers += [one["id"] for one in told["reports"]]
            if told["before"] is None:
                break
            before = f"&before={told['before']}"
        assert numbers == list(range(8, 0, -1))
        assert [one["id"] for one in site.ask("/api/v1/reports?q=embassy").json()["reports"]] == [2]


def test_a_report_and_a_verdict_come_as_they_were(site: Site) -> None:
    assert from_json(site.ask("/api/v1/reports/3").body, Report) == REPORT
    told = site.ask("/api/v1/reports/3/stix")
    assert told.headers["content-type"] == "application/stix+json;version=2.1"
    assert told.text == render(REPORT)
    (listed,) = site.ask("/api/v1/verdicts").json()["results"]
    assert from_json(site.ask(f"/api/v1/verdicts/{listed['id']}").body, Verdict) == VERDICT


def test_positions_and_incidents_and_changes_and_coverage(site: Site) -> None:
    told = site.ask("/api/v1/positions?accused=Ministry&limit=10").json()
    first = told["positions"][0]
    assert (first["speaker"], first["own"], first["relayed"]) == ("State", 1, 1)
    assert told["origins"] == len({one["key"] for one in told["positions"]})
    (incident, *_) = site.ask("/api/v1/incidents").json()["incidents"]
    assert site.ask(f"/api/v1/incidents/{incident['id']}").json()["incident"] == incident["id"]
    assert site.ask("/api/v1/reports/3/changes?since=1").json()["added"]
    assert len(site.ask("/api/v1/coverage").json()["coverage"]) == len(VERDICT.coverage)


def test_what_is_not_there_is_a_problem(site: Site) -> None:
    for path in (
        "/reports/99",
        "/reports/x",
        "/incidents/none",
        "/verdicts/none",
        "/none",
        "/reports/3/changes?since=99",
    ):
        told = site.ask(f"/api/v1{path}")
        assert (told.status, told.headers["content-type"]) == (404, "application/problem+json"), path
    assert site.ask("/api/v1/reports?limit=0").json()["detail"] == "limit is no number from 1 to 1000"
