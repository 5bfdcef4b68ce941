"""Acts: every act of the contract in the syntax it comes in; what only looks like one is none."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tocsin.model.report import Act, Claim, Document
from tocsin.reading.claims import find_claims
from tocsin.reading.entities import find_entities

from benchmarks.read_claims import read

Make = Callable[..., Document]
Read = Callable[[str], tuple[Claim, ...]]


@pytest.fixture
def claims(document: Make) -> Read:
    def read(text: str) -> tuple[Claim, ...]:
        made = document(text, language="en")
        return find_claims(made, find_entities(made), ())[0]

    return read


@pytest.mark.parametrize(
    ("text", "act", "speakers", "accused"),
    [
        ("Canada accused Iran of hacking its parliament.", "accuse", ("CA",), ("IR",)),
        ("Iran was accused by Canada of hacking its parliament.", "accuse", ("CA",), ("IR",)),
        ("Canada laid the blame on Iran.", "accuse", ("CA",), ("IR",)),
        ("Canada holds Iran responsible for the attack.", "accuse", ("CA",), ("IR",)),
        ("Canada pointed the finger at Iran.", "accuse", ("CA",), ("IR",)),
        ("Canada attributed the attack to Iran.", "attribute", ("CA",), ("IR",)),
        ("The attack was attributed to Iran by Canada.", "attribute", ("CA",), ("IR",)),
        ("Canada said that Iran was behind the attack.", "attribute", ("CA",), ("IR",)),
        ("Iran carried out the attack, Canada said.", "attribute", ("CA",), ("IR",)),
        ("Canada assesses that Iran was responsible for the attack.", "assess", ("CA",), ("IR",)),
        ("Canada suspects Iran.", "assess", ("CA",), ("IR",)),
        ("Canada concluded that Iran conducted the attack.", "determine", ("CA",), ("IR",)),
        ("Canada linked APT28 to the attack.", "link", ("CA",), ("G0007",)),
        ("Canada confirmed that Iran was behind the attack.", "confirm", ("CA",), ("IR",)),
        ("Canada charged two Iranian nationals with hacking.", "charge", ("CA",), ("IR",)),
        (
            "Canada became the second country to sanction the Sandworm group over hacking.",
            "sanction",
            ("CA",),
            ("G0034",),
        ),
        ("Canada believed Iranian hackers to be responsible for the attack.", "assess", ("CA",), ("IR",)),
        ("Canada imposed sanctions on two Iranian companies.", "sanction", ("CA",), ("IR",)),
        ("Canada condemned the attack by Iran.", "condemn", ("CA",), ("IR",)),
        ("Canada exposed the cyber activity of Iran.", "expose", ("CA",), ("IR",)),
        ("Canada urged Iran to stop the attacks.", "demand", ("CA",), ("IR",)),
        ("Canada called on Iran to stop the attacks.", "demand", ("CA",), ("IR",)),
        ("Canada warned that Iranian hackers were attacking hospitals.", "warn", ("CA",), ("IR",)),
        ("Canada advises hospitals to install the patch.", "advise", ("CA",), ()),
        ("Iran denied any involvement in the attack.", "deny", ("IR",), ("IR",)),
        ("Iran called the accusations baseless.", "deny", ("IR",), ("IR",)),
        ("The Sandworm group claimed responsibility for the attack.", "admit", ("G0034",), ("G0034",)),
    ],
)
def test_every_act(claims: Read, text: str, act: str, speakers: tuple[str, ...], accused: tuple[str, ...]) -> None:
    (claim,) = claims(text)

    assert (claim.act.value, claim.speaker_ids, claim.accused_ids) == (act, speakers, accused)


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("Canada accused Iran of hacking. Japan supported the statement.", "support"),
        ("Canada accused Iran of hacking. Japan confirmed the finding.", "confirm"),
    ],
)
def test_an_answer_is_about_whom_was_accused_before(claims: Read, text: str, act: str) -> None:
    claim = claims(text)[-1]

    assert (claim.act.value, claim.speaker_ids, claim.accused_ids) == (act, ("JP",), ("IR",))


@pytest.mark.parametrize(
    "text",
    [
        "Had Iran attacked, Canada would have accused it.",
        "If Iran acts on these orders, Canada will blame it.",
        "Tickets are linked to a time of entry.",
        "We attribute the faster start to a smaller index.",
        "The museum charged nothing for the tour of the exhibition.",
        "The project is supported by Canada and Japan.",
        "Suppose that Canada accused Iran of hacking.",
    ],
)
def test_what_only_looks_like_a_claim(claims: Read, text: str) -> None:
    assert claims(text) == ()


def test_every_act_has_a_frame() -> None:
    from tocsin.reading.frames import frames

    acts = {frame.act for frame in frames().frames}

    assert set(Act) <= acts


def test_what_is_charged_for_is_a_price_unless_it_is_a_crime() -> None:
    assert read("After the hack the port said that Ivan Petrov would not be charged for the lost hours.") == ()
    (claim,) = read("Prosecutors charged Ivan Petrov for hacking the bank.")

    assert claim.act is Act.CHARGE


def test_who_is_seen_as_a_front_for_a_state_is_accused() -> None:
    (claim,) = read("Lazarus Group hacked the port. Microsoft regards Lazarus Group as a front for North Korea.")

    assert (claim.act, claim.speakers, claim.accused) == (Act.ASSESS, ("Microsoft",), ("Lazarus Group",))


def test_a_place_in_what_is_blamed_is_not_accused() -> None:
    (claim,) = read("Estonia laid the blame for the outage at the mobile carrier Lumenor on Sandworm.")

    assert claim.accused == ("Sandworm",)


@pytest.mark.parametrize(
    ("text", "speaker", "accused"),
    [
        ("Latvia's prime minister described the attack on the port as Russian sabotage.", "Latvia", "Russia"),
        ("Hackers hit the port. Reuters reported that suspicion had fallen on Iran.", "Reuters", "Iran"),
        ("Hackers hit the port. We link the cluster to Lazarus Group, Microsoft wrote.", "Microsoft", "Lazarus Group"),
    ],
)
def test_whom_a_word_for_the_deed_or_a_tie_lays_it_to(text: str, speaker: str, accused: str) -> None:
    (claim,) = read(text)

    assert (speaker in claim.speakers[0], claim.accused) == (True, (accused,))


def test_an_ambassador_called_in_to_protest_is_one_condemnation() -> None:
    (claim,) = read("Hackers hit it. Germany summoned the Russian ambassador to protest against the attack.")

    assert (claim.act, claim.accused) == (Act.CONDEMN, ("Russia",))


def test_who_sees_no_link_does_not_link() -> None:
    (claim,) = read("Britain saw no link to Russia in the attack.")

    assert (claim.act.value, claim.negation, claim.accused) == ("link", "not", ("Russia",))


@pytest.mark.parametrize(
    ("text", "act", "speaker", "accused"),
    [
        (
            "Russia was behind the attack, Anne Neuberger said. In London the Foreign Office backed her.",
            Act.SUPPORT, "Foreign Office", "Russia",
        ),
        ("The firm traces the theft to APT28, associated with the GRU.", Act.ATTRIBUTE, "firm", "APT28"),
        (
            "Ann Lee, Estonia's foreign minister, joined her allies in blaming Russia and condemned the attack.",
            Act.ACCUSE, "Ann Lee", "Russia",
        ),
        (
            "A spokesman for Google said that a state, likely China, had ordered the attack.",
            Act.ACCUSE, "Google", "China",
        ),
    ],
)  # fmt: skip
def test_who_is_meant(text: str, act: Act, speaker: str, accused: str) -> None:
    found = [claim for claim in read(text) if claim.act in (act, Act.ASSESS) and claim.speakers == (speaker,)]

    assert [claim.accused for claim in found] == [(accused,)]


@pytest.mark.parametrize(
    "text",
    [
        "A research unit in Harbin was suspected of being attacked by an American agency, the police said.",
        "The retailer said it had paid no ransom and had filed a complaint with the Bern police.",
    ],
)
def test_who_was_hit_is_not_accused(text: str) -> None:
    assert not any("unit" in name or "Switzerland" in name for claim in read(text) for name in claim.accused)


def test_no_evidence_of_a_tie_is_no_tie() -> None:
    (claim,) = read("Germany had found no evidence of a link between Russia and the attack on the port.")

    assert (claim.act, claim.negation, claim.accused) == (Act.ASSESS, "no-evidence", ("Russia",))


@pytest.mark.parametrize(
    ("text", "accused"),
    [
        ("Two indictments were unsealed today charging Robert Lee with hacking a bank.", "Robert Lee"),
        ("According to court documents, Robert Lee distributed malware to banks.", "Robert Lee"),
        (
            "The FBI named a 20-year-old Chinese national, Robert Lee, as the hacker behind the attack.",
            "Robert Lee",
        ),
    ],
)
def test_papers_of_a_court_accuse(text: str, accused: str) -> None:
    assert any(accused in claim.accused for claim in read(text)), read(text)


def test_who_is_suspected_is_so_by_the_office_that_spoke_of_him() -> None:
    text = "The FBI accused Robert Lee of the hack. He is suspected of having stolen the data."
    assert [claim.speakers for claim in read(text)][-1] == ("FBI",)


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("Britain joined Norway in an advisory that assesses that the hackers acted for Iran.",
         ("United Kingdom", "Norway")),
        ("Norway's state media called the charges a sheer lie and accused Iran of planning the attack.",
         ("Norway's state media",)),
    ],
)  # fmt: skip
def test_who_speaks_beside_another_act(text: str, speakers: tuple[str, ...]) -> None:
    assert read(text)[-1].speakers == speakers


def test_action_against_an_attack_is_no_deed() -> None:
    assert not read("The Treasury Department is taking action against the attack, Robert Lee said.")
