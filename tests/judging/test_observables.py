"""Which logs can hold an indicator: the table itself, and against the real catalogue."""

from __future__ import annotations

import pytest

from tocsin.judging.observables import holders, needs_of
from tocsin.judging.watching import Need
from tocsin.knowledge.logs import logs
from tocsin.model.logs import LogSource
from tocsin.model.packs import Stage

from tests.judging.court import CATALOGUE

REAL = {log.id: log for log in logs()}
TYPES = [
    "ipv4-addr",
    "ipv6-addr",
    "domain-name",
    "url",
    "user-agent",
    "file:md5",
    "file:sha256",
    "file:name",
    "file:path",
]


@pytest.mark.parametrize("kind", [*TYPES, "windows-registry-key"])
def test_the_catalogue_has_logs_for_most_types(kind: str) -> None:
    found = holders(kind, REAL)

    assert found.aspects
    assert all(need.log in REAL for need, _ in found.stages)


def test_what_comes_in_is_an_attempt_and_what_goes_out_a_foothold() -> None:
    stages = dict(holders("ipv4-addr", CATALOGUE).stages)

    assert stages[Need("iis")] is Stage.ATTEMPTED
    assert stages[Need("windows-sysmon", ("3",))] is Stage.FOOTHOLD


def test_an_unknown_type_is_held_by_nothing_that_is_known() -> None:
    assert holders("smell", CATALOGUE).aspects == ()
    assert holders("smell", CATALOGUE).why_not is None


@pytest.mark.parametrize("kind", ["autonomous-system", "cryptocurrency-wallet"])
def test_facts_about_others_property_are_not_checkable(kind: str) -> None:
    assert holders(kind, CATALOGUE).why_not


def test_a_logsource_means_logs_or_kinds_of_their_events() -> None:
    assert needs_of(LogSource(product="windows", category="process_creation"), CATALOGUE) == (
        Need("windows-sysmon", ("1",)), Need("windows-security", ("4688",)))  # fmt: skip
    assert needs_of(LogSource(category="webserver"), CATALOGUE) == (Need("iis"), Need("exchange-httpproxy"))
    assert needs_of(LogSource(product="windows", service="sysmon"), CATALOGUE) == (Need("windows-sysmon"),)
    assert needs_of(LogSource(product="zeek", service="dns"), CATALOGUE) == ()
    assert needs_of(LogSource(), CATALOGUE) == ()
