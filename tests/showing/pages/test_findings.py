"""Findings on the page: each has a place, those of many hosts stand together."""

from __future__ import annotations

import msgspec

from tocsin.model.verdict import Outcome
from tocsin.showing.pages.findings import GROUPS, anchors, findings, groups

from tests.showing.html_tree import Page
from tests.showing.verdicts import EMPTY, FINDINGS, VERDICT, large


def test_every_finding_has_a_place_on_the_page() -> None:
    grouped = groups(VERDICT)
    places = anchors(grouped)
    ids = set(Page(findings(grouped, places)).ids())

    assert set(places) == {id(finding) for finding in FINDINGS}
    assert set(places.values()) <= ids


def test_findings_beyond_the_limit_lead_to_their_outcome() -> None:
    verdict = large(1, GROUPS * 3 + 30, 1)
    grouped = groups(verdict)
    places = anchors(grouped)

    assert set(places.values()) <= set(Page(findings(grouped, places)).ids())
    assert "o-blind" in places.values()


def test_what_many_hosts_share_is_one_entry_with_a_part_for_each() -> None:
    grouped = groups(VERDICT)
    (_, found), *_ = [group for group in grouped[Outcome.BLIND] if len(group[1]) > 1]

    assert {finding.host for finding in found} == {"MXS02.azsentinel.local", "FS01"}


def test_a_hit_shows_its_record_its_place_and_what_held() -> None:
    grouped = groups(VERDICT)
    shown = Page(findings(grouped, anchors(grouped))).text

    assert "logs.zip/sysmon.evtx record 4101, byte 66048" in shown
    assert "What held: TargetFilename contains" in shown
    assert "C:\\Windows\\System32\\inetsrv\\w3wp.exe" in shown
    assert "these rules saw 7 of 9 recorded runs" in shown


def test_a_hit_without_time_or_place_is_still_shown() -> None:
    bare = msgspec.structs.replace(FINDINGS[0].hits[0], time=None, source=None, event=None)
    finding = msgspec.structs.replace(FINDINGS[0], hits=(bare,))
    grouped = groups(msgspec.structs.replace(VERDICT, findings=(finding,)))

    assert "no time" in Page(findings(grouped, anchors(grouped))).text


def test_no_findings_is_said() -> None:
    assert "nothing that could be looked for" in findings(groups(EMPTY), {})
