"""What somebody says in his own words that he has not done, or that the charge is none, is a denial."""

import pytest

from tocsin.model.report import Act

from benchmarks.read_claims import read


@pytest.mark.parametrize(
    ("text", "speaker", "accused"),
    [
        ("Spain blamed Russia for the hack. Russia has no interest in the mail, Moscow said.", "Russia", "Russia"),
        ("Oleg Ivanov testified that he had never worked for the intelligence service.", "Oleg Ivanov", "Oleg Ivanov"),
        (
            "Spain blamed Iran for the hack. These accusations are as old as they are tired, Iran said.",
            "Iran",
            "Iran",
        ),
        ("The claim that Omani services hacked the bank is a lie, the embassy in Madrid said.", "embassy", "Oman"),
    ],
)
def test_denials_in_own_words(text: str, speaker: str, accused: str) -> None:
    found = [one for one in read(text) if one.act is Act.DENY]

    assert len(found) == 1
    assert found[0].speakers[0].startswith(speaker)
    assert found[0].accused == (accused,)


@pytest.mark.parametrize(
    "text",
    [
        '"We haven\'t seen anything that ties the hack to a state," Lee Brown told reporters.',
        "Spain blamed Russia for the hack. These accusations are serious, Denmark's minister Lee Brown said.",
        "The Danish minister Lee Brown said he knew of no hack of the bank.",
    ],
)
def test_no_denials(text: str) -> None:
    assert not [one for one in read(text) if one.act is Act.DENY]


@pytest.mark.parametrize(
    ("text", "act", "speaker"),
    [
        ("The allegation of hacking drew a swift denial from Hanoi.", Act.DENY, "Vietnam"),
        ('"It was us," the hackers of Conti wrote on Telegram after the attack.', Act.ADMIT, "Conti"),
        ("Oleg Ivanov admitted to having laundered the ransom for the gang.", Act.ADMIT, "Oleg Ivanov"),
    ],
)
def test_nouns_and_owning_up(text: str, act: Act, speaker: str) -> None:
    assert (act, (speaker,)) in [(one.act, one.speakers) for one in read(text)]


def test_somebody_else_is_cleared() -> None:
    texts = (
        "Spain's prosecutors ruled out Russian involvement in the outage.",
        "Spain's prosecutors ruled out Russia as the author of the attack.",
        "There was insufficient evidence to conclude that Russia had hacked the bank, Spain's prosecutors said.",
    )
    for text in texts:
        (found,) = read(text)
        assert (found.act, found.negated, found.accused[0]) == (Act.ASSESS, True, "Russia")
