"""Incidents: what ties a text to a case, and that a passing word does not."""

from __future__ import annotations

from collections.abc import Callable

from tocsin.model.report import Document, Vulnerability
from tocsin.reading.documents import document_of
from tocsin.reading.entities import find_entities
from tocsin.reading.incidents import find_incidents, incident_of, incident_spans
from tocsin.reading.sentences import split

from tests.material import DATA, needs_data

Make = Callable[..., Document]


def incidents(document: Document, *cves: str) -> list[tuple[str, str]]:
    named = tuple(Vulnerability(id=cve, known_exploited=True, start=0, end=0) for cve in cves)
    return [(one.id, one.basis) for one in find_incidents(document, find_entities(document), named)]


def test_a_name_is_enough(document: Make) -> None:
    assert incidents(document("They condemned the Microsoft Exchange hack.")) == [("incident:exchange-2021", "name")]


def test_a_looser_cue_needs_a_word_beside_it(document: Make) -> None:
    assert incidents(document("The Microsoft attack was bad.")) == []
    assert incidents(document("The Microsoft attack was bad. Exchange servers fell.")) == [
        ("incident:exchange-2021", "name")
    ]


def test_vulnerabilities_tie_a_text_to_their_incident(document: Make) -> None:
    assert incidents(document("Patch now."), "CVE-2021-26855", "CVE-2021-27065") == [
        ("incident:exchange-2021", "vulnerability")
    ]


def test_one_vulnerability_among_very_many_does_not(document: Make) -> None:
    many = [f"CVE-2020-{number}" for number in range(1000, 1020)]

    assert incidents(document("A catalogue."), "CVE-2021-26855", *many) == []


def test_a_text_of_no_case_has_none(document: Make) -> None:
    assert incidents(document("The museum opens on Saturday.")) == []


def test_the_attack_is_the_last_that_was_so_called(document: Make) -> None:
    text = "The SolarWinds hack was found. Victims of the attack spoke."
    made = document(text)
    spans = incident_spans(made, find_entities(made))

    assert incident_of(split(text)[1], spans) == "incident:solarwinds-2020"


@needs_data
def test_the_article_is_tied_to_its_incident_by_name_alone() -> None:
    made = document_of((DATA / "documents" / "accusation-2021-07.txt").read_bytes(), "a.txt")

    assert incidents(made)[0] == ("incident:exchange-2021", "name")
