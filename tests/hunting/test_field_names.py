"""Names of other taxonomies in rules: rules in ECS names are true of events in the log's own, and the other way."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tocsin.collecting import collect
from tocsin.hunting import hunt
from tocsin.hunting.field_names import sigma_name, taxonomies_of
from tocsin.hunting.rules import RuleSet, load_rules
from tocsin.model.errors import RuleError
from tocsin.model.logs import LogSource

from tests.hunting.recordings import recording
from tests.hunting.rulebook import batch_of, by_reference, rows_of, text_of

PROCESS = {"product": "windows", "category": "process_creation"}
SYSMON = {
    "_log": "Microsoft-Windows-Sysmon/Operational",
    "Provider_Name": "Microsoft-Windows-Sysmon",
    "EventID": 1,
    "Image": "C:\\Windows\\System32\\cmd.exe",
    "CommandLine": "cmd /c whoami",
    "User": "CORP\\alice",
    "Hashes": "MD5=AB,SHA256=CD",
}
AUDITED = {
    "_log": "Security",
    "Provider_Name": "Microsoft-Windows-Security-Auditing",
    "EventID": 4688,
    "NewProcessName": "C:\\Windows\\System32\\cmd.exe",
    "CommandLine": "cmd /c whoami",
}


def read(folder: Path, detection: Any, logsource: dict[str, str] | None = None, **keys: Any) -> RuleSet:
    (folder / "rule.yml").write_text(text_of(detection, logsource or PROCESS, **keys), encoding="utf-8")
    return load_rules([folder / "rule.yml"], packs=False, taxonomy=keys.pop("default", None))


def fires(rules: RuleSet, event: dict[str, Any]) -> bool:
    assert not rules.unusable, rules.unusable
    batch = batch_of([event])
    assert rows_of(rules, batch) == by_reference(rules, batch)
    return bool(rows_of(rules, batch))


@pytest.mark.parametrize(
    ("field", "value", "events"),
    [
        ("process.executable|endswith", "\\cmd.exe", "both"),
        ("process.name", "CMD.EXE", "both"),
        ("process.name|contains", "system32", "none"),
        ("process.name|re", "^cmd", "both"),
        ("process.command_line|contains", "whoami", "both"),
        ("winlog.event_data.CommandLine|contains", "whoami", "both"),
        ("user.name", "alice", "sysmon"),
        ("user.domain", "corp", "sysmon"),
        ("process.hash.sha256", "cd", "sysmon"),
        ("process.parent.name|exists", False, "both"),
    ],
)
def test_a_rule_in_ecs_names_is_true_of_events_in_the_logs_own(
    tmp_path: Path, field: str, value: Any, events: str
) -> None:
    rules = read(tmp_path, {"s": {field: value}})

    assert [fires(rules, SYSMON), fires(rules, AUDITED)] == [events in ("both", "sysmon"), events == "both"]


def test_an_event_that_has_the_name_itself_is_seen_too(tmp_path: Path) -> None:
    rules = read(tmp_path, {"s": {"process.command_line|contains": "whoami"}}, {"product": "windows"})

    assert fires(rules, {"process.command_line": "whoami"})
    assert not fires(rules, {"CommandLine": "dir", "process.command_line": "whoami"})


def test_an_exception_over_a_name_of_another_taxonomy_holds_where_the_field_is_missing(tmp_path: Path) -> None:
    rules = read(
        tmp_path, {"s": {"EventID": 1}, "f": {"process.parent.name": "services.exe"}, "condition": "s and not f"}
    )

    assert fires(rules, SYSMON)
    assert not fires(rules, SYSMON | {"ParentImage": "C:\\Windows\\System32\\services.exe"})


def test_rules_of_sigmas_network_category_are_written_in_ecs_names(tmp_path: Path) -> None:
    detection = {"s": {"dns.question.name|endswith": ".example", "source.ip|cidr": "192.0.2.0/24"}}
    rules = read(tmp_path, detection, {"category": "network", "service": "dns"}, taxonomy="ecs")
    event = {"query": "a.example", "id.orig_h": "192.0.2.7"}

    batch = batch_of([event, event | {"query": "a.test"}], family="zeek", log="dns")

    assert rows_of(rules, batch) == by_reference(rules, batch) == {rules.rules[0].card.info.id: [0]}


def test_names_that_could_be_others_are_mapped_only_where_the_taxonomy_is_declared(tmp_path: Path) -> None:
    detection = {"s": {"process|contains": "whoami", "process_name": "cmd.exe", "dest": "EXCH01"}}
    event = SYSMON | {"Computer": "EXCH01"}

    assert not fires(read(tmp_path, detection), event)
    assert fires(read(tmp_path, detection, taxonomy="Splunk"), event)
    (tmp_path / "rule.yml").write_text(text_of(detection, PROCESS), encoding="utf-8")
    assert fires(load_rules([tmp_path / "rule.yml"], packs=False, taxonomy="cim"), event)


def test_a_rule_of_an_unknown_taxonomy_is_listed_with_its_line(tmp_path: Path) -> None:
    (unusable,) = read(tmp_path, {"s": {"a": 1}}, taxonomy="acme-fields").unusable

    assert "'acme-fields' is not known" in unusable.why
    assert "acme-fields" in (tmp_path / "rule.yml").read_text().splitlines()[(unusable.line or 0) - 1]


def test_a_default_taxonomy_that_is_not_known_is_an_error() -> None:
    with pytest.raises(RuleError, match="acme"):
        load_rules([], packs=False, taxonomy="acme")


def test_another_default_is_another_rule_set(tmp_path: Path) -> None:
    (tmp_path / "rule.yml").write_text(text_of({"s": {"process": "x"}}, PROCESS), encoding="utf-8")
    digests = {load_rules([tmp_path], packs=False, taxonomy=name).digest for name in (None, "splunk")}

    assert len(digests) == 2


def test_sigmas_own_names_stay_as_they_are() -> None:
    used = taxonomies_of("sigma")

    assert [one.id for one in used] == ["ecs"]
    assert sigma_name(used, LogSource(product="windows"), "CommandLine") == "CommandLine"


MODULE_EVENT = {
    "@timestamp": "2021-03-02T07:00:00Z",
    "winlog": {
        "channel": "Microsoft-Windows-Sysmon/Operational",
        "provider_name": "Microsoft-Windows-Sysmon",
        "event_id": 1,
        "computer_name": "ws1",
    },
    "process": {"executable": "C:\\Windows\\System32\\cmd.exe", "name": "cmd.exe", "command_line": "cmd /c whoami"},
    "user": {"domain": "CORP", "name": "alice"},
}


@pytest.mark.parametrize(
    "field", ["Image|endswith", "process.executable|endswith", "process.name", "winlog.event_data.Image|endswith"]
)
def test_rules_in_either_names_are_true_of_events_that_winlogbeats_modules_renamed(tmp_path: Path, field: str) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "events.ndjson").write_text(json.dumps(MODULE_EVENT) + "\n", encoding="utf-8")
    rules = read(tmp_path, {"s": {field: "cmd.exe", "User": "CORP\\alice"}})

    assert len(hunt(collect([tmp_path / "logs"]), rules, workers=1)) == 1


@pytest.mark.parametrize(
    ("field", "value", "hits"),
    [("process.name", "cmd.exe", 5), ("process.executable|endswith", "\\CMD.EXE", 5), ("user.name|exists", True, 0)],
)
def test_fields_that_only_such_names_ask_for_are_read_from_event_logs(
    tmp_path: Path, field: str, value: Any, hits: int
) -> None:
    (tmp_path / "a.evtx").write_bytes(recording("EXCH01", 10))
    rules = read(tmp_path, {"s": {field: value}})

    assert len(hunt(collect([tmp_path / "a.evtx"]), rules, workers=1)) == hits
