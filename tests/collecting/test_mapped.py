"""Mapped files: values under their new names, times, hosts; and no row that is lost."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.collecting import EventBatch, collect
from tocsin.collecting.batches import ALL_FIELDS
from tocsin.collecting.format import Source
from tocsin.collecting.mapped import as_text, read_mapped
from tocsin.collecting.mapping import Column, FileMap, TimeMap
from tocsin.model.evidence import Rejected

from tests.collecting.boxes import zipped
from tests.collecting.samples import parquet

ROOT = Path(__file__).resolve().parents[2]
ENTRY = FileMap(files="*", format="csv", time=TimeMap(column="t"), host=Column("h"), rename={"u": "cs-uri-stem"})


def read(data: bytes, entry: FileMap = ENTRY, host: str | None = None) -> tuple[list[dict[str, Any]], list[Rejected]]:
    parts = list(read_mapped(io.BytesIO(data), Source("x/y.csv", host), ALL_FIELDS, entry))
    events = [row for part in parts if isinstance(part, EventBatch) for row in part.events.to_pylist()]
    return events, [part for part in parts if isinstance(part, Rejected)]


def test_columns_time_and_host() -> None:
    (first, second), rejected = read(b"t,h,u\r\n2021-03-02T07:00:00Z,WEB1,/a\r\nsoon,,/b\r\n", host="given")

    assert rejected == []
    assert (first["_time"].isoformat(), first["_host"], first["cs-uri-stem"]) == (
        "2021-03-02T07:00:00+00:00",
        "WEB1",
        "/a",
    )
    assert (second["_time"], second["_host"], second["_record"], second["_offset"]) == (None, "given", 3, 37)
    assert first["_log"] == "y.csv"
    assert "u" not in first


def test_rows_over_several_lines_and_rows_that_do_not_fit() -> None:
    data = b't,h,u\n1,a,"one\ntwo ""x"""\n2,b,c\n3,d\n4,e,"never closed\n5,f,g\n'
    events, rejected = read(data)

    assert [(event["_record"], event["cs-uri-stem"]) for event in events] == [(4, "c"), (2, 'one\ntwo "x"')]
    assert [one.reason for one in rejected] == [
        "line 5: 2 values for 3 fields",
        "line 6: quotes do not come in pairs",
        "line 7: quotes do not come in pairs",
    ]


def test_dialects() -> None:
    entry = FileMap(files="*", format="csv", delimiter="\t", quoted=False, header=("t", "u"), empty="-", host="FW01")
    ((event,), rejected) = read(b'2021-03-02\t"x\n', entry)
    assert (event["u"], event["_host"], rejected) == ('"x', "FW01", [])
    assert read(b"1\t-\n", entry)[0][0]["u"] is None


def test_windows_events_get_their_channel_and_numbers() -> None:
    entry = FileMap(
        files="*", format="csv", log="windows-sysmon", set={"EventID": 1}, rename={"cmd": "CommandLine"}, host="H"
    )
    ((event,), _) = read(b"cmd,Level\nwhoami,4\n", entry)
    assert event["EventID"] == 1
    assert event["Level"] == 4
    assert event["Channel"] == event["_log"] == "Microsoft-Windows-Sysmon/Operational"
    assert event["CommandLine"] == "whoami"


def test_objects_over_lines_and_nested_names() -> None:
    entry = FileMap(files="*", format="jsonl", time=TimeMap(column="at", format="epoch"), rename={"p.cmd": "cmd"})
    events, rejected = read(
        b'{"at": 1614668400, "p": {"cmd": "x"}, "l": ["a", 1]}\n{"at": 1614668401}\n{"bad"\n', entry
    )
    assert [(event["cmd"], event["l"], event["_time"].second) for event in events] == [
        ("x", ["a", "1"], 0),
        (None, None, 1),
    ]
    assert len(rejected) == 1


NASTY = [b"1,a,b", b"2,c", b'3,"d",e', b'4,"f', b'g",h', b"\xff,\x00,", b'"', b",,", b" "]


@settings(derandomize=True, max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(NASTY), max_size=12))
def test_every_line_is_in_an_event_or_in_a_rejection(lines: list[bytes]) -> None:
    events, rejected = read(b"\n".join([b"t,h,u", *lines]))
    inside = sum(1 + sum(str(value).count("\n") for name, value in event.items() if name[0] != "_") for event in events)
    lost = sum(1 + one.excerpt.count(b"\n") for one in rejected)
    assert inside + lost == len(lines)


