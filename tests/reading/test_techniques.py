"""Techniques by name: ATT&CK's own names and plain phrases; common words are not believed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tocsin.model.report import Document
from tocsin.reading.documents import open_document
from tocsin.reading.techniques import find_techniques

from tests.material import DATA, needs_data

Make = Callable[..., Document]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("They used Ingress Tool Transfer to bring more.", ["T1105"]),
        ("It does System Network Configuration Discovery", ["T1016"]),
        ("planted webshells and Web\nShells", ["T1505.003", "T1505.003"]),
        ("through phishing", ["T1566"]),
        ("“process hollowing” – é", ["T1055.012"]),
        ("Compromise Infrastructure: Domains", ["T1584"]),
        ("Phishing: Spearphishing Attachment", ["T1566", "T1566.001"]),
        ("Web Shell [T1505.003]", []),
        ("ingress tool transfer", ["T1105"]),
        ("system services and email accounts at the server", []),
        ("a scheduled task", ["T1053.005"]),
        ("Server, Tool, Malware, At, Domains, Software, Trap", []),
        ("Trademark Recognition\nWeb Shell is a mark.", []),
        ("Ransomware attacks and DDoS; sites were defaced.", ["T1486", "T1498", "T1491"]),
    ],
)
def test_names(document: Make, text: str, ids: list[str]) -> None:
    read = document(text)
    found = find_techniques(read)
    assert [m.id for m in found] == ids
    assert {m.basis for m in found} <= {"name"}


def test_spans_count_characters(document: Make) -> None:
    read = document("“é” webshell")
    (found,) = find_techniques(read)
    assert read.text[found.start : found.end] == "webshell"


@needs_data
def test_an_advisory_without_ids_names_web_shells() -> None:
    found = {m.id for m in find_techniques(open_document(DATA / "documents" / "AA21-062A.pdf"))}
    assert "T1505.003" in found
    assert found <= {"T1505.003", "T1189"}
