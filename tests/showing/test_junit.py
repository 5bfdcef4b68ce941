"""The JUnit report: what could not be seen has not passed."""

from __future__ import annotations

import pytest
from lxml import etree

from tocsin.model.verdict import Verdict
from tocsin.showing.junit import report

from tests.showing.verdicts import EMPTY, FS01, MXS01, VERDICT, WEB01, hostile, odd_times


def test_a_suite_a_host_and_a_case_a_behaviour() -> None:
    root = etree.fromstring(report(VERDICT))
    suites = {suite.get("name"): suite for suite in root}

    assert {MXS01, FS01, WEB01} <= set(suites)
    assert (root.get("tests"), root.get("failures"), root.get("skipped")) == ("17", "6", "9")
    assert [suites[FS01].get(name) for name in ("tests", "failures", "skipped")] == ["4", "0", "4"]
    assert all(case.find("skipped") is not None for case in suites[FS01])
    assert all(len(case) == 0 for case in suites[WEB01]), "not seen passes"


def test_a_failure_says_where() -> None:
    root = etree.fromstring(report(VERDICT))
    failures = [failure for failure in root.iter("failure") if "sysmon.evtx" in (failure.text or "")]

    assert failures
    assert "record 4101, byte 66048" in (failures[0].text or "")


@pytest.mark.parametrize("verdict", [EMPTY, odd_times(), hostile()[0], hostile("\ufffe\x00\ud800]]>")[0]])
def test_it_is_xml_whatever_stands_in_the_logs(verdict: Verdict) -> None:
    assert len(list(etree.fromstring(report(verdict)).iter("testcase"))) == len(verdict.findings)
    assert report(verdict) == report(verdict)