def test_parquet_with_a_mapping(tmp_path: Path) -> None:
    data = parquet({"when": [1_614_668_400_000], "dev": ["FW01"], "n": [{"a": 1}]})
    (tmp_path / "fw.parquet").write_bytes(data)
    (tmp_path / "x.zip").write_bytes(zipped({"fw.parquet": data}))
    (tmp_path / "map.yaml").write_text(
        "- files: fw.parquet\n  format: parquet\n  time: {column: when, format: epoch_ms}\n"
        "  host: {column: dev}\n  rename: {n.a: answer}\n  name: firewall\n"
    )
    evidence = collect([tmp_path / "fw.parquet", tmp_path / "x.zip"], mapping=tmp_path / "map.yaml")
    for batch in evidence.scan():
        assert isinstance(batch, EventBatch)
        (event,) = batch.events.to_pylist()
        assert (event["_host"], event["_log"], event["answer"]) == ("FW01", "firewall", "1")
        assert event["_time"].isoformat() == "2021-03-02T07:00:00+00:00"
    assert [file.format for file in evidence.files()] == ["mapped", "mapped"]
    assert "entry 1 of the mapping file" in evidence.files()[0].why


def test_a_damaged_row_group_costs_no_other() -> None:
    out = io.BytesIO()
    text = [f"{number:08}" * 20 for number in range(3000)]
    pq.write_table(pa.table({"t": text}), out, row_group_size=1000, compression="snappy", use_dictionary=False)
    data = bytearray(out.getvalue())
    begin = pq.ParquetFile(io.BytesIO(out.getvalue())).metadata.row_group(1).column(0).data_page_offset
    data[begin : begin + 2000] = b"\xff" * 2000
    events, rejected = read(bytes(data), FileMap(files="*", format="parquet"))

    assert len(events) == 2000
    ((records, offset),) = [(one.records, one.offset) for one in rejected]
    assert records == 1000
    assert 4 <= offset < begin  # that of the group before: it lies behind that
    assert read(b"PAR1" + bytes(100), FileMap(files="*", format="parquet"))[1][0].offset == 0


def test_values_as_text() -> None:
    for values, expected in (
        (pa.array([1.5, None]), ["1.5", None]),
        (pa.array([True]), ["true"]),
        (pa.array([b"a\xff"]), ["a\ufffd"]),
        (pa.array([[1, 2]]), ["[1, 2]"]),
        (pa.array([["a"], None, []]), [["a"], None, []]),
        (pa.array([b"a\xff", None]).view(pa.string()), ["a\ufffd", None]),
        (
            pa.array([[b"a\xff", b"b"], None]).cast(pa.list_(pa.binary())).view(pa.list_(pa.string())),
            [["a\ufffd", "b"], None],
        ),
        (pa.array(["x"]).dictionary_encode(), ["x"]),
    ):
        assert as_text(values).to_pylist() == expected


def examples() -> list[tuple[str, str, str, str]]:
    """The worked examples of the documentation: their file's name and content, and the mapping."""
    page = (ROOT / "docs" / "mapping.md").read_text()
    found = []
    for part in page.split("## Example ")[1:]:
        name = re.search(r"`([\w/.]+)`:\n\n```(?:csv|json)", part)
        blocks = re.findall(r"```(csv|json|yaml)\n(.*?)```", part, re.DOTALL)
        assert name is not None
        found.append((name[1], blocks[0][1], blocks[1][1], part.split(":")[0]))
    return found


@pytest.mark.parametrize(("name", "content", "mapping", "title"), examples(), ids=lambda value: value[:12])
def test_the_documented_examples_work(tmp_path: Path, name: str, content: str, mapping: str, title: str) -> None:
    path = tmp_path / "exports" / name
    path.parent.mkdir(parents=True)
    path.write_text(content)
    (tmp_path / "map.yaml").write_text(mapping)
    evidence = collect([tmp_path / "exports"], mapping=tmp_path / "map.yaml")
    covered = evidence.coverage()

    expected = {
        "1": ("LB01", "iis", 2, "2021-03-02T07:00:01.250000Z"),
        "2": ("EXCH01", "windows-sysmon", 1, "2021-03-02T07:00:01.250000Z"),
    }
    (one,) = covered
    assert (one.host, one.log_id, one.events, one.begin) == expected[title[0]]
    assert one.rejected == 0


def test_rules_watch_a_mapped_file(tmp_path: Path) -> None:
    from tocsin.hunting import hunt, load_rules

    name, content, mapping, _ = examples()[0]
    path = tmp_path / "exports" / name
    path.parent.mkdir(parents=True)
    path.write_text(content)
    (tmp_path / "map.yaml").write_text(mapping)
    hits = hunt(collect([tmp_path / "exports"], mapping=tmp_path / "map.yaml"), load_rules([]), workers=1)
    assert any(hit.host == "LB01" for hit in hits)
