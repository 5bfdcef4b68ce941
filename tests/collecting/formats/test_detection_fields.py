"""Detections of other tools: the rule and the event, under one set of names."""

from __future__ import annotations

import pytest

from tocsin.collecting.formats.detection_fields import chainsaw, chainsaw_row, hayabusa, zircolite

from tests.collecting.samples import DUMPED


def test_short_names_of_hayabusa() -> None:
    line = {
        "Timestamp": "2021-03-02 07:00:00.123 +00:00",
        "RuleTitle": "Proc Exec",
        "Level": "info",
        "Computer": "ws1.example",
        "Channel": "Sysmon",
        "EventID": 1,
        "Details": "Cmdline: cmd /c a: b \u00a6 Proc: C:\\x.exe \u00a6 User: CORP\\eve \u00a6 LID: 0x3e7",
        "ExtraFieldInfo": "CurrentDirectory: C:\\ \u00a6 Hashes: MD5=1",
    }
    event = hayabusa(line)
    assert (event["CommandLine"], event["Image"], event["LogonId"]) == ("cmd /c a: b", "C:\\x.exe", "0x3e7")
    assert (event["CurrentDirectory"], event["Hashes"]) == ("C:\\", "MD5=1")
    assert (event["RuleLevel"], event["Channel"]) == ("info", "Microsoft-Windows-Sysmon/Operational")
    assert hayabusa(line | {"Details": {"Cmdline": "x"}})["CommandLine"] == "x"


@pytest.mark.parametrize("details", ["-", "", None, "no pairs here", 5, ["a"]])
def test_details_that_are_none(details: object) -> None:
    event = hayabusa({"Timestamp": "t", "RuleTitle": "r", "Details": details})
    assert event["RuleTitle"] == "r"
    assert event.get("Details") == (details if details == "no pairs here" else None)


def test_chainsaw_has_one_document_or_several() -> None:
    document = {"kind": "evtx", "path": "a.evtx", "data": DUMPED}
    rule = {"group": "Sigma", "kind": "individual", "name": "r", "level": "high", "timestamp": "2021-03-02T07:00:00Z"}
    events = chainsaw(rule | {"document": document})
    assert len(events) == 1
    assert (events[0]["Image"], events[0]["RecordID"], events[0]["SourceFile"]) == ("C:\\x.exe", "78", "a.evtx")
    assert events[0]["_time"] == "2021-03-02T07:00:00.609123Z"
    assert len(chainsaw(rule | {"kind": "aggregate", "documents": [document, document, 1]})) == 2
    assert chainsaw(rule | {"document": {"data": {"a": {"b": 1}}}})[0]["a.b"] == "1"
    assert chainsaw({"document": "x"}) == []


def test_rows_of_chainsaw_and_matches_of_zircolite() -> None:
    assert chainsaw_row({"timestamp": "t", "detections": "a;b", "path": "p", "Event ID": "1", "x": ""}) == {
        "Tool": "Chainsaw",
        "Timestamp": "t",
        "RuleTitle": "a;b",
        "SourceFile": "p",
        "EventID": "1",
    }
    events = zircolite({"title": "r", "rule_level": "high", "matches": [{"SystemTime": "s", "Image": "i"}, 3]})
    assert events == [
        {"Tool": "Zircolite", "RuleTitle": "r", "RuleLevel": "high", "SystemTime": "s", "Image": "i", "_time": "s"}
    ]
