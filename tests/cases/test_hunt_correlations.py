"""`tocsin hunt` with a file of rules, a filter and correlations over them, from beginning to end on an EVTX file."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tocsin.cli.main import run

from benchmarks.evtx_writer import Event, write_evtx
from tests.collecting.formats.evtx_blocks import START

RULES = """
action: global
logsource: {product: windows, service: security}
level: low
---
title: Failed logon
name: failed
detection: {sel: {EventID: 4625}, condition: sel}
---
title: Logon
name: worked
detection: {sel: {EventID: 4624}, condition: sel}
---
title: Scanner of our own
logsource: {product: windows, service: security}
filter: {rules: [failed], ours: {IpAddress: 192.0.2.9}, condition: not ours}
---
title: Many failed logons
name: many_failed
correlation:
  {type: event_count, rules: failed, group-by: [TargetUserName], timespan: 1m, condition: {gte: 3}}
level: medium
---
title: Password guessed
id: 5c7b0dd5-6a3f-4e0c-8a57-1b6bbd1e4d8e
correlation:
  {type: temporal_ordered, rules: [many_failed, worked], group-by: [TargetUserName], timespan: 5m}
level: high
---
title: Correlation to nowhere
correlation: {type: event_count, rules: nowhere, timespan: 1m, condition: {gte: 3}}
"""


def logon(event_id: int, second: int, user: str, address: str = "198.51.100.7") -> Event:
    return Event(
        "Security",
        "Microsoft-Windows-Security-Auditing",
        event_id,
        START + timedelta(seconds=second),
        data=[("TargetUserName", user), ("IpAddress", address)],
    )


EVENTS = [
    *(logon(4625, n, "alice") for n in range(3)),
    *(logon(4625, n, "bob", "192.0.2.9") for n in range(3, 9)),
    *(logon(4625, 30 * n, "carol") for n in range(3, 9)),
    logon(4624, 300, "alice"),
    logon(4624, 301, "bob"),
]


def hunted(tmp_path: Path, capfd: pytest.CaptureFixture[str], *options: str) -> tuple[int, list[dict[str, Any]], str]:
    """Run the command; return its exit code, its lines, and what it said."""
    (tmp_path / "rules.yml").write_text(RULES)
    (tmp_path / "dc.evtx").write_bytes(write_evtx(sorted(EVENTS, key=lambda event: event.time)))
    given = ["hunt", str(tmp_path / "dc.evtx"), "--rules", str(tmp_path / "rules.yml"), "--format", "jsonl", *options]
    code = run(given)
    said = capfd.readouterr()
    return code, [json.loads(line) for line in said.out.splitlines()], said.err


def test_a_guessed_password_is_one_hit_with_its_events(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    code, hits, said = hunted(tmp_path, capfd, "--min-level", "medium")

    assert code == 1
    (hit,) = hits
    assert hit["rule"]["title"] == "Password guessed"
    assert [one["fields"]["TargetUserName"] for one in hit["events"]] == ["alice"] * 4
    assert [one["source"]["path"] for one in hit["events"]] == ["dc.evtx"] * 4
    assert "source" not in hit
    assert "event" not in hit
    assert "it refers to 'nowhere', and no rule has this id or name" in " ".join(said.split())


def test_with_strict_a_correlation_to_nowhere_is_an_error(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    code, hits, said = hunted(tmp_path, capfd, "--strict")

    assert (code, hits) == (2, [])
    assert "nowhere" in said


def test_the_same_bytes_whatever_the_workers(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    first, again = (hunted(tmp_path, capfd, "--workers", count)[1] for count in "12")

    assert first == again
    assert len(first) == 1
