"""The catalogue of logs: which entry a channel is, and which logs a rule's logsource means."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.knowledge import logs as catalogue
from tocsin.knowledge.logs import by_path, find, fits, log, logs, meant_by, of_family
from tocsin.model.logs import Log, LogSource


def entry(name: str) -> Log:
    found = log(name)
    assert found is not None
    return found


def test_every_entry_says_where_its_facts_come_from_and_how_to_switch_it_on() -> None:
    assert len(logs()) > 40
    for one in logs():
        assert one.source
        assert one.remedy
        assert one.title


def test_what_was_read_is_kept_and_read_anew_where_that_is_of_no_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOCSIN_CACHE", str(tmp_path))
    expected = logs()
    assert logs.__wrapped__() == expected
    (stored,) = tmp_path.iterdir()
    monkeypatch.setattr(catalogue, "_read", lambda paths: pytest.fail(f"read again: {len(paths)}"))
    assert logs.__wrapped__() == expected
    monkeypatch.undo()
    monkeypatch.setenv("TOCSIN_CACHE", str(tmp_path))
    whole = stored.read_bytes()
    for content in (b"\x00", whole[:-1]):
        stored.write_bytes(content)
        assert logs.__wrapped__() == expected
        assert stored.read_bytes() == whole


def test_ids_channels_and_triples_are_told_apart() -> None:
    assert len({one.id for one in logs()}) == len(logs())
    named = [(one.family, channel.casefold(), one.providers) for one in logs() for channel in one.channels]
    assert len(set(named)) == len(named)


def test_an_event_id_of_a_windows_log_stands_in_a_channel() -> None:
    for one in logs():
        if one.family == "windows" and any(kind.event_ids for kind in one.records):
            assert one.channels, one.id


@pytest.mark.parametrize(
    ("family", "name", "provider", "expected"),
    [
        ("windows", "Security", None, "windows-security"),
        ("windows", "SECURITY", "Microsoft-Windows-Security-Auditing", "windows-security"),
        ("windows", "Microsoft-Windows-Sysmon/Operational", None, "windows-sysmon"),
        ("windows", "Vendor/Own", None, None),
        ("windows", None, None, None),
        ("iis", "W3SVC1", None, "iis"),
        ("absent", "Security", None, None),
    ],
)
def test_a_channel_is_found_by_its_name(
    family: str, name: str | None, provider: str | None, expected: str | None
) -> None:
    found = find(family, name, provider)

    assert (found.id if found else None) == expected


def test_an_id_may_carry_a_kind() -> None:
    assert entry("windows-sysmon#11").id == "windows-sysmon"
    assert log("absent") is None


def test_the_logs_of_a_family_are_all_of_it() -> None:
    assert {one.family for one in of_family("iis")} == {"iis"}
    assert of_family("absent") == ()


@pytest.mark.parametrize(
    ("has", "asked", "expected"),
    [
        (LogSource(product="windows", service="sysmon"), LogSource(product="windows", service="sysmon"), True),
        (LogSource(product="windows", service="sysmon"), LogSource(service="sysmon"), True),
        (LogSource(product="windows", service="sysmon"), LogSource(product="linux", service="sysmon"), False),
        (LogSource(product="windows"), LogSource(product="windows", service="sysmon"), False),
        (LogSource(product="windows"), LogSource(), False),
    ],
)
def test_what_a_rule_leaves_open_may_be_anything(has: LogSource, asked: LogSource, expected: bool) -> None:
    assert fits(has, asked) is expected


def test_a_category_is_a_kind_of_event_inside_a_log() -> None:
    asked = LogSource(product="windows", category="process_creation")

    assert [kind.event_ids for kind in meant_by(entry("windows-sysmon"), asked) or ()] == [(1,)]
    assert meant_by(entry("iis"), asked) is None
    assert meant_by(entry("iis"), LogSource(category="webserver")) == ()


def test_a_rule_that_names_another_service_does_not_mean_the_log() -> None:
    asked = LogSource(product="windows", category="process_creation", service="security")

    assert meant_by(entry("windows-sysmon"), asked) is None


@pytest.mark.parametrize(
    ("path", "log"),
    [
        ("EXCH01/C/Windows/System32/winevt/Logs/Security.evtx", "windows-security"),
        ("inetpub\\logs\\LogFiles\\W3SVC1\\u_ex210302.log", "iis"),
        ("[root]/var/log/auth.log.2", "linux-auth"),
        ("var/log/messages", "linux-syslog"),
        ("notes/a.log", None),
        ("", None),
    ],
)
def test_a_log_is_known_by_where_it_lies(path: str, log: str | None) -> None:
    found = by_path(path)
    assert (found.id if found else None) == log
