"""STIX bundles become text: names, descriptions, values of patterns, relations as sentences."""

from __future__ import annotations

import json

import pytest

from tocsin.model.errors import DocumentError
from tocsin.reading.document_formats import stix
from tocsin.reading.document_formats.extracted import Limits
from tocsin.reading.documents import document_of
from tocsin.reading.indicators import find_indicators

BUNDLE = {
    "type": "bundle",
    "id": "bundle--1",
    "objects": [
        {"type": "identity", "id": "identity--1", "name": "CISA"},
        {
            "type": "report",
            "id": "report--1",
            "name": "A report",
            "published": "2021-07-19T00:00:00Z",
            "created_by_ref": "identity--1",
        },
        {"type": "intrusion-set", "id": "intrusion-set--1", "name": "APT40", "aliases": ["Leviathan"]},
        {"type": "malware", "id": "malware--1", "name": "China Chopper"},
        {
            "type": "relationship",
            "relationship_type": "uses",
            "source_ref": "intrusion-set--1",
            "target_ref": "malware--1",
        },
        {
            "type": "indicator",
            "name": "c2",
            "pattern": "[domain-name:value = 'evil-c2.com' OR ipv4-addr:value = '1.2.3.4']",
        },
        {"type": "attack-pattern", "name": "Web Shell", "external_references": [{"external_id": "T1505.003"}]},
    ],
}


def test_a_bundle_reads_like_a_report() -> None:
    data = json.dumps(BUNDLE).encode()
    read = document_of(data, "b.json")
    assert (read.title, read.publisher, read.published) == ("A report", "CISA", "2021-07-19T00:00:00Z")
    assert "APT40 uses China Chopper." in read.text
    assert "T1505.003" in read.text
    assert {i.value for i in find_indicators(read)} == {"evil-c2.com", "1.2.3.4"}


@pytest.mark.parametrize("objects", [[], None, "x", [1, 2]])
def test_a_bundle_without_objects(objects: object) -> None:
    with pytest.raises(DocumentError):
        stix.read(json.dumps({"type": "bundle", "objects": objects}).encode(), "b.json", Limits())


def test_odd_fields_do_not_break_it() -> None:
    odd = {
        "type": "bundle",
        "objects": [
            {"type": 1, "name": 2, "aliases": "x", "external_references": [1], "pattern": 3, "hashes": {"a": 1}}
        ],
    }
    assert isinstance(stix.read(json.dumps(odd).encode(), "b.json", Limits()).text, str)
