"""An incident's page answers who says what, who repeats whom, and where they do not agree."""

from __future__ import annotations

from pathlib import Path

import msgspec

from tocsin.model.report import IncidentMention
from tocsin.serving.incident_pages import path_of

from tests.library.reports import claim, report
from tests.serving.site import Site, make, opened
from tests.showing.verdicts import REPORT

ABOUT = tuple(one for one in REPORT.incidents if one.id == "incident:exchange-2021")


def about(made):
    """A report that is about the incident."""
    assert isinstance(ABOUT[0], IncidentMention)
    return msgspec.structs.replace(made, incidents=ABOUT)


def test_incidents_are_listed_and_lead_to_their_page(site: Site) -> None:
    told = site.ask("/incidents")
    assert 'href="/incidents/incident:exchange-2021"' in told.text
    assert site.ask("/incidents/incident:exchange-2021").status == 200
    for unknown in ("incident:none", "x", "..", "%00", "a" * 3000):
        assert site.ask(f"/incidents/{unknown}").status == 404


def test_who_says_what_is_seen_at_a_glance(tmp_path: Path) -> None:
    more = (
        about(report("own", claim(1, "State A", "attribute", "Ministry"), text="one")),
        about(
            report("relay", claim(1, "State A", "attribute", "Ministry", origin="relay", via=("Paper P",)), text="two")
        ),
        about(report("denial", claim(1, "Embassy", "deny", "China"), text="three")),
        about(report("condemns", claim(1, "Union", "condemn", None), text="four")),
    )
    with opened(make(tmp_path, *more)) as site:
        told = site.ask("/incidents/exchange-2021").text
    glance = told[told.index('id="glance"') : told.index('id="who"')]
    row = next(one for one in glance.split("<tr>") if "Ministry</bdi></strong>" in one)
    assert "State A" in row
    assert "Paper P" not in row
    assert "Embassy" in next(one for one in glance.split("<tr>") if ">deny it<" in one)
    assert "Union" in next(one for one in glance.split("<tr>") if "condemn it" in one)
    assert "Paper P" in next(one for one in glance.split("<tr>") if "merely repeat" in one)
    assert '<svg class="drawing"' in told[told.index('id="relays"') :]
    assert "1 own, 1 passed on" in told


def test_names_of_others_are_inert(tmp_path: Path) -> None:
    nasty = '"><script>ran(1)</script>\u202e'
    made = about(
        report(
            nasty,
            claim(1, nasty, "attribute", nasty, quote=nasty),
            claim(2, nasty + "2", "deny", nasty, quote=nasty),
            claim(3, nasty + "3", "attribute", nasty, origin="relay", via=(nasty,), quote=nasty),
        )
    )
    with opened(make(tmp_path, made)) as site:
        told = site.ask("/incidents/incident:exchange-2021")
    assert told.status == 200
    assert "ran(1)" in told.text
    assert "<script>ran" not in told.text
    assert "\u202e" not in told.text


def test_an_id_is_a_path_of_its_own() -> None:
    assert path_of("incident:exchange-2021") == "/incidents/incident:exchange-2021"
    assert path_of('a/../b?"<') == "/incidents/a%2F..%2Fb%3F%22%3C"
