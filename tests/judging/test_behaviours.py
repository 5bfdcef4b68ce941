"""What watches for a behaviour."""

from __future__ import annotations

from typing import Any

import pytest

from tocsin.judging.behaviours import Watches, plain_tag
from tocsin.judging.watching import Need, Watch
from tocsin.model.packs import Stage
from tocsin.model.verdict import Strength

from tests.judging.court import CATALOGUE, PACK, behaviour, material_for, report_for


def watch(id_: str, **case: Any) -> Watch:
    material = material_for(case)
    watches = Watches(report_for(case, [id_]), material.cards, (PACK,), CATALOGUE, material.technique)
    return watches.of(behaviour(id_))


def needs(found: Watch) -> set[str]:
    return {str(need) for aspect in found.aspects for way in aspect.ways for need in way.needs}


def test_a_step_is_watched_in_the_logs_that_the_pack_names() -> None:
    found = watch("step:case/dropped")

    assert needs(found) == {"windows-sysmon#11", "windows-security#5145"}
    assert found.shows["drop"].lookalikes == ("backup",)
    assert found.shows["drop"].strength is Strength.SPECIFIC


def test_a_vulnerability_is_shown_by_all_its_steps_but_ruled_out_only_by_the_first_that_exploits_it() -> None:
    found = watch("vulnerability:CVE-2021-26855")

    assert set(found.shows) == {"ask", "scan", "ssrf", "cmdlet"}
    assert needs(found) == {"exchange-httpproxy"}
    assert found.rules == ("ssrf",)


@pytest.mark.parametrize(("cve", "tells"), [("CVE-2021-27065", True), ("CVE-2021-26858", False)])
def test_a_step_that_several_vulnerabilities_lead_to_tells_of_the_one_whose_exploit_comes_before(
    cve: str, tells: bool
) -> None:
    shown = watch(f"vulnerability:{cve}").shows["page"]

    assert (shown.stage is Stage.FOOTHOLD) == tells


def test_a_technique_is_watched_by_rules_and_steps_and_its_absence_needs_a_measure() -> None:
    found = watch("technique:T1505.003")

    assert set(found.shows) == {"drop", "webshell"}
    assert found.sensitive
    assert "iis" in needs(found)


def test_a_parent_says_that_rules_of_its_sub_techniques_watch_for_it() -> None:
    assert "sub-techniques" in watch("technique:T1059").remark
    assert set(watch("technique:T1059").shows) == {"shell", "quiet"}
    assert watch("technique:T1059.001").remark == ""


def test_a_technique_of_the_attackers_own_side_is_not_checkable_unless_a_rule_watches() -> None:
    assert not watch("technique:T1583.003").checkable
    assert not watch("technique:T1595.002").checkable


@pytest.mark.parametrize("id_", ["tool:S9999", "technique:T1041", "step:elsewhere/x", "vulnerability:CVE-1999-0001"])
def test_what_nothing_watches_for_is_checkable_but_unwatched(id_: str) -> None:
    assert watch(id_).checkable
    assert watch(id_).aspects == ()


def test_an_indicator_keeps_its_type_even_where_its_value_has_colons() -> None:
    found = watch("indicator:file:sha256:aa")

    assert Need("windows-sysmon", ("1",)) in {need for need, _ in found.holders}
    assert dict(found.holders)[Need("windows-sysmon", ("1",))] is Stage.FOOTHOLD


def test_packs_of_other_incidents_are_merely_consistent() -> None:
    material = material_for({})
    report = report_for({}, ["technique:T1505.003"])
    other = type(report)(document=report.document, behaviours=report.behaviours)
    found = Watches(other, material.cards, (PACK,), CATALOGUE, material.technique)

    assert found.tied_packs == ()
    assert found.of(behaviour("technique:T1505.003")).shows["drop"].strength is Strength.CONSISTENT


@pytest.mark.parametrize("tag", ["cve.2021-26855", "cve.2021.26855", "CVE.2021-26855", "cve-2021-26855"])
def test_a_cves_tag_has_one_spelling(tag: str) -> None:
    assert plain_tag(tag) == "cve.2021.26855"
