"""All hits on the page: nothing left out unsaid, compressed, inert."""

from __future__ import annotations

import base64
import gzip
import json
import re

import pytest

from tocsin.showing.arrange import findings_of_hits
from tocsin.showing.pages import hits as module
from tocsin.showing.pages.hits import all_hits

from tests.showing.html_tree import Page
from tests.showing.verdicts import ALL_HITS, NASTY, VERDICT, hit, hostile


def shown(hits) -> str:
    belongs = findings_of_hits(VERDICT)
    return all_hits(hits, lambda one: belongs.get((one.rule.id, one.host)), lambda finding: finding.id)


def data(text: str, name: str) -> list:
    packed = re.findall(rf'<template class="{name}">(.*?)</template>', text)
    return [json.loads(line) for part in packed for line in gzip.decompress(base64.b64decode(part)).splitlines()]


def test_every_hit_has_a_line_in_the_columns_and_a_record() -> None:
    text = shown(ALL_HITS)
    (index,) = data(text, "index")
    records = data(text, "records")

    assert len(index["time"]) == len(records) == len(ALL_HITS)
    assert index["time"][0] == "2021-03-02 23:01:09"
    assert index["outcomes"]["seen"] == ["■ seen", "seen"]
    assert index["findings"][index["finding"][0]][0] == "attempted"
    assert records[0][0] == ["mxs02/u_ex210302.log record 88, byte 9001"]
    assert ["cs-uri-stem", "/ecp/x.js"] in records[0][2]
    assert records[1][1] == [["TargetFilename", "contains", "\\FrontEnd\\HttpProxy\\"]]
    assert records[5][0] == ["a.evtx record 1, byte 0", "b.evtx record 2, byte 9"], "a correlation has several places"


def test_a_hit_that_counts_for_nothing_has_no_finding() -> None:
    (index,) = data(shown([hit(1, host="elsewhere")]), "index")

    assert index["findings"] == [["", ""]]


def test_what_strangers_wrote_is_inert_and_no_markup() -> None:
    text = shown(hostile()[1])

    assert "<script>" not in text
    assert "\x1b" not in json.dumps(data(text, "records"), ensure_ascii=False)
    assert "\u202e" not in json.dumps(data(text, "index"), ensure_ascii=False)
    assert "\\u202e" in data(text, "index")[0]["rules"][0][0]
    assert Page(text).wrong == []
    assert NASTY.split()[0] in data(text, "index")[0]["rules"][0][0], "shown, and not left out"


def test_records_beyond_the_room_are_places_only_and_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BLOCK", 2)
    monkeypatch.setattr(module, "RECORDS_BYTES", 700)
    text = shown(hit(number) for number in range(10))
    records = data(text, "records")

    bare = sum(record[2] is None for record in records)
    assert 0 < bare < len(records) == 10
    assert f"Of the last {bare} only the place is here" in Page(text).text


def test_hits_beyond_the_most_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 3)

    assert "7 more are in hits.jsonl." in Page(shown(hit(number) for number in range(10))).text


def test_no_hit_no_section() -> None:
    assert shown(()) == ""
