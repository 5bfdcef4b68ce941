"""Lines put together by columns are those of the nouns."""

from __future__ import annotations

import json
from pathlib import Path

from tocsin.collecting import collect
from tocsin.hunting import hunt
from tocsin.model.report import Indicator
from tocsin.showing.hits import as_json

from benchmarks.evtx_writer import Event, write_evtx
from tests.collecting.formats.evtx_blocks import START
from tests.hunting.rulebook import load_text

RULE = r"""
title: A shell "quoted" \ and ünïcode
id: 0a4c1c0e-6c7f-4b49-9a0e-0a3a9f1f2b3c
logsource: {product: windows, category: process_creation}
detection: {sel: {Image|endswith: 'cmd.exe'}, condition: sel}
level: high
"""


def event(number: int, **data: str) -> Event:
    return Event(
        "Microsoft-Windows-Sysmon/Operational", "Microsoft-Windows-Sysmon", number, START, data=[*data.items()]
    )


def test_lines_are_those_of_the_nouns_but_for_what_is_worked_out_hit_by_hit(tmp_path: Path) -> None:
    evidence = tmp_path / "evidence"
    evidence.mkdir()
    (evidence / 'odd "name".evtx').write_bytes(
        write_evtx(
            [
                event(1, Image="C:\\cmd.exe", CommandLine='a "b" \x1b[31m \u202e', User=""),
                event(3, DestinationIp="192.0.2.7", Image="C:\\x.exe"),
                event(1, Image="C:\\CMD.EXE"),
            ]
        )
    )
    indicator = Indicator(type="ipv4-addr", value="192.0.2.7", start=0, end=1, defanged=False)

    hits = hunt(collect([evidence]), load_text(tmp_path, RULE), indicators=[indicator])
    written = [json.loads(line) for line in b"".join(hits.json_lines()).splitlines()]

    expected = [{name: value for name, value in as_json(hit).items() if name != "matched"} for hit in hits]
    assert len(written) == 3
    assert written == json.loads(json.dumps(expected))
    assert [list(one) for one in written] == [list(one) for one in expected]


def test_no_hit_is_no_line(tmp_path: Path) -> None:
    evidence = tmp_path / "a.evtx"
    evidence.write_bytes(write_evtx([event(5)]))

    assert list(hunt(collect([evidence]), load_text(tmp_path, RULE)).json_lines()) == []
