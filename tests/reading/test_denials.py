"""What people say of themselves: denials, claims of responsibility."""

import pytest

from tocsin.model.report import Act

from benchmarks.read_claims import read


@pytest.mark.parametrize(
    ("text", "act", "speaker", "accused"),
    [
        ("Pyongyang denied any part in the hack of the bank.", Act.DENY, "North Korea", "North Korea"),
        ("Russia called the accusations over the hack groundless.", Act.DENY, "Russia", "Russia"),
        ("Spain blamed the hack on Russian spies, which Moscow denied.", Act.DENY, "Russia", "Russia"),
        ("The Kremlin ruled out any involvement of Russia in the hack.", Act.DENY, "Kremlin", "Russia"),
        ('"Oman had no part in the hack of the bank," ambassador Salim Harthy said.', Act.DENY, "Salim Harthy", "Oman"),
        ("A lawyer for Oleg Ivanov called the charges of hacking unfounded.", Act.DENY, "lawyer", "Oleg Ivanov"),
        (
            "Denmark accused Russia of the hack. Ambassador Oleg Karpov called the accusations groundless.",
            Act.DENY,
            "Oleg Karpov",
            "Russia",
        ),
        ("Lazarus Group claimed the theft of the blueprints.", Act.ADMIT, "Lazarus Group", "Lazarus Group"),
        ("The gang Conti hacked the port. The gang denied any political motive.", Act.DENY, "Conti", "Conti"),
        ("The hacktivist group Red Heron said it had hacked the port.", Act.ADMIT, "Red Heron", "Red Heron"),
        ("Spain blamed the hack on Iran. Iran had no motive to hack it, Iran said.", Act.DENY, "Iran", "Iran"),
        ("A group calling itself Red Heron said it was behind the hack.", Act.ADMIT, "Red Heron", "Red Heron"),
        ("The gang Conti denied that it had hacked the hospital.", Act.DENY, "Conti", "Conti"),
        ("XakNet broke into the bank. Its members deny working for Moscow.", Act.DENY, "XakNet", "XakNet"),
        ("Beijing called it irresponsible to blame China for the hack.", Act.DENY, "China", "China"),
        (
            "Iran hacked it. The Italian foreign ministry spoke. The ministry called the article a lie.",
            Act.DENY,
            "Italian foreign ministry",
            "Italy",
        ),
        ("Responsibility for the hack was claimed by Red Heron.", Act.ADMIT, "Red Heron", "Red Heron"),
        ("Vietnam disputes the firm's findings on the hack of the bank.", Act.DENY, "Vietnam", "Vietnam"),
        ("XakNet claimed on Telegram that it had broken into the archives.", Act.ADMIT, "XakNet", "XakNet"),
        (
            "A group that goes by the name of XakNet boasted that it had wiped the servers.",
            Act.ADMIT,
            "XakNet",
            "XakNet",
        ),
        (
            "Prosecutors charged Ivan Petrov with hacking. A lawyer for Petrov called the accusations unfounded.",
            Act.DENY,
            "lawyer",
            "Ivan Petrov",
        ),
    ],
)
def test_who_speaks_of_himself_is_the_accused(text: str, act: Act, speaker: str, accused: str) -> None:
    found = [(one.act, one.speakers, one.accused) for one in read(text)]
    assert (act, (speaker,), (accused,)) in found, found


def test_what_nobody_has_records_or_evidence_of_is_not_found() -> None:
    (claim,) = read("We have no records or evidence to suggest that the site was hacked by Iran, the police said.")

    assert (claim.act, claim.negated, claim.accused_ids) == (Act.ASSESS, True, ("IR",))


def test_who_is_not_accused_denies_nothing() -> None:
    assert not [one for one in read("The hospital denied that visitors had to pay.") if one.act is Act.DENY]


def test_who_says_that_another_state_did_not_do_it_clears_not_his_own() -> None:
    claims = read("U.S. officials accused the group of the attack. The Russian government was not involved, they said.")
    assert not [one for one in claims if one.accused_ids == ("US",)], claims
