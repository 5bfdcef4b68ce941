"""Lines put together by columns are those of the nouns."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pytest

from tocsin.collecting import collect
from tocsin.collecting.columns import pc
from tocsin.hunting import hit_lines, hunt
from tocsin.hunting.hit_lines import time_texts
from tocsin.model.report import Indicator
from tocsin.showing.hits import as_json

from benchmarks.evtx_writer import Event, write_evtx
from tests.collecting.formats.coded_files import needs_kernels
from tests.collecting.formats.evtx_blocks import START
from tests.hunting.rulebook import load_text

RULE = r"""
title: A shell "quoted" \ and ünïcode
id: 0a4c1c0e-6c7f-4b49-9a0e-0a3a9f1f2b3c
logsource: {product: windows, category: process_creation}
detection: {sel: {Image|endswith: 'cmd.exe'}, condition: sel}
level: high
"""


SECOND = r"""
title: The same events
id: 1a4c1c0e-6c7f-4b49-9a0e-0a3a9f1f2b3c
logsource: {product: windows, category: process_creation}
detection: {sel: {Image|endswith: '.exe'}, condition: sel}
level: low
"""

CORRELATION = r"""
title: Twice
name: twice
correlation:
  type: event_count
  rules: [0a4c1c0e-6c7f-4b49-9a0e-0a3a9f1f2b3c]
  group-by: [Computer]
  timespan: 1h
  condition: {gte: 2}
  generate: true
level: high
"""


def event(number: int, **data: str) -> Event:
    return Event(
        "Microsoft-Windows-Sysmon/Operational", "Microsoft-Windows-Sysmon", number, START, data=[*data.items()]
    )


@pytest.fixture(params=[pytest.param("loop", marks=needs_kernels), "columns"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put lines together by the compiled loop, or by columns."""
    for kernel in (hit_lines.look_up, hit_lines.write):
        monkeypatch.setattr(kernel, "_call", None)
        if request.param == "loop":
            kernel.load()


@pytest.mark.parametrize("places", [1, hit_lines.MOST_PLACES])
@pytest.mark.usefixtures("way")
@pytest.mark.parametrize(("more", "count"), [("", 5), (f"---{CORRELATION}", 6)], ids=["plain", "correlated"])
def test_lines_are_those_of_the_nouns_but_for_what_is_worked_out_hit_by_hit(
    tmp_path: Path, more: str, count: int, places: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hit_lines, "MOST_PLACES", places)
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

    rules = load_text(tmp_path, f"{RULE}---{SECOND}{more}")
    hits = hunt(collect([evidence]), rules, indicators=[indicator])
    written = [json.loads(line) for line in b"".join(hits.json_lines()).splitlines()]

    expected = [{name: value for name, value in as_json(hit).items() if name != "matched"} for hit in hits]
    assert len(written) == count
    assert written == json.loads(json.dumps(expected))
    assert [list(one) for one in written] == [list(one) for one in expected]


def test_no_hit_is_no_line(tmp_path: Path) -> None:
    evidence = tmp_path / "a.evtx"
    evidence.write_bytes(write_evtx([event(5)]))

    assert list(hunt(collect([evidence]), load_text(tmp_path, RULE)).json_lines()) == []


@pytest.mark.parametrize("others", [[], [-62135596800_000000], [253402300800_000000]], ids=["usual", "1", "10000"])
def test_times_are_written_as_arrow_writes_them(others: list[int]) -> None:
    moments = [1614668400_000000, 1614668400_120000, None, 0, -1, *others]
    column = pa.array(moments, pa.timestamp("us", tz="UTC"))

    written = pc.replace_substring(pc.strftime(column, format="%Y-%m-%dT%H:%M:%SZ"), ".000000Z", "Z")
    assert time_texts(column).to_pylist() == written.to_pylist()
    assert time_texts(column)[0].as_py() == "2021-03-02T07:00:00Z"


def test_room_for_lines_is_used_again_unless_somebody_looks_at_it() -> None:
    rooms = hit_lines._Rooms()
    first = rooms.take(10)
    address = first.ctypes.data
    lines = memoryview(first)[:4]  # type: ignore[arg-type]
    del first
    other = rooms.take(10)
    assert other.ctypes.data != address
    del other, lines
    assert rooms.take(1 << 21).ctypes.data == address

    assert len(rooms.take((1 << 21) + 1)) == 1 << 22
    kept = [rooms.take(10) for _ in range(9)]
    assert len({room.ctypes.data for room in kept}) == 9
