"""Scopes: a rule's logsource says channel, provider and kind of event, never an event id alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.hunting.scopes import WINDOWS, scopes
from tocsin.knowledge.logs import logs
from tocsin.model.logs import LogSource

from tests.hunting.rulebook import batch_of, load_text, rows_of, text_of

SYSMON = "Microsoft-Windows-Sysmon/Operational"


def test_a_process_creation_is_sysmons_or_the_security_logs() -> None:
    found = {one.log_id: one for one in scopes(LogSource(product="windows", category="process_creation"))}

    assert found["windows-sysmon"].event_ids == (1,)
    assert found["windows-security"].event_ids == (4688,)
    assert found["windows-security"].aliases["Image"] == "NewProcessName"
    assert all(one.channels for one in found.values())


def test_every_scope_with_an_event_id_names_a_channel() -> None:
    sources = {source for entry in logs() for source in (entry.logsource, *entry.also)}
    sources |= {
        LogSource(product=entry.logsource.product, category=kind.category) for entry in logs() for kind in entry.records
    }

    for source in sources:
        assert all(one.channels for one in scopes(source) if one.event_ids), source


def test_windows_without_more_is_every_channel() -> None:
    (scope,) = scopes(LogSource(product="windows"))

    assert (scope.family, scope.channels, scope.event_ids) == (WINDOWS, (), ())


@pytest.mark.parametrize(
    "source",
    [LogSource(product="linux", service="absent"), LogSource(product="windows", service="absent"), LogSource()],
)
def test_a_logsource_that_no_log_is_has_no_scope(source: LogSource) -> None:
    assert scopes(source) == ()


def test_the_same_event_id_of_another_product_is_not_the_rules(tmp_path: Path) -> None:
    rules = load_text(tmp_path, text_of({"s": {"EventID": 1}}, {"product": "windows", "service": "sysmon"}))
    batch = batch_of(
        [
            {"EventID": 1, "_log": SYSMON, "Provider_Name": "Microsoft-Windows-Sysmon"},
            {"EventID": 1, "_log": "System", "Provider_Name": "Microsoft-Windows-Power-Troubleshooter"},
            {"EventID": 1, "_log": None, "Provider_Name": "Microsoft-Windows-Sysmon"},
        ]
    )

    assert list(rows_of(rules, batch).values()) == [[0]]


def test_a_process_creation_of_the_security_log_is_seen_under_its_own_names(tmp_path: Path) -> None:
    detection = {"s": {"Image|endswith": "\\cmd.exe", "ParentImage|endswith": "\\w3wp.exe"}}
    rules = load_text(tmp_path, text_of(detection, {"product": "windows", "category": "process_creation"}))
    event = {"NewProcessName": "C:\\cmd.exe", "ParentProcessName": "C:\\W3WP.exe", "EventID": 4688}
    batch = batch_of(
        [
            event | {"_log": "Security", "Provider_Name": "Microsoft-Windows-Security-Auditing"},
            event | {"_log": "Security", "Provider_Name": "Microsoft-Windows-Security-Auditing", "EventID": 4689},
            event | {"_log": "Application", "Provider_Name": "Other"},
        ]
    )

    assert list(rows_of(rules, batch).values()) == [[0]]


def test_a_rule_for_a_channel_the_catalogue_does_not_know_can_name_it(tmp_path: Path) -> None:
    rules = load_text(tmp_path, text_of({"s": {"Channel": "Vendor/Own", "EventID": 7}}))

    assert list(rows_of(rules, batch_of([{"Channel": "Vendor/Own", "EventID": 7, "_log": "Vendor/Own"}])).values()) == [
        [0]
    ]
