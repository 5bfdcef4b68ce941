"""Profiles: the columns that other tools have, in their order, and no cell that is a formula."""

from __future__ import annotations

import csv
import io
import json

from tocsin.model.hits import Hit, Matched, Place
from tocsin.model.logs import LogSource
from tocsin.model.rules import RuleInfo
from tocsin.showing.profiles import write_profile

HIT = Hit(
    time="2021-03-02T10:00:00Z",
    host="EX01",
    rule=RuleInfo(id="r-1", title="=cmd", level="critical", tags=("attack.t1059", "attack.execution")),
    source=Place(path="a.evtx", record=7, offset=512),
    logsource=LogSource(product="windows"),
    event={"EventID": 1, "Channel": "Sysmon", "Image": "C:\\x.exe", "Data": ("a", "b"), "User": None},
    matched=(Matched(field="Image", modifier="endswith", value="C:\\x.exe"),),
)


def written(profile: str, form: str, *hits: Hit) -> str:
    out = io.BytesIO()
    write_profile(hits, out, profile=profile, form=form)
    return out.getvalue().decode()


def test_hayabusa_has_exactly_its_standard_columns() -> None:
    header, row = csv.reader(io.StringIO(written("hayabusa", "csv", HIT)))

    assert header == [
        "Timestamp", "RuleTitle", "Level", "Computer", "Channel", "EventID", "RecordID", "Details", "ExtraFieldInfo",
        "RuleID",
    ]  # fmt: skip
    assert row[0] == "2021-03-02T10:00:00Z"
    assert row[1] != "=cmd"
    assert row[1].endswith("=cmd")
    assert row[2:] == ["crit", "EX01", "Sysmon", "1", "7", "Image: C:\\x.exe", "Data: a, b", "r-1"]


def test_the_header_stands_also_without_hits() -> None:
    assert written("ecs", "csv").startswith("@timestamp,event.kind,")


def test_ecs_as_json_lines() -> None:
    line = json.loads(written("ecs", "jsonl", HIT))

    assert line["event.code"] == "1"
    assert line["log.offset"] == 512
    assert line["message"] == "EventID: 1 ¦ Channel: Sysmon ¦ Image: C:\\x.exe ¦ Data: a, b"


def test_a_hit_of_several_events_stands_where_the_first_does() -> None:
    places = (Place(path="b.evtx", record=1, offset=0), Place(path="c.evtx", record=2, offset=9))
    hit = Hit(time=None, host=None, rule=HIT.rule, source=None, logsource=LogSource(), event=None, events=places)

    line = json.loads(written("hayabusa", "jsonl", hit))

    assert (line["Timestamp"], line["RecordID"], line["Details"], line["EventID"]) == ("", 1, "", "")


def test_timesketch_has_its_three_columns_as_csv_too() -> None:
    (row,) = csv.DictReader(io.StringIO(written("timesketch", "csv", HIT)))

    assert row["message"].endswith("=cmd on EX01")
    assert row["datetime"] == "2021-03-02T10:00:00+00:00"
    assert row["timestamp_desc"] == "Event recorded"
    assert row["tag"] == "attack.t1059,attack.execution"
    assert "Image: C:\\x.exe" in row["details"]
