"""Machines and accounts: each is asked only what its logs can tell, while there is one of the right kind to ask."""

from __future__ import annotations

from typing import Any

from tocsin.judging.hosts import UNKNOWN_HOST, host_names
from tocsin.judging.sources import survey_hosts
from tocsin.judging.subjects import Subject, subject_of
from tocsin.model.verdict import Outcome

from tests.judging.court import CATALOGUE, coverage_line, verdict_for

ACCOUNT = "123456789012"
BOTH: dict[str, Any] = {
    "window": ["2021-03-01", "2021-03-10"],
    "coverage": [
        f"{ACCOUNT} aws-cloudtrail 2021-02-01 2021-03-31",
        "EX01 windows-sysmon 2021-02-01 2021-03-31 kinds=1,3,11",
        "EX01 iis 2021-02-01 2021-03-31",
    ],
}


def kind(*lines: str) -> Subject:
    coverage = [coverage_line(line) for line in lines]
    (host,) = survey_hosts(coverage, host_names(one.host for one in coverage), CATALOGUE).values()
    return subject_of(host)


def test_logs_tell_what_they_are_of() -> None:
    assert kind("EX01 iis 2021-02-01 2021-03-31") is Subject.MACHINE
    assert kind("EX01 something-else 2021-02-01 2021-03-31") is Subject.MACHINE
    assert kind(f"{ACCOUNT} aws-cloudtrail 2021-02-01 2021-03-31") is Subject.ACCOUNT
    assert kind("- aws-cloudtrail 2021-02-01 2021-03-31") is Subject.UNKNOWN
    assert kind("A aws-cloudtrail 2021-02-01 2021-03-31", "A iis 2021-02-01 2021-03-31") is Subject.UNKNOWN
    assert UNKNOWN_HOST.startswith("(")


def test_nobody_asks_an_account_for_sysmon_nor_a_machine_for_cloudtrail() -> None:
    verdict = verdict_for(BOTH, ["step:case/child", "technique:T1098.001", "indicator:ipv4-addr:192.0.2.1"])
    outcomes = {(one.behaviour.ref, one.host): one for one in verdict.findings}

    assert outcomes["case/child", "EX01"].outcome is Outcome.NOT_SEEN
    assert outcomes["case/child", ACCOUNT].outcome is Outcome.NOT_CHECKABLE
    assert "this is an account of a cloud service" in outcomes["case/child", ACCOUNT].explanation
    assert outcomes["T1098.001", "EX01"].outcome is Outcome.NOT_CHECKABLE
    assert "this is a machine" in outcomes["T1098.001", "EX01"].explanation
    assert outcomes["T1098.001", ACCOUNT].outcome is Outcome.PARTLY_BLIND, "nothing was measured for it"
    assert outcomes["ipv4-addr:192.0.2.1", ACCOUNT].outcome is Outcome.NOT_SEEN
    assert outcomes["ipv4-addr:192.0.2.1", "EX01"].outcome is Outcome.NOT_SEEN
    assert not any("Sysmon" in wish.what and ACCOUNT in wish.what for wish in verdict.improvements)


def test_what_could_not_be_asked_of_anybody_stays_blind() -> None:
    only_account = {**BOTH, "coverage": BOTH["coverage"][:1]}
    only_machines = {**BOTH, "coverage": [*BOTH["coverage"][1:], "EX02 iis 2021-02-01 2021-03-31"]}

    assert verdict_for(only_account, ["step:case/child"]).outcome is Outcome.BLIND
    verdict = verdict_for(only_machines, ["technique:T1098.001"])
    assert verdict.outcome is Outcome.BLIND
    (wish,) = verdict.improvements
    assert (wish.what, wish.host, wish.findings) == ("AWS CloudTrail log", None, 2)


def test_a_hit_counts_wherever_it_is() -> None:
    verdict = verdict_for({**BOTH, "hits": [f"2021-03-03T05:01:00Z {ACCOUNT} child"]}, ["step:case/child"])
    (account,) = [one for one in verdict.findings if one.host == ACCOUNT]

    assert account.outcome is Outcome.SEEN
