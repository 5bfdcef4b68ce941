"""Numbers and beginnings of an incident, and whose word they are."""

from __future__ import annotations

import pytest

from tocsin.library.stated import stated
from tocsin.reading.documents import document_of
from tocsin.reading.report import read_document

CISA = "Cybersecurity and Infrastructure Security Agency"


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("More than 250,000 servers were affected.", [("count:servers", "250000", "A Paper")]),
        ("Volexity said the attacks began on 3 January 2021.", [("begin", "2021-01-03", "Volexity")]),
        ("CISA saw exploitation since at least January 2021.", [("begin", "2021-01", CISA)]),
        ("It hit 30 thousand organisations.", [("count:organizations", "30000", "A Paper")]),
        ("The year 2021 was long, and 2021 servers are none.", [("count:servers", "2021", "A Paper")]),
        ("It was bad.", []),
    ],
)  # fmt: skip
def test_statements(sentence: str, told: list[tuple[str, str, str]]) -> None:
    text = f"The Microsoft Exchange hack\n\nPublisher: A Paper\n\n{sentence}\n"
    report = read_document(document_of(text.encode(), "x.txt"))
    assert [(one.kind, one.value, one.speaker) for one in stated(report)] == told


def test_without_an_incident_nothing_is_stated() -> None:
    report = read_document(document_of(b"A title\n\nMore than 250,000 servers were sold.\n", "x.txt"))
    assert list(stated(report)) == []
