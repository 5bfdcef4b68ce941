"""Claims of whole texts: the article, own texts with gold, texts that claim nothing, and hostile ones."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.model.report import Claim, Document, Problem
from tocsin.reading.claims import find_claims
from tocsin.reading.documents import document_of
from tocsin.reading.entities import find_entities
from tocsin.reading.incidents import find_incidents
from tocsin.reading.problems import find_problems
from tocsin.reading.report import read_document
from tocsin.reading.victims import find_victims

from benchmarks.read_claims import OWN, read, score
from tests.material import DATA, needs_data

Make = Callable[..., Document]
ARTICLE = DATA / "documents" / "accusation-2021-07.txt"
WORDS = [
    "The US ",
    "accused ",
    "China ",
    "of ",
    "hacking",
    ", ",
    "“",
    "”",
    ". ",
    "said ",
    "that ",
    "it ",
    "and ",
    "was ",
    "by ",
    "\n\n",
    "who ",
]


def claims_of(document: Document) -> tuple[Claim, ...]:
    mentions = find_entities(document)
    return find_claims(document, mentions, find_incidents(document, mentions, ()))[0]


def test_own_texts_reach_what_is_promised_and_nothing_is_objected_to_in_them() -> None:
    # a text is read once for both, since reading is what takes the time
    objected: list[Problem] = []

    def claims(text: str) -> tuple[Claim, ...]:
        made = document_of(text.encode(), "a.txt")
        mentions = find_entities(made)
        incidents = find_incidents(made, mentions, ())
        found, _ = find_claims(made, mentions, incidents)
        victims = find_victims(made, mentions, found, incidents)
        objected.extend(find_problems(made, mentions, found, incidents, victims))
        return found

    figures = score(OWN / "claims.jsonl", OWN, claims_of=claims)

    assert objected == []

    assert figures["lenient f1"] >= 0.8
    assert figures["strict f1"] >= 0.65
    assert figures["speaker ids"] >= 0.9
    assert figures["accused ids"] >= 0.9
    assert figures["gold"] >= 300
    assert figures["read where nothing is claimed"] == 0


def test_texts_kept_aside_are_read_not_much_worse() -> None:
    kept = OWN.parent / "claims-kept"
    figures = score(kept / "claims.jsonl", kept)

    assert figures["lenient f1"] >= 0.75
    assert figures["strict f1"] >= 0.62
    assert figures["read where nothing is claimed"] == 0


@needs_data
def test_the_shared_texts_reach_what_is_promised() -> None:
    figures = score(DATA / "claims" / "claims.jsonl", DATA / "claims" / "texts")

    assert figures["lenient f1"] >= 0.85
    assert figures["read where nothing is claimed"] == 0


@needs_data
@pytest.mark.parametrize(
    ("words", "act", "speakers", "accused"),
    [
        ("formally accused the Chinese", "accuse", ("US", "GB", None), ("CN",)),
        ("accusing China’s Ministry", "accuse", (None,), ("CN",)),
        ("holding the People’s Republic", "accuse", ("US",), ("CN",)),
        ("must end this systematic", "demand", ("GB",), ("CN",)),
        ("in their condemning of", "condemn", ("GB",), ("CN",)),
        ("supporting the claim that", "support", (None,), ("CN",)),
        ("linked to the hacker groups", "link", ("GB", "GB", "GB"), ("G0065", "G0128")),
        ("are exposing further details", "expose", ("US",), ("CN",)),
        ("has charged four", "charge", ("US",), ("CN",)),
        ("Lisa Monaco said", "accuse", ("US",), ("CN",)),
    ],
)
def test_the_speakers_of_the_article(
    words: str, act: str, speakers: tuple[str | None, ...], accused: tuple[str, ...]
) -> None:
    found = claims_of(document_of(ARTICLE.read_bytes(), "a.txt"))

    assert (act, speakers, accused) in [
        (one.act.value, one.speaker_ids, one.accused_ids) for one in found if words in one.quote
    ]


@needs_data
def test_the_article_is_read_as_its_gold_has_it(tmp_path: Path) -> None:
    text = document_of(ARTICLE.read_bytes(), "a.txt").text
    gold = yaml.safe_load((OWN.parent / "article.yaml").read_text(encoding="utf-8"))
    claims = [
        {"negated": False, **one, "quote_start_words": text[one["at"] : one["at"] + 60]} for one in gold["claims"]
    ]
    (tmp_path / "gold.jsonl").write_text(json.dumps({"text": "article", "claims": claims}), encoding="utf-8")
    (tmp_path / "article.txt").write_text(text, encoding="utf-8")

    figures = score(tmp_path / "gold.jsonl", tmp_path)

    assert figures["gold"] == 13
    assert figures["lenient f1"] >= 0.85


@needs_data
def test_the_article_s_problems_are_those_of_its_gold_and_no_others() -> None:
    gold = yaml.safe_load((OWN.parent / "article.yaml").read_text(encoding="utf-8"))
    report = read_document(document_of(ARTICLE.read_bytes(), "a.txt"))

    wanted = {(one["kind"], one["at"]) for one in gold["problems"]}
    found = {(one.kind, next((at for kind, at in wanted if kind == one.kind and one.start <= at < one.end), one.start))
             for one in report.problems}  # fmt: skip

    assert found == wanted


@needs_data
def test_quotes_are_the_document_s_own_words() -> None:
    document = document_of(ARTICLE.read_bytes(), "a.txt")

    assert all(document.text[one.start : one.end] == one.quote for one in claims_of(document))


def test_the_same_act_said_again_is_one_claim_with_another_span(document: Make) -> None:
    text = "Canada accuses Iran of hacking\n\nCanada accused Iran of hacking its parliament. More text."
    (claim,) = claims_of(document(text, language="en"))

    assert len(claim.also) == 1
    assert claim.quote.endswith("parliament.")


@pytest.mark.parametrize(
    ("text", "act", "speakers", "accused"),
    [
        ('"No country has used hackers as recklessly as Russia," Assistant Attorney General John Demers said.',
         "accuse", ("John Demers",), ("Russia",)),
        ("The FBI blamed North Korea for the heist. Exchanges and companies were urged to block the addresses.",
         "advise", ("FBI",), ()),
        ("Canada blamed Russia for the hack. Foreign Secretary David Cameron called the attempts unacceptable.",
         "condemn", ("David Cameron",), ("Russia",)),
        ("It was the investigator known as ZachXBT, whose analysis laid it at the door of the Lazarus Group.",
         "attribute", ("ZachXBT",), ("Lazarus Group",)),
        ("Berlin sees it otherwise: the GRU runs the campaign, a spokeswoman of the Foreign Office, Andrea Sasse, "
         "said in 2021.", "accuse", ("Andrea Sasse",), ("GRU",)),
        ("Britain accused Russia of it. \"No evidence has been presented,\" the Russian embassy in London replied.",
         "deny", ("Russian embassy",), ("Russia",)),
        ("An indictment unsealed on Friday in federal court in Boston charges Lee Adams and Mary Poole with hacking.",
         "charge", (), ("Lee Adams", "Mary Poole")),
        ("Police said three men belong to the gang behind Trickbot.", "link", ("Police",), ("three men",)),
        ("Iran denied having robbed banks and said Israel was spreading rumours.", "accuse", ("Iran",), ("Israel",)),
        ("Iran denied it and accused Israel of theft. Iran has a bank. Experts wrote that "
         "the country used cyberattacks.",
         "accuse", ("Experts",), ("Iran",)),
        ("After the hack she spoke up. Senator Lee Adams accused the government of keeping voters in the dark.",
         "accuse", ("Lee Adams",), ("government",)),
        ("\"This report details how Iranian actors waged a campaign to erode confidence in elections,\" "
         "minister Lee Adams said.", "accuse", ("Lee Adams",), ("Iranian actors",)),
        ("Law enforcement had told reporters that the attacks originated in Russia.",
         "attribute", ("Law enforcement",), ("Russia",)),
        ("The Guardian had told of the hack. The paper also accused senior staff of hiding it.",
         "accuse", ("Guardian",), ("senior staff",)),
        ("OFAC is also designating Lee Adams, the director, who has advertised hacks on criminal forums.",
         "sanction", ("OFAC",), ("Lee Adams",)),
        ("\"Hosts like Evil Corp help attackers,\" said Under Secretary John K. Adams.",
         "accuse", ("John K. Adams",), ("Evil Corp",)),
        ("Lee Adams confirmed on Friday that the ministry was hacked in May, but declined to blame China.",
         "accuse", ("Lee Adams",), ("China",)),
        ("The FBI and CISA have seen Russian hackers attack victims whose services run outdated software.",
         "expose", ("FBI", "CISA"), ("Russian hackers",)),
        ("Lee Adams said that Iran had the appetite to attack banks.", "accuse", ("Lee Adams",), ("Iran",)),
        ("\"I know who did it,\" minister Lee Adams said. Asked whether he meant Iran, he gave no answer.",
         "attribute", ("Lee Adams",), ("Iran",)),
        ("According to evidence given by GCHQ, Iranian hackers have gone after universities.",
         "accuse", ("GCHQ",), ("Iranian hackers",)),
        ("Iran poses a threat in cyberspace, the Health and Energy Committee said.",
         "accuse", ("Health and Energy Committee",), ("Iran",)),
        ("\"Russia's aim was to harm our state with these attacks,\" Foreign Minister Margus Tsahkna said.",
         "accuse", ("Margus Tsahkna",), ("Russia",)),
        ("Britain said Russia was behind it. The Chinese foreign ministry condemned the hack; it accused the United"
         " States of spying.", "accuse", ("Chinese foreign ministry",), ("United States",)),
        ("A group of hackers known as UNC2447 exploited SonicWall devices, FireEye said.",
         "attribute", ("FireEye",), ("UNC2447",)),
        ("It is highly likely that Russia was behind the attack on the parliament, the Foreign Office said.",
         "assess", ("Foreign Office",), ("Russia",)),
    ],
)  # fmt: skip
def test_wordings_of_claims(
    document: Make, text: str, act: str, speakers: tuple[str, ...], accused: tuple[str, ...]
) -> None:
    found = [(one.act.value, one.speakers, one.accused) for one in claims_of(document(text, language="en"))]

    assert (act, speakers, accused) in found


@pytest.mark.parametrize(
    "text",
    [
        'Cities fear ransomware. "Local governments can now use this money to buy systems," mayor Lee Adams said.',
        "After the hack, spending rose. The increase is attributed to the Infrastructure Investment and Jobs Act.",
        "After the attack the clerk's office confirmed that its security team had received a report.",
    ],
)
def test_wordings_that_accuse_nobody(document: Make, text: str) -> None:
    assert claims_of(document(text, language="en")) == ()


def test_who_says_that_he_should_not_have_been_accused_does_not_accuse(document: Make) -> None:
    text = "Canada has no proof and was irresponsible to accuse China of hacking, Chinese spokesman Lee Wong said."
    (claim,) = claims_of(document(text, language="en"))

    assert (claim.act.value, claim.accused) == ("deny", ("China",))


def test_evidence_that_was_not_seen_is_told_once(document: Make) -> None:
    text = "The regulator Ofcom said it had seen no evidence that its systems had been compromised by state actors."
    (claim,) = claims_of(document(text, language="en"))

    assert (claim.act.value, claim.negated, claim.accused) == ("assess", True, ())


def test_a_state_is_read_where_it_stands_before_a_sector(document: Make) -> None:
    text = "The FBI assesses that the North Korean actors believe healthcare companies will pay for hacked data."
    (claim,) = claims_of(document(text, language="en"))

    assert claim.accused_ids == ("KP",)


def test_a_denial_conflicts_with_what_it_denies(document: Make) -> None:
    made = document("Canada accused Iran of hacking. Iran denied the accusation.", language="en")
    claims, relations = find_claims(made, find_entities(made), ())

    assert [(one.source, one.target, one.kind) for one in relations] == [(claims[1].id, claims[0].id, "conflicts")]


def test_claims_are_read_in_english_only(document: Make) -> None:
    made = document("Canada accused Iran of hacking.", language="de")

    assert find_claims(made, find_entities(made), ()) == ((), ())


@settings(derandomize=True, max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=14))
def test_any_order_of_words_is_read_without_harm(pieces: list[str]) -> None:
    text = "".join(pieces) + "."
    for claim in read(text):
        assert text[claim.start : claim.end] == claim.quote
        assert len(claim.speakers) == len(claim.speaker_ids)
        assert len(claim.accused) == len(claim.accused_ids)


def test_a_text_that_is_about_no_attack_accuses_nobody_of_one(document: Make) -> None:
    text = "Analysts blamed China for weak sales. The United States charged four men with fraud. " * 6
    made = document(text, language="en")

    assert find_claims(made, find_entities(made), ()) == ((), ())


def test_a_long_text_takes_time_in_proportion() -> None:
    began = time.process_time()
    read("The US accused China of hacking, and “it was said that ”" * 500)

    assert time.process_time() - began < 10


def test_charges_in_a_text_about_something_else_are_left_alone(document: Make) -> None:
    other = "The fair opens at nine. Visitors came from afar. The weather was fine. Shares rose. "
    text = (
        other * 4 + "The trader was charged with fraud by prosecutors. " + other * 4 + "A worm was found in an apple."
    )

    assert claims_of(document(text, language="en")) == ()


def test_an_office_is_called_by_the_name_behind_it(document: Make) -> None:
    text = "Ukraine's computer emergency response team, CERT-UA, accused Russia of the attack."
    (claim,) = claims_of(document(text, language="en"))

    assert claim.speakers == ("CERT-UA",)


def test_a_headline_that_tells_of_an_attacker_is_not_his() -> None:
    text = "Russian GRU Targeting Western Companies\n\nWe assess that the GRU hacked dozens of companies."

    assert not any("GRU" in claim.speakers for claim in read(text))


def test_a_guess_is_laid_to_who_says_it(document: Make) -> None:
    text = (
        "Britain accused Russian spies of hacking. Foreign Secretary Dominic Raab said it was"
        " completely unacceptable that they were targeting those who fight the pandemic."
    )
    last = claims_of(document(text, language="en"))[-1]

    assert (last.act.value, last.speakers) == ("condemn", ("Dominic Raab",))


def test_a_claim_quotes_the_text_letter_by_letter() -> None:
    text = "‘We have no doubt that Russia was behind the attack,’ Marek Dolan said. 'It is Iran,' he said."
    claims = read(text)

    assert claims
    assert all(text[one.start : one.end] == one.quote for one in claims)


def test_a_long_sentence_of_prose_is_read() -> None:
    """As in a communiqué: 200 words before the end of it."""
    (claim,) = read(
        "Canada accused Iran of the attack on its banks, " + "on its ports and on its mills, " * 28 + "too."
    )

    assert (claim.speakers, claim.accused) == (("Canada",), ("Iran",))
