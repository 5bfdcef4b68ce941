"""Settings: what a log plainly recorded, what is known to be off, what could not be told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from tocsin.collecting import collect
from tocsin.model.evidence import Coverage

from benchmarks.evtx_writer import Event, write_evtx

START = datetime(2021, 3, 2, 7, tzinfo=UTC)
SECURITY = "Microsoft-Windows-Security-Auditing"
PROCESS_CREATION = "{0cce922b-69ae-11d9-bed3-505054503030}"


def covered(tmp_path: Path, *events: Event) -> Coverage:
    (tmp_path / "x.evtx").write_bytes(write_evtx(list(events)))
    return collect([tmp_path / "x.evtx"]).coverage()[0]


def created(hours: int, command: str | None) -> Event:
    data = (("NewProcessName", "C:\\x.exe"), *((("CommandLine", command),) if command is not None else ()))
    return Event("Security", SECURITY, 4688, START + timedelta(hours=hours), data=data)


def state(coverage: Coverage, name: str) -> tuple[str, str | None]:
    setting = next(one for one in coverage.settings if one.name == name)
    return setting.state, setting.detail


def test_process_creation_with_and_without_its_command_line(tmp_path: Path) -> None:
    assert state(covered(tmp_path, created(0, "whoami /all")), "Process Creation") == (
        "recorded",
        "1 of 1 events 4688 have a command line",
    )
    for empty in ("", None):
        coverage = covered(tmp_path, created(0, empty), created(1, empty))
        assert state(coverage, "Process Creation") == ("incomplete", "none of 2 events 4688 has a command line")
        (setting,) = [one for one in coverage.settings if one.state == "incomplete"]
        assert "ProcessCreationIncludeCmdLine_Enabled" in str(setting.remedy)


def test_a_sub_category_that_was_switched_off(tmp_path: Path) -> None:
    change = (("SubcategoryGuid", PROCESS_CREATION), ("AuditPolicyChanges", "%%8448"))
    off = Event("Security", SECURITY, 4719, START + timedelta(hours=2), data=change)

    assert state(covered(tmp_path, created(0, "x y"), off), "Process Creation")[0] == "switched off"
    assert state(covered(tmp_path, created(0, "x y"), off, created(9, "x y")), "Process Creation")[0] == "recorded"


def test_what_is_not_seen_says_how_to_switch_it_on(tmp_path: Path) -> None:
    coverage = covered(tmp_path, created(0, "x y"))
    assert state(coverage, "Detailed File Share") == ("not seen", None)
    setting = next(one for one in coverage.settings if one.name == "Detailed File Share")
    assert "auditpol" in str(setting.remedy)
    assert sum(one.state == "recorded" for one in coverage.settings) == 1


def test_kinds_of_sysmon_events(tmp_path: Path) -> None:
    channel, provider = "Microsoft-Windows-Sysmon/Operational", "Microsoft-Windows-Sysmon"
    coverage = covered(tmp_path, Event(channel, provider, 11, START, data=(("Image", "System"),)))
    states = {one.name: one.state for one in coverage.settings}
    assert states["file_event"] == "recorded"
    assert states["image_load"] == "not seen"
    assert "registry_add" not in states


def test_a_log_without_settings_has_none(tmp_path: Path) -> None:
    assert covered(tmp_path, Event("System", "Service Control Manager", 7036, START, data=())).settings == ()
