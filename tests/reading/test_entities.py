"""Mentions: linked by longest match, with evidence for names that are words, ambiguity kept."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.model.report import Document, Mention, MentionKind
from tocsin.reading.documents import document_of
from tocsin.reading.entities import find_entities, find_sectors

from tests.material import DATA, needs_data

Make = Callable[..., Document]
WORDS = [
    "China",
    "’s ",
    "Net ",
    "APT40",
    " (NCSC)",
    "National Cyber Security Centre",
    " the ",
    "\n\n",
    "play ",
    "at ",
    "U.S. ",
]


def found(document: Document, text: str) -> Mention:
    return next(one for one in find_entities(document) if one.text == text)


def kinds(document: Document) -> dict[str, str]:
    return {one.text: one.kind.value for one in find_entities(document)}


@pytest.mark.parametrize(
    ("text", "name", "entity"),
    [
        ("Hackers of APT 40 came.", "APT 40", "G0065"),
        ("Advanced Persistent Threat 31 came.", "Advanced Persistent Threat 31", "G0128"),
        ("It hit the United States.", "United States", "US"),
        ("Beijing replied.", "Beijing", "CN"),
        ("He blamed Chinese spies.", "Chinese", "CN"),
        ("The UK and the EU spoke.", "UK", "GB"),
    ],
)
def test_names_aliases_adjectives_and_capitals_are_linked(document: Make, text: str, name: str, entity: str) -> None:
    assert found(document(text), name).id == entity


def test_a_possessive_is_no_part_of_the_name(document: Make) -> None:
    assert found(document("China’s hackers"), "China").end == 5


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("Ships crossed the Eastern Mediterranean.", "Eastern Mediterranean", "location"),
        ("The energy reserves in the Eastern Mediterranean Sea and a lure", "Eastern Mediterranean", "location"),
        ("It brings water to states of sub-Saharan Africa.", "sub-Saharan Africa", "location"),
        ("It was sent from SE (Sweden).", "SE", "country"),
        ("Ports such as Piraeus were hit.", "Piraeus", "location"),
        ("Hangzhou Magic Scorpion Data Technology Co. Ltd. sold.", "Hangzhou Magic Scorpion Data Technology Co. Ltd.",
         "organisation"),
        ("Researchers ascribed it to Lazarus.", "Lazarus", "intrusion-set"),
    ],
)  # fmt: skip
def test_places_companies_and_short_names(document: Make, text: str, name: str, kind: str) -> None:
    assert kinds(document(text, language="en")).get(name) == kind


def test_a_half_of_korea_needs_the_other_name(document: Make) -> None:
    assert found(document("North Korea stole it, and the North denies it."), "North").id == "KP"
    assert "North" not in kinds(document("In the north of Iran and in the North they wait."))
    assert "SE" not in kinds(document("The SE (Norway) office was closed."))


def test_a_word_that_is_also_a_name_needs_evidence(document: Make) -> None:
    text = "They play at home, and the net profit rose. The Play ransomware group struck; it ran."

    assert [one.text for one in find_entities(document(text)) if one.text in ("play", "at", "Play", "net")] == ["Play"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Killnet boasted of it on Telegram.", "Killnet"),
        ("Handala claimed to have emptied the servers.", "Handala"),
        ("The Syrian Electronic Army took over the account.", "Syrian Electronic Army"),
        ("Rhysida has claimed the attack.", "Rhysida"),
        ("Homeland Justice posted the letters.", "Homeland Justice"),
        ("Killnet boasted of it; Read my lips, it said.", "Killnet"),
        ("The intruders were Scattered Spider, police believe.", "Scattered Spider"),
    ],
)
def test_groups_that_speak_for_themselves_are_known(document: Make, text: str, name: str) -> None:
    assert kinds(document(text, language="en")).get(name) in ("intrusion-set", "malware")


def test_words_that_groups_go_by_stay_words(document: Make) -> None:
    text = "Anonymous letters came. A kraken, a lynx and termites were seen near Mount Everest; the warlock left."
    assert not {"intrusion-set", "malware"} & set(kinds(document(text, language="en")).values())


def test_an_abbreviation_means_what_the_text_introduces_it_for(document: Make) -> None:
    text = "The Australian Signals Directorate (ASD) warned. Later the ASD said more."
    ids = {one.id for one in find_entities(document(text)) if one.text in ("ASD", "Australian Signals Directorate")}

    assert len(ids) == 1


def test_a_surname_means_the_person_named_before(document: Make) -> None:
    mentions = find_entities(document("Dominic Raab spoke on Monday. Then Raab left."))

    assert [one.id for one in mentions if one.kind is MentionKind.PERSON] == ["person:dominic-raab"] * 2


def test_an_alias_of_two_actors_keeps_both(document: Make) -> None:
    mention = found(document("The group NOBELIUM attacked."), "NOBELIUM")

    assert mention.id is not None
    assert {mention.id, *mention.also} >= {"G0016"}


def test_an_incident_may_hold_another_name(document: Make) -> None:
    assert kinds(document("the SolarWinds hack"))["SolarWinds hack"] == "incident"


def test_vulnerabilities_are_mentions(document: Make) -> None:
    assert found(document("fixes cve-2021-26855 now"), "cve-2021-26855").id == "CVE-2021-26855"


def test_a_sector_word_needs_a_sector_beside_it(document: Make) -> None:
    assert find_sectors(document("They have the energy to run.")) == ()
    assert [one.text for one in find_sectors(document("attacks on the energy sector"))] == ["energy"]


@needs_data
def test_the_speakers_of_the_article_are_found() -> None:
    data = (DATA / "documents" / "accusation-2021-07.txt").read_bytes()
    ids = {one.id for one in find_entities(document_of(data, "a.txt"))}

    assert ids >= {"US", "GB", "body:EU", "person:antony-blinken", "person:dominic-raab", "person:josep-borrell"}
    assert ids >= {
        "body:CN-MSS",
        "G0065",
        "G0128",
        "body:US-WH",
        "body:US-NSA",
        "body:US-DOJ",
        "incident:exchange-2021",
    }


@settings(derandomize=True, max_examples=50)
@given(st.lists(st.sampled_from(WORDS), max_size=10))
def test_spans_hold_what_they_say_and_plain_mentions_do_not_meet(pieces: list[str]) -> None:
    text = "".join(pieces) + "."
    ends = 0
    for mention in find_entities(document_of(text.encode(), "report.txt")):
        assert text[mention.start : mention.end] == mention.text
        if mention.kind is not MentionKind.INCIDENT:
            assert mention.start >= ends
            ends = mention.end
