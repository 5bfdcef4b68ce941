"""Results of other hunters, in JSON and CSV: hits with their rule, never taken for a log."""

from __future__ import annotations

import json

import pytest

from tocsin.collecting.format import Certainty
from tocsin.collecting.formats import detections, recognise
from tocsin.knowledge.logs import find

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples import DUMPED
from tests.collecting.samples_windows import HAYABUSA

TIMELINE = {
    "Timestamp": "2021-03-02 07:00:00.609 +00:00",
    "RuleTitle": "Proc Exec",
    "Level": "info",
    "Computer": "ws1.example",
    "Channel": "Sysmon",
    "EventID": 1,
    "RecordID": 78,
    "Details": {"Cmdline": "cmd", "Proc": "C:\\x.exe"},
    "RuleID": "a",
}
DETECTION = {
    "group": "Sigma",
    "kind": "individual",
    "document": {"kind": "evtx", "path": "a.evtx", "data": DUMPED},
    "name": "Proc Exec",
    "timestamp": "2021-03-02T07:00:00.609123+00:00",
    "level": "low",
}
RESULT = {
    "title": "Proc Exec",
    "id": "a",
    "rule_level": "low",
    "tags": ["attack.t1059"],
    "count": 1,
    "matches": [{"Computer": "ws1.example", "SystemTime": "2021-03-02T07:00:00.609Z", "Image": "C:\\x.exe"}],
}
FORMS = {
    "hayabusa-json": json.dumps(TIMELINE, indent=4).encode(),
    "hayabusa-jsonl": json.dumps(TIMELINE).encode() + b"\n",
    "hayabusa-csv": HAYABUSA,
    "chainsaw-json": json.dumps([DETECTION]).encode(),
    "chainsaw-jsonl": json.dumps(DETECTION).encode() + b"\n",
    "zircolite": json.dumps([RESULT], indent=4).encode(),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_detection_in_every_form(form: str) -> None:
    known = recognise(FORMS[form][:8192], "x")
    assert known is not None
    assert (known[0].name, known[1]) == ("detections", Certainty.SURE)
    events, rejected = events_and_rejections(detections.FORMAT, FORMS[form])

    assert rejected == []
    event = events[0]
    assert event["_log"].lower() == form.partition("-")[0]
    assert (event["_host"], event["RuleTitle"], event["Image"]) == ("ws1.example", "Proc Exec", "C:\\x.exe")
    assert event["_time"].isoformat()[:23] == "2021-03-02T07:00:00.609"


def test_no_rule_takes_hits_for_a_log() -> None:
    entry = find("detections", "Hayabusa")
    assert entry is not None
    assert entry.logsource.product == "detections"
    assert entry.records[0].category is None


def test_what_is_no_detection_is_kept_and_damage_told() -> None:
    events, rejected = events_and_rejections(
        detections.FORMAT, FORMS["hayabusa-jsonl"] + b'{"a": 1}\n{"Timestamp": "x\n'
    )
    assert len(events) == 2
    assert len(rejected) == 1
    events, rejected = events_and_rejections(detections.FORMAT, HAYABUSA + b"1,2\r\n")
    assert len(rejected) == 1


@pytest.mark.parametrize(
    "head", [b'{"document": {}}', b'{"RuleTitle": 1}', b"a,b\n", b"", b'{"title": "x", "matches": []}']
)
def test_other_files_are_none(head: bytes) -> None:
    assert detections.recognise(head, "hayabusa.csv") is Certainty.NO
