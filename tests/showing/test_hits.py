"""hits.jsonl: one hit a line, in the contract's form; a correlation has `events`."""

from __future__ import annotations

import json

import jsonschema

from tocsin.showing.hits import from_line, lines
from tocsin.showing.schema import SCHEMAS

from tests.showing.verdicts import ALL_HITS, CORRELATION, HITS, hostile


def test_a_line_has_the_fields_of_the_contract() -> None:
    (line,) = lines(HITS[1:2])
    hit = json.loads(line)

    assert list(hit)[:6] == ["time", "host", "rule", "source", "logsource", "event"]
    assert hit["rule"].keys() == {"id", "title", "level", "tags"}
    assert hit["source"] == {"path": "logs.zip/sysmon.evtx", "record": 4101, "offset": 66048}
    assert hit["logsource"] == {"product": "windows", "category": None, "service": "sysmon"}
    assert hit["event"]["EventID"] == 11
    assert hit["matched"][0]["field"] == "TargetFilename"


def test_a_correlation_has_events_in_place_of_source_and_event() -> None:
    hit = json.loads(next(lines([CORRELATION])))

    assert "source" not in hit
    assert "event" not in hit
    assert [event["source"]["path"] for event in hit["events"]] == ["a.evtx", "b.evtx"]


def test_every_line_satisfies_the_schema_hostile_ones_too() -> None:
    schema = SCHEMAS["hit.schema.json"]()
    shown = list(lines((*ALL_HITS, *hostile()[1])))

    assert len(shown) == 2 * len(ALL_HITS)
    for line in shown:
        assert line.count(b"\n") == 1
        jsonschema.validate(json.loads(line), schema)


def test_a_line_gives_the_hit_back() -> None:
    for given in ALL_HITS:
        (line,) = lines([given])
        assert from_line(line) == given
