"""Findings: which hits are shown, and that an id stands for a behaviour on a host."""

from __future__ import annotations

from tocsin.judging.gathering import HITS_SHOWN

from tests.judging.court import verdict_for

WINDOW = ["2021-03-01", "2021-03-10"]
COVERED = ["EX01 exchange-httpproxy 2021-02-01 2021-03-31"]


def test_what_proves_most_is_shown_first_however_late_it_came() -> None:
    scans = [f"2021-03-0{1 + number % 3}T05:00:00Z EX01 scan record={number}" for number in range(100)]
    verdict = verdict_for(
        {
            "behaviour": "step:case/asked",
            "window": WINDOW,
            "coverage": COVERED,
            "hits": [*scans, "2021-03-09T05:00:00Z EX01 ask record=999"],
        }
    )

    (finding,) = verdict.findings
    assert (finding.hit_count, len(finding.hits)) == (101, HITS_SHOWN)
    assert finding.hits[-1].rule.id == "ask"
    assert [hit.time for hit in finding.hits] == sorted(hit.time or "" for hit in finding.hits)
    assert (finding.first, finding.last) == ("2021-03-01T05:00:00Z", "2021-03-09T05:00:00Z")


def test_an_id_is_the_same_in_every_run_and_another_for_another_host() -> None:
    case = {
        "behaviour": "step:case/posted",
        "window": WINDOW,
        "coverage": ["A iis 2021-02-01 2021-03-31", "B iis 2021-02-01 2021-03-31"],
    }
    one, other = verdict_for(case).findings

    assert one.id == verdict_for(case).findings[0].id
    assert one.id != other.id


def test_an_indicators_gate_is_the_search_of_every_field() -> None:
    case = {"behaviour": "indicator:ipv4-addr:192.0.2.1", "window": WINDOW, "coverage": ["A iis 2021-02-01 2021-03-31"]}
    (finding,) = verdict_for(case).findings

    assert [(gate.rule, gate.log_id, gate.can_fire) for gate in finding.gate] == [(finding.behaviour.id, "iis", True)]
