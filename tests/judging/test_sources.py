"""What the evidence recorded."""

from __future__ import annotations

import msgspec

from tocsin.judging.hosts import host_names
from tocsin.judging.hours import hour_of
from tocsin.judging.sources import BRIDGE_HOURS, HostLogs, last_hour, on_with_the_log, remedy_for, survey_hosts
from tocsin.judging.watching import Need
from tocsin.model.evidence import Coverage, HourCount, RecordedProvider, Setting

from tests.judging.court import CATALOGUE, coverage_line


def logs_of(*lines: str) -> HostLogs:
    coverage = [coverage_line(line) for line in lines]
    (host,) = survey_hosts(coverage, host_names([one.host for one in coverage]), CATALOGUE).values()
    return host


def sparse(*hours: int) -> Coverage:
    line = coverage_line("A iis 1970-01-01 1970-12-31")
    return msgspec.structs.replace(line, hours=tuple(HourCount(hour, 1) for hour in hours))


def recorded(coverage: Coverage) -> tuple[tuple[int, int], ...]:
    return survey_hosts([coverage], host_names(["A"]), CATALOGUE)["A"].met(Need("iis")).runs


def test_two_requests_a_quarter_apart_are_no_quarter_of_recording() -> None:
    assert recorded(sparse(0, 2000)) == ((0, 1), (2000, 2001))


def test_a_log_with_a_rhythm_may_be_silent_for_longer_than_one_without() -> None:
    assert recorded(sparse(0, 1, 150)) == ((0, 2), (150, 151))
    assert recorded(sparse(*range(12), 150)) == ((0, 151),)
    assert recorded(sparse(*range(12), 13 + BRIDGE_HOURS)) == ((0, 12), (13 + BRIDGE_HOURS, 14 + BRIDGE_HOURS))


def test_a_kind_counts_from_its_first_event() -> None:
    host = logs_of("A windows-sysmon 2021-03-01 2021-03-10 kinds=1;11@2021-03-05")

    assert len(host.met(Need("windows-sysmon", ("1",)))) == 240
    assert len(host.met(Need("windows-sysmon", ("11",)))) == 144
    assert len(host.met(Need("windows-sysmon", ("7",)))) == 0
    assert len(host.met(Need("windows-sysmon", ("7", "11")))) == 144
    assert host.has(Need("windows-sysmon", ("7",)))
    assert not host.has(Need("iis"))


def test_only_the_catalogue_says_that_a_kind_is_on_with_its_log() -> None:
    assert on_with_the_log("1", CATALOGUE["exchange-management"])
    assert not on_with_the_log("11", CATALOGUE["windows-sysmon"])
    assert not on_with_the_log("999", CATALOGUE["windows-sysmon"])
    assert not on_with_the_log("1", None)


def test_the_remedy_is_that_of_the_kind_else_that_of_the_log() -> None:
    assert remedy_for(Need("windows-sysmon", ("11",)), CATALOGUE["windows-sysmon"]) == "add <FileCreate>"
    assert remedy_for(Need("windows-sysmon", ("99",)), CATALOGUE["windows-sysmon"]) == "install Sysmon"
    assert remedy_for(Need("x"), None) is None


def test_the_last_hour_is_that_of_all_evidence() -> None:
    lines = ["A iis 2021-03-01 2021-03-05", "B iis 2021-03-01 2021-03-07"]

    assert last_hour(map(coverage_line, lines)) == hour_of("2021-03-08")
    assert last_hour([]) is None


def test_a_gap_takes_the_hours_it_touches() -> None:
    host = logs_of("A iis 2021-03-01 2021-03-02 gap=2021-03-01T05:00:00Z..2021-03-01T06:00:00Z")

    assert len(host.met(Need("iis"))) == 47
    assert host.sources[0].gaps.runs == ((hour_of("2021-03-01T05:00:00Z"), hour_of("2021-03-01T06:00:00Z")),)


def test_a_log_that_a_product_never_wrote_into_says_nothing_of_it() -> None:
    line = coverage_line("A exchange-management 2021-03-01 2021-03-10")
    wrote = RecordedProvider(name="MSExchange Unified Messaging", events=3, begin="2021-03-05T00:00:00Z", end=None)
    need = Need("exchange-management", ("MSExchange Unified Messaging",))
    for providers, hours in (((), 0), ((wrote,), 144)):
        one = msgspec.structs.replace(line, providers=providers)
        host = survey_hosts([one], host_names(["A"]), CATALOGUE)["A"]
        assert len(host.met(need)) == hours
        assert len(host.met(Need("exchange-management"))) == 240


def test_a_process_without_its_command_line_is_an_event_of_another_kind() -> None:
    line = coverage_line("A windows-security 2021-03-01 2021-03-10 kinds=4688@2021-03-05")
    need = Need("windows-security", ("4688 with a command line",))
    for state, hours in (("recorded", 144), ("incomplete", 0)):
        setting = Setting(name="Process Creation", state=state, events=9)  # type: ignore[arg-type]
        one = msgspec.structs.replace(line, log_id="windows-security", settings=(setting,))
        host = survey_hosts([one], host_names(["A"]), CATALOGUE)["A"]
        assert len(host.met(need)) == hours
        assert len(host.met(Need("windows-security", ("4688",)))) == 144


def test_an_hour_with_more_than_one_record_in_a_hundred_lost_is_not_recorded() -> None:
    line = coverage_line("A iis 1970-01-01 1970-01-02")
    hours = tuple(HourCount(hour, 1000) for hour in range(48))
    lost = tuple(HourCount(hour, records) for hour, records in ((5, 10), (6, 11), (7, 5000), (60, 1)))
    one = msgspec.structs.replace(line, hours=hours, damaged=lost)

    assert recorded(one) == ((0, 6), (8, 48))
