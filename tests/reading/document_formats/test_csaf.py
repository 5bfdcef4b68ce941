"""CSAF advisories become text; what they say of themselves is taken from their tracking."""

from __future__ import annotations

import json

import pytest

from tocsin.model.errors import DocumentError
from tocsin.reading import report
from tocsin.reading.document_formats import csaf
from tocsin.reading.document_formats.extracted import Limits
from tocsin.reading.documents import document_of

ADVISORY = {
    "document": {
        "category": "csaf_security_advisory",
        "csaf_version": "2.0",
        "lang": "en-US",
        "title": "Vulnerabilities in a mail server",
        "publisher": {"category": "vendor", "name": "Example Corp"},
        "tracking": {"id": "EX-1", "current_release_date": "2021-03-03T08:00:00Z", "version": "1.2"},
        "notes": [
            {"category": "summary", "title": "Summary", "text": "Attackers used the server to write web shells."},
            {"category": "legal_disclaimer", "text": "All rights reserved."},
        ],
    },
    "product_tree": {
        "branches": [{"branches": [{"product": {"product_id": "P1", "name": "Mail Server 2019"}}]}],
        "full_product_names": [{"product_id": "P2", "name": "Mail Server 2016"}],
    },
    "vulnerabilities": [
        {
            "cve": "CVE-2021-26855",
            "title": "Server-side request forgery",
            "notes": [{"category": "description", "text": "It is exploited from 198.51.100.7."}],
            "product_status": {"known_affected": ["P1", "P2", "P3"]},
            "remediations": [{"details": "Install the update."}, {"details": "Install the update."}],
        }
    ],
}


def test_an_advisory() -> None:
    read = csaf.read(json.dumps(ADVISORY).encode(), "a.json", Limits())
    assert (read.title, read.publisher, read.version) == ("Vulnerabilities in a mail server", "Example Corp", "1.2")
    assert (read.published, read.language) == ("2021-03-03T08:00:00Z", "en")
    assert read.text.split("\n\n") == [
        "Vulnerabilities in a mail server",
        "Summary\nAttackers used the server to write web shells.",
        "CVE-2021-26855 Server-side request forgery",
        "It is exploited from 198.51.100.7.",
        "Install the update.",
        "Known to be affected: Mail Server 2019, Mail Server 2016.",
    ]


def test_the_whole_way() -> None:
    document = document_of(json.dumps(ADVISORY).encode(), "a.json")
    found = report.read_document(document, steps=report.STEPS[:2])
    assert [one.id for one in found.vulnerabilities] == ["CVE-2021-26855"]
    assert [one.value for one in found.indicators if one.type == "ipv4-addr"] == ["198.51.100.7"]


@pytest.mark.parametrize("content", [b'{"document": {', b'{"document": 1, "vulnerabilities": []}', b"[]"])
def test_no_advisory(content: bytes) -> None:
    with pytest.raises(DocumentError):
        csaf.read(content, "a.json", Limits())


def test_odd_parts_are_passed_over() -> None:
    odd = {"document": {"title": 7, "notes": [1, {"text": "kept"}]}, "vulnerabilities": [None, {"cve": "CVE-2020-1"}]}
    assert csaf.read(json.dumps(odd).encode(), "a.json", Limits()).text == "kept\n\nCVE-2020-1"
