"""The self-test of a pack: each way in which a rule can fail it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.hunting.samples import Trial, try_samples
from tocsin.knowledge.packs import load

RULE = """\
title: Asked for the door
id: 0b8a3c1e-7d1f-4e0a-9c57-2f6f5f1f0b01
status: test
logsource:
    {logsource}
detection:
    selection:
        {test}
    condition: {condition}
level: low
"""
IIS = "#Software: Microsoft Internet Information Services 10.0\n#Fields: date time cs-method cs-uri-stem sc-status\n"
STEPS = """\
steps:
  - id: knocked
    name: Knocked
    stage: scanned
    description: Somebody knocked.
    rules: [{rule: door, stage: scanned}]
    visible_in: [{logs: [LOG], rules: [door]}]
"""

ON_IIS = "{product: windows, service: iis}"
JOIN = """\
  - id: opened
    name: Opened
    stage: exploited
    description: It was opened.
    rules: [{rule: door, stage: null}]
    joins: [{with: knocked, by: ["KEY"], within: 5s, proves: exploited}]
keys: {digest: [Hashes]}
"""


def tried(
    folder: Path,
    *,
    positive: str = f"{IIS}2021-03-03 06:49:42 GET /door 200\n",
    negative: str = f"{IIS}2021-03-03 06:49:42 GET /window 200\n",
    logsource: str = "category: webserver",
    test: str = "cs-uri-stem: '/door'",
    condition: str = "selection",
    log: str = "iis",
    fields: str = "cs-uri-stem",
    join: str = "",
) -> Trial:
    """Test a pack of one rule."""
    (folder / "rules").mkdir()
    (folder / "samples" / "door").mkdir(parents=True)
    (folder / "pack.yaml").write_text('id: door\nversion: "1"\nname: Door\nsources: [a test]\n')
    (folder / "steps.yaml").write_text(STEPS.replace("LOG", log) + join)
    (folder / "logs.yaml").write_text(f"logs: [{{log: '{log}', fields: [{fields}]}}]\n")
    (folder / "rules" / "door.yml").write_text(RULE.format(logsource=logsource, test=test, condition=condition))
    (folder / "samples" / "door" / "positive.log").write_text(positive)
    (folder / "samples" / "door" / "negative.log").write_text(negative)
    (tested,) = try_samples(load(folder))
    return tested


def test_a_good_rule_passes(tmp_path: Path) -> None:
    assert (tried(tmp_path).hits, tried_again(tmp_path).wrong) == (1, ())


def tried_again(folder: Path) -> Trial:
    (tested,) = try_samples(load(folder))
    return tested


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"positive": f"{IIS}2021-03-03 06:49:42 GET /window 200\n"}, "does not fire on its positive sample"),
        ({"negative": f"{IIS}2021-03-03 06:49:42 GET /door 200\n"}, "fires on its negative sample"),
        (
            {"positive": f"{IIS}2021-03-03 06:49:42 GET /door 200\ncut off\n"},
            "1 records of the positive sample were rejected",
        ),
        ({"negative": "hello\n"}, "the negative sample was not read"),
        (
            {"negative": '{"EventID": 1, "Channel": "System", "Hostname": "a"}\n'},
            "is not of the log of its positive one",
        ),
        ({"fields": "cs-method"}, "cannot fire on iis with no more than the fields"),
        (
            {"logsource": ON_IIS, "join": JOIN.replace("KEY", "digest")},
            "no log of it has Hashes, by which opened is joined with knocked",
        ),
        (
            {"logsource": ON_IIS, "join": JOIN.replace("KEY", "c-ip = Hashes")},
            "no rule of knocked is for a log with Hashes",
        ),
        ({"log": "windows-sysmon#1", "fields": ""}, "can never fire on windows-sysmon#1"),
        ({"condition": "no_such_thing"}, "cannot be used"),
    ],
)
def test_a_rule_that_fails_says_why(change: dict[str, str], why: str, tmp_path: Path) -> None:
    assert any(why in one for one in tried(tmp_path, **change).wrong)
