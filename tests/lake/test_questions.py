"""The worked questions of docs/lake.md: each runs as it stands there, and gives what it says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pyarrow as pa
import pytest

from tocsin.collecting import collect
from tocsin.hunting import hunt, load_rules
from tocsin.lake import keep
from tocsin.lake.asking import ask

from tests.lake.evidence import write_evidence, write_rule_set

PAGE = Path(__file__).parents[2] / "docs" / "lake.md"
QUESTIONS = {
    int(number): shlex.split(command)[2]
    for number, command in re.findall(r'^(\d+)\. .*?\n\n +(tocsin sql "[^\n]*)', PAGE.read_text("utf-8"), re.M)
}
ANSWERED = frozenset({1, 2, 4, 5, 7, 9, 11, 12})
"""Questions to which the small evidence of these tests has an answer."""


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, pa.Table]:
    folder = tmp_path_factory.mktemp("case")
    evidence = write_evidence(folder / "evidence", count=800)
    site = evidence / "W3SVC1" / "u_ex210303.log"
    site.write_bytes(
        b"#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip sc-status\r\n"
        b"2021-03-03 07:00:00 10.0.0.1 POST /ecp/y.js - 443 - 192.0.2.7 241\r\n"
    )
    (evidence / "more.jsonl").write_text(MORE, encoding="utf-8")
    keep(collect([evidence]), folder / "lake")
    hits = hunt(collect([folder / "lake"]), load_rules([write_rule_set(folder / "rules")], packs=False)).titled()
    return folder / "lake", hits


MORE = "".join(
    f'{{"EventID": {event_id}, "Channel": "{channel}", "Provider_Name": "{provider}", "Computer": "EX01", '
    f'"EventRecordID": {number}, "TimeCreated": "2021-03-02T07:05:0{number}Z", {fields}}}\n'
    for number, (event_id, channel, provider, fields) in enumerate(
        [
            (
                1,
                "Microsoft-Windows-Sysmon/Operational",
                "Microsoft-Windows-Sysmon",
                r'"Image": "C:\\cmd.exe", "ParentImage": "C:\\inetsrv\\w3wp.exe", "CommandLine": "cmd /c whoami"',
            ),
            (
                4625,
                "Security",
                "Microsoft-Windows-Security-Auditing",
                '"TargetUserName": "bob", "IpAddress": "192.0.2.9", "LogonType": "3"',
            ),
        ]
    )
)


def test_there_are_a_dozen() -> None:
    assert list(QUESTIONS) == list(range(1, 13))


@pytest.mark.parametrize("number", QUESTIONS)
def test_each_is_answered(case: tuple[Path, pa.Table], number: int) -> None:
    lake, hits = case
    answer = ask(lake, QUESTIONS[number], hits=lambda: hits).table()
    assert answer.num_columns
    if number in ANSWERED:
        assert answer.num_rows


def test_answers_are_right(case: tuple[Path, pa.Table]) -> None:
    lake, _ = case
    started = ask(lake, QUESTIONS[4]).table().to_pylist()
    assert [row["CommandLine"] for row in started if row["_host"] == "EX01"] == ["cmd /c whoami"]
    failed = ask(lake, QUESTIONS[5]).table().to_pylist()
    assert {"user_name": "bob", "src_endpoint_ip": "192.0.2.9", "n": 1} in failed
    asked = ask(lake, QUESTIONS[7]).table().to_pylist()
    assert {"c-ip": "192.0.2.7", "sc-status": "241", "n": 1} in [
        {**row, "sc-status": str(row["sc-status"])} for row in asked
    ]
    assert any(row["path"] == "more.jsonl" for row in ask(lake, QUESTIONS[12]).table().to_pylist())
