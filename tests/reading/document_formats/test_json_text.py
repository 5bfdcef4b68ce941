"""JSON advisories of other kinds: their texts in order, nothing of their fields' names."""

from __future__ import annotations

import json

from tocsin.reading.document_formats import json_text
from tocsin.reading.document_formats.extracted import Limits
from tocsin.reading.documents import document_of

OSV = {
    "id": "GHSA-xxxx",
    "summary": "Code execution in a logger",
    "published": "2021-12-10T00:40:56Z",
    "aliases": ["CVE-2021-44228"],
    "details": "An attacker who controls messages can run code. " * 4,
    "severity": [{"score": 10}],
    "database_specific": {"reviewed": True},
}


def test_an_osv_entry() -> None:
    read = document_of(json.dumps(OSV).encode(), "osv.json")
    assert (read.title, read.published) == ("Code execution in a logger", "2021-12-10T00:40:56Z")
    assert read.text.splitlines()[:4] == [
        "GHSA-xxxx", "Code execution in a logger", "2021-12-10T00:40:56Z", "CVE-2021-44228"
    ]  # fmt: skip
    assert "severity" not in read.text


def test_a_list_and_its_first() -> None:
    read = json_text.read(json.dumps([{"title": "A"}, {"title": "B"}]).encode(), "a.json", Limits())
    assert (read.title, read.text) == ("A", "A\nB\n")


def test_what_is_no_json_is_text() -> None:
    assert json_text.read(b"{ not json", "a.json", Limits()).text == "{ not json"


def test_depth_is_no_trouble() -> None:
    deep = b"[" * 200 + b'"x"' + b"]" * 200
    assert "x" in json_text.read(deep, "a.json", Limits()).text
    endless = b"[" * 100_000
    assert json_text.read(endless, "a.json", Limits()).text == endless.decode()
