"""Counting what rules see of recorded attacks: by technique and set, seen, missed, without a rule, and strays."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tocsin.hunting import load_rules
from tocsin.hunting.sensitivity import measure
from tocsin.model.sensitivity import Sensitivities, SetShare

RULE = """\
title: {title}
id: 0b8a3c1e-7d1f-4e0a-9c57-2f6f5f1f0a0{n}
status: experimental
tags: [attack.{tag}]
logsource:
    category: process_creation
    product: windows
detection:
    selection:
        CommandLine|contains: '{text}'
    condition: selection
level: medium
"""
WHO = "0b8a3c1e-7d1f-4e0a-9c57-2f6f5f1f0a01"
GROUPS = "0b8a3c1e-7d1f-4e0a-9c57-2f6f5f1f0a02"


def event(command: str, record: int) -> str:
    system = {
        "Provider": {"#attributes": {"Name": "Microsoft-Windows-Sysmon"}},
        "EventID": 1,
        "TimeCreated": {"#attributes": {"SystemTime": "2024-05-14T09:12:01.412000Z"}},
        "EventRecordID": record,
        "Channel": "Microsoft-Windows-Sysmon/Operational",
        "Computer": "WS20.corp.example",
    }
    data = {"Image": "C:\\Windows\\System32\\cmd.exe", "CommandLine": command}
    return json.dumps({"Event": {"System": system, "EventData": data}}) + "\n"


def recorded(folder: Path, name: str, techniques: str, *commands: str) -> None:
    (folder / "_metadata").mkdir(parents=True, exist_ok=True)
    mappings = "".join(f"- technique: {technique}\n" for technique in techniques.split())
    link = f"https://example.com/{name}.json"
    (folder / "_metadata" / f"{name}.yaml").write_text(
        f"id: {name}\ntitle: {name}\nattack_mappings:\n{mappings}files:\n- link: {link}\n"
    )
    (folder / f"{name}.json").write_text("".join(event(command, at + 1) for at, command in enumerate(commands)))


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Sensitivities:
    tmp_path = tmp_path_factory.mktemp("measured")
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "who.yml").write_text(RULE.format(title="Who", n=1, tag="t1033", text="whoami"))
    (rules / "groups.yml").write_text(RULE.format(title="Groups", n=2, tag="t1069.001", text="localgroup"))
    folder = tmp_path / "recordings"
    recorded(folder, "one", "T1033 T1069", "whoami", "net localgroup", "whoami /all")
    recorded(folder, "two", "T1033 T1485", "query user")
    recorded(folder, "three", "T1069", "whoami")
    quiet = tmp_path / "quiet"
    quiet.mkdir()
    (quiet / "day.json").write_text(event("whoami", 1) + event("notepad", 2))
    loaded = load_rules([rules], packs=False)
    sets = {"packs": frozenset({WHO}), "given": frozenset({GROUPS})}
    return measure(folder, loaded, sets, source="made for a test", benign=[quiet], workers=1)


def test_labels_are_seen_missed_or_have_no_rule_by_set(found: Sensitivities) -> None:
    packs, given, every = found.sets

    assert (found.recordings, found.files, found.events, found.benign_events) == (3, 3, 5, 2)
    assert [one.name for one in found.sets] == ["packs", "given", "all"]
    assert (packs.seen.seen, packs.seen.of, packs.missed, packs.without_rule) == (1, 5, 1, 3)
    assert (given.seen.seen, given.missed, given.without_rule) == (1, 1, 3)
    assert (every.seen.seen, every.missed, every.without_rule) == (2, 2, 1)


def test_a_hit_on_another_run_is_a_stray_and_one_without_an_attack_is_wrong(found: Sensitivities) -> None:
    packs: SetShare = found.sets[0]

    assert (packs.strays, packs.stray_rate) == (1, 20_000.0)
    assert (packs.benign, packs.benign_rate) == (1, 50_000.0)


def test_a_rule_for_a_sub_technique_counts_for_the_technique(found: Sensitivities) -> None:
    groups = next(one for one in found.techniques if one.id == "T1069")

    assert (groups.runs, groups.rules) == (2, {"packs": 0, "given": 1, "all": 1})
    assert (groups.seen["given"].seen, groups.seen["given"].of) == (1, 2)
    assert [technique for technique, _ in found.unseen] == ["T1033", "T1069", "T1485"]
