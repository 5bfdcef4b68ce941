"""The order in which things are shown: worst first, and nothing left out."""

from __future__ import annotations

import msgspec

from tocsin.model.packs import Stage
from tocsin.model.verdict import Outcome
from tocsin.showing import arrange

from tests.showing.verdicts import (
    BEHAVIOURS,
    EMPTY,
    FINDINGS,
    FS01,
    MXS01,
    MXS02,
    RULE_SSRF,
    RULE_WRITTEN,
    VERDICT,
    WEB01,
    large,
)


def test_hosts_come_worst_first() -> None:
    assert [host.name for host in arrange.hosts(VERDICT)] == [MXS01, MXS02, FS01, WEB01]


def test_every_finding_is_in_exactly_one_group_and_the_furthest_stage_leads() -> None:
    grouped = arrange.by_outcome(VERDICT)

    assert sorted(found.id for group in grouped.values() for found in group) == sorted(found.id for found in FINDINGS)
    assert grouped[Outcome.SEEN][0].stage is Stage.FOOTHOLD
    assert arrange.counted(VERDICT) == {outcome: len(group) for outcome, group in grouped.items() if group}


def test_rows_hold_one_behaviour_each_with_its_hosts() -> None:
    table = {row.behaviour.id: row.by_host for row in arrange.rows(VERDICT)}

    assert set(table) == {found.behaviour.id for found in FINDINGS}
    assert table["step:exchange-2021/ssrf"].keys() == {MXS01, MXS02, FS01, WEB01}


def test_a_remedy_that_many_hosts_share_is_one_entry() -> None:
    wanted = VERDICT.improvements[0]
    many = tuple(msgspec.structs.replace(wanted, host=f"H{number}", findings=2) for number in range(40))

    (missing,) = arrange.missing_logs(msgspec.structs.replace(VERDICT, improvements=many))

    assert len(missing.hosts) == 40
    assert missing.findings == 80


def test_without_improvements_the_findings_say_what_is_missing() -> None:
    (missing,) = arrange.missing_logs(msgspec.structs.replace(VERDICT, improvements=()))

    assert missing.what.startswith("windows-sysmon: no Sysmon log")
    assert missing.remedy


def test_numbers_stand_before_names_and_are_not_said_twice() -> None:
    assert arrange.label(BEHAVIOURS["webshell"]) == "T1505.003 Server Software Component: Web Shell"
    assert arrange.label(BEHAVIOURS["cve"]) == "CVE-2021-26855"
    assert arrange.label(BEHAVIOURS["written"]) == "Web shell written below FrontEnd\\HttpProxy"


def test_nothing_and_a_fleet_are_arranged_too() -> None:
    assert arrange.rows(EMPTY) == arrange.hosts(EMPTY) == arrange.missing_logs(EMPTY) == ()
    assert len(arrange.rows(large(40, 10, 5))) == 10


def test_hits_that_several_findings_carry_are_shown_once() -> None:
    assert len(arrange.carried_hits(VERDICT)) == 5
    assert len(arrange.carried_hits(large(2, 2, 10))) == 10


def test_a_rules_hits_belong_to_the_finding_that_got_furthest() -> None:
    belongs = arrange.findings_of_hits(VERDICT)

    assert belongs[RULE_WRITTEN.id, MXS01].behaviour.id == "step:exchange-2021/wrote-file"
    assert belongs[RULE_SSRF.id, MXS01].stage is Stage.EXPLOITED
    assert (RULE_SSRF.id, "FS01") not in belongs


def test_hits_that_are_kept_without_counting_belong_to_no_finding() -> None:
    kept = msgspec.structs.replace(FINDINGS[0], outcome=Outcome.NOT_SEEN, stage=None, strength=None)

    assert arrange.findings_of_hits(msgspec.structs.replace(VERDICT, findings=(kept,))) == {}
