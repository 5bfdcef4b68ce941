"""Whom a claim names: as exactly as the sentence, and nobody merged who is not the same."""

from __future__ import annotations

import pytest

from tocsin.library.parties import parties_of
from tocsin.reading.documents import document_of
from tocsin.reading.report import read_document


def keys(sentence: str, role: str) -> list[tuple[str, str]]:
    report = read_document(document_of(f"A title\n\n{sentence}\n".encode(), "x.txt"))
    return [
        (one.key, one.sort) for claim in report.claims for one in parties_of(claim, report.mentions) if one.role == role
    ]


ATTRIBUTED = "The NCSC attributed the Microsoft Exchange hack to"


@pytest.mark.parametrize(
    ("sentence", "accused"),
    [
        (f"{ATTRIBUTED} the Ministry of State Security.", ("body:CN-MSS", "body")),
        (f"{ATTRIBUTED} malicious actors affiliated with the Ministry of State Security.", ("body:CN-MSS", "body")),
        (f"{ATTRIBUTED} Chinese state-backed actors.", ("CN: state-backed", "state-backed")),
        (f"{ATTRIBUTED} Chinese state-sponsored actors.", ("CN: state-backed", "state-backed")),
        (f"{ATTRIBUTED} China.", ("CN", "country")),
        (f"{ATTRIBUTED} HAFNIUM.", ("G0125", "group")),
        (
            "The EU condemns the Microsoft Exchange hack, which was undertaken from the territory of China.",
            ("CN: territory", "territory"),
        ),
    ],
)
def test_a_level_is_not_another(sentence: str, accused: tuple[str, str]) -> None:
    assert keys(sentence, "accused") == [accused]


def test_who_is_named_beside() -> None:
    sentence = "The United Kingdom attributes the activity of APT40 against ports to the Ministry of State Security."
    assert keys(sentence, "named") == [("G0065", "group")]
    assert keys(sentence, "speaker") == [("GB", "country")]


def test_each_embassy_speaks_for_itself() -> None:
    said = "The Chinese embassy in Wellington denied that China was behind the Microsoft Exchange hack."
    assert keys(said, "speaker") == [("body:CN-EMBASSY: chinese embassy", "body")]
