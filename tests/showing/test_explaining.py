"""Explanations: anything a result names is found by the names people see, and told with its evidence."""

from __future__ import annotations

import pytest

from tocsin.model.verdict import Verdict
from tocsin.showing.explaining import explanations
from tocsin.showing.prose import markdown, terminal
from tocsin.showing.terminal import Style

from tests.showing.verdicts import ALL_HITS, EMPTY, FINDINGS, HITS, MXS01, NASTY, RULE_SSRF, VERDICT, hostile


def told(text: str, verdict: Verdict = VERDICT) -> list[str]:
    return [terminal(blocks, Style(400, False, False)) for blocks in explanations(verdict, lambda: ALL_HITS, text)]


@pytest.mark.parametrize(
    "text", ["T1505.003@MXS01", "technique:T1505.003@MXS01.azsentinel.local", FINDINGS[3].id, "t1505.003 @ mxs01"]
)
def test_a_finding_is_found_by_any_of_its_names(text: str) -> None:
    (shown,) = told(text)

    assert shown.startswith("■ seen: T1505.003 Server Software Component: Web Shell on MXS01.azsentinel.local")
    assert "“seen” means: the logs show it, and that it worked." in shown
    assert "something was left behind to come back by" in shown
    assert "Its rules saw 7 of 9 recorded runs of it (recordings of 2024)." in shown
    assert "logs.zip/sysmon.evtx:4101" in shown
    assert "T1505.03" in shown, "the words of the report"


def test_one_name_on_several_hosts_is_several_findings_the_worst_first() -> None:
    found = told("step:exchange-2021/ssrf")

    assert [shown[0] for shown in found] == ["■", "▲", "▒", "○"]


def test_a_blind_finding_says_what_is_missing_and_what_to_do() -> None:
    (shown,) = told("S0020")

    assert "windows-sysmon: no Sysmon log of this host in the evidence. What to do: Install Sysmon" in shown


def test_a_hit_is_found_by_file_and_record_and_by_number() -> None:
    (by_place,) = told("sysmon.evtx:4101")
    (by_number,) = told("#3")

    assert by_place == by_number
    assert by_place.startswith("A hit of “File Written Below Exchange Front End” on MXS01")
    assert "TargetFilename contains \\FrontEnd\\HttpProxy\\" in by_place
    assert "It counts for “Web shell written below FrontEnd\\HttpProxy”: seen" in by_place
    assert "tocsin hunt EVIDENCE --explain 5f9c2d1e-0000-4000-8000-000000000001 logs.zip/sysmon.evtx:4101" in by_place
    assert told("b.evtx:2"), "an event of a correlation"
    assert told("#99") == []


def test_a_rule_says_what_it_watches_for_and_what_it_found() -> None:
    (shown,) = told(RULE_SSRF.id)

    assert shown == told("forged anchormailbox in httpproxy log")[0]
    assert "It has 2 hits here: MXS01.azsentinel.local 1, MXS02.azsentinel.local 1." in shown
    assert "can fire on iis (all fields exist)" in shown


def test_problems_and_claims_stand_with_their_words() -> None:
    (problem,) = told("problem 1")
    (claim,) = told("claim 2")

    assert told("identifier-malformed") == told("p2")
    assert "banks in Ruritania were hit too" in problem
    assert "What to do about it: Read who says so" in problem
    assert claim.startswith("Claim 2: Foreign, Commonwealth & Development Office – assess – Ministry of State Security")
    assert "in the words “almost certain”" in claim
    assert "never a fact" in claim


def test_hosts_and_words() -> None:
    (host,) = told("mxs01")
    (word,) = told("blind")

    assert host.startswith(f"■ seen: {MXS01}")
    assert "░ partly blind: 192.0.2.17" in host
    assert "Here, 6 findings" in word
    assert told("foothold")
    assert "hours" in told("coverage")[0]


def test_what_is_not_there_is_not_explained() -> None:
    assert told("nonsense") == []
    assert told("T1505.003@FS99") == []
    assert told("blind", EMPTY)


@pytest.mark.parametrize("text", [NASTY, "claim 1", "problem 1", "#1"])
def test_words_of_strangers_stay_words(text: str) -> None:
    verdict, hits = hostile()
    for blocks in explanations(verdict, lambda: hits, text):
        shown = terminal(blocks, Style(80, False, True))
        assert "\x1b" not in shown
        assert "\u202e" not in shown
        assert "\x1b" not in markdown(blocks)


def test_hits_without_a_file_or_a_time_are_told_too() -> None:
    bare = HITS[0].__class__(time=None, host=None, rule=RULE_SSRF, source=None, logsource=HITS[0].logsource, event=None)
    (blocks,) = explanations(VERDICT, lambda: (bare,), "#1")

    assert "at an unknown time" in terminal(blocks, Style(80, False, False))
