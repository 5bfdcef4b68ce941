"""The steps of reading, together, on whole documents."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import tocsin
from tocsin.model.json_form import from_json, to_json
from tocsin.model.report import Document, Report
from tocsin.reading.report import STEPS, add_identifiers, add_indicators, read_document

from tests.material import DATA, needs_data

Make = Callable[..., Document]
DOCUMENTS = DATA / "documents"


def test_any_first_part_of_the_steps_can_be_run(document: Make) -> None:
    read = read_document(document("T1190 and evil[.]com, with Cobalt Strike"), steps=(add_indicators, add_identifiers))
    assert (len(read.indicators), len(read.techniques), read.behaviours) == (1, 1, ())
    assert STEPS[0] is add_indicators


def test_a_text_with_nothing_in_it_is_still_a_report(document: Make) -> None:
    read = read_document(document("The weather was fine all day."))
    assert (read.behaviours, read.indicators, read.problems) == ((), (), ())


def test_an_id_and_a_name_at_the_same_place_are_one_mention(document: Make) -> None:
    read = read_document(document("They used Cobalt Strike [S0154]."))
    spans = [(mention.start, mention.end) for mention in read.mentions]
    assert len(spans) == len(set(spans))
    assert "tool:S0154" in {behaviour.id for behaviour in read.behaviours}


def test_a_report_is_the_same_twice_and_survives_json(document: Make) -> None:
    text = "APT40 [G0065] exploited CVE-2021-26855 in the Microsoft Exchange hack; hxxp://evil[.]com/x [TA1505.003]"
    first, second = read_document(document(text)), read_document(document(text))
    assert first == second
    assert from_json(to_json(first), Report) == first


def test_of_a_very_long_text_sentences_are_read_in_its_beginning_and_values_in_all(document: Make) -> None:
    text = "Emotet is back.\n\nQakBot is back.\n\nT1190 and evil[.]com came late."
    whole, part = read_document(document(text)), read_document(document(text), prose=20)

    assert [mention.name for mention in part.mentions if mention.start < 20] == ["Emotet"]
    assert not any("qakbot" in mention.name.lower() for mention in part.mentions)
    assert (part.indicators, part.techniques) == (whole.indicators, whole.techniques)
    assert part.document.text == text
    assert len(part.document.notes) == 1
    assert "first 20 of" in part.document.notes[0]
    assert whole.document.notes == ()


@needs_data
@pytest.mark.parametrize("name", ["accusation-2021-07.txt", "AA21-200A.txt", "AA21-200B.txt", "AA21-062A.pdf"])
def test_every_span_is_inside_the_text_and_says_what_it_says(name: str) -> None:
    read = tocsin.read(DOCUMENTS / name)
    text = read.document.text
    found = (*read.mentions, *read.claims, *read.problems, *read.techniques, *read.vulnerabilities, *read.indicators)
    assert all(0 <= one.start <= one.end <= len(text) for one in found)
    assert all(text[mention.start : mention.end] == mention.text for mention in read.mentions)
    assert read.behaviours


@needs_data
def test_the_article_is_tied_to_the_exchange_incident_without_naming_a_vulnerability() -> None:
    read = tocsin.read(DOCUMENTS / "accusation-2021-07.txt")
    behaviours = {behaviour.id: behaviour for behaviour in read.behaviours}
    assert "incident:exchange-2021" in {incident.id for incident in read.incidents}
    assert "vulnerability:CVE-2021-26855" in behaviours
    assert any(identifier.startswith("step:exchange-2021/") for identifier in behaviours)
    place = behaviours["vulnerability:CVE-2021-26855"].spans[0]
    assert "Hack" in read.document.text[place.start : place.end]


@needs_data
def test_an_advisory_without_indicators_still_gives_a_useful_list() -> None:
    read = tocsin.read(DOCUMENTS / "AA21-200B.txt")
    assert sum(behaviour.kind == "technique" for behaviour in read.behaviours) >= 68
