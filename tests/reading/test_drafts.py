"""A sentence with several acts gives each its own speaker."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tocsin.model.report import Claim, Document
from tocsin.reading.claims import find_claims
from tocsin.reading.entities import find_entities

Make = Callable[..., Document]


@pytest.fixture
def claims(document: Make) -> Callable[[str], tuple[Claim, ...]]:
    def read(text: str) -> tuple[Claim, ...]:
        made = document(text, language="en")
        return find_claims(made, find_entities(made), ())[0]

    return read


Read = Callable[[str], tuple[Claim, ...]]


def test_two_acts_of_one_sentence(claims: Read) -> None:
    found = claims("Spokesman Zhao Lijian denied any involvement and blamed Taiwan for the attack.")

    assert [(one.act.value, one.accused_ids) for one in found] == [("deny", ("CN",)), ("accuse", ("TW",))]


def test_an_official_speaks_for_the_state_that_acts(claims: Read) -> None:
    (claim,) = claims('China "strongly condemns" the attack by the United States, spokeswoman Mao Ning said.')

    assert claim.speakers == ("Mao Ning",)


def test_a_deed_that_is_judged_in_somebody_s_own_words_is_condemned(claims: Read) -> None:
    (claim,) = claims('"The GRU\'s reckless campaign of cyber-attacks is unacceptable," Dominic Raab said.')

    assert (claim.act.value, claim.speakers, claim.accused_ids) == ("condemn", ("Dominic Raab",), ("RU",))


def test_what_is_joined_to_a_denial_is_a_claim_of_its_own(claims: Read) -> None:
    text = 'Wang Wenbin rejected the report as disinformation and said the U.S. was the "biggest hacking empire".'

    assert [(one.act.value, one.accused_ids) for one in claims(text)] == [("deny", ("CN",)), ("accuse", ("US",))]


def test_who_cannot_rule_somebody_out_suspects_him(claims: Read) -> None:
    (claim,) = claims("Germany would not rule out that Russia was behind the attack.")

    assert (claim.act.value, claim.negated, claim.accused_ids) == ("assess", False, ("RU",))


def test_nobody_is_accused_by_another_actor_who_is_not_ruled_out(claims: Read) -> None:
    assert claims("Germany cannot rule out that another actor was behind the attack.") == ()


def test_two_by_name_are_two_speakers(claims: Read) -> None:
    (claim,) = claims(
        "Two colleagues at Cambridge, Shishir Nagaraja and Ross Anderson, blamed China for the intrusion."
    )

    assert claim.speakers == ("Shishir Nagaraja", "Ross Anderson")


def test_both_men_are_those_who_were_charged_one_by_one(claims: Read) -> None:
    found = claims(
        "The United States charged Yaroslav Vasinsky with hacking. It also charged Yevgeny Polyan with hacking. "
        "The Treasury imposed sanctions on both men over the attacks."
    )

    assert found[-1].accused == ("Yaroslav Vasinsky", "Yevgeny Polyan")


def test_an_office_with_an_and_in_its_name_is_one_speaker(claims: Read) -> None:
    (claim,) = claims("The Department of Information and Communications Technology blamed China for the hack.")

    assert claim.speakers == ("Department of Information and Communications Technology",)


def test_a_gang_that_strikes_is_accused_of_it(claims: Read) -> None:
    found = claims("Poland blamed APT28 for the theft. The group first aimed at Ukraine, Europol said.")

    assert [(one.act.value, one.accused) for one in found] == [("accuse", ("APT28",))] * 2


def test_nobody_is_blamed_by_the_place_he_works_from(claims: Read) -> None:
    (claim,) = claims("Hackers working out of China tried to steal mail, Japan said on Monday.")

    assert claim.accused == ("Hackers working out of China",)


def test_what_none_of_several_says_is_negated(claims: Read) -> None:
    (claim,) = claims("None of the agencies said whether the Russian state had a hand in the attack.")

    assert (claim.negated, claim.accused) == (True, ("Russian state",))


def test_an_appeal_to_a_state_is_a_demand(claims: Read) -> None:
    (claim,) = claims("Japan appealed to Beijing to stop the cyberattacks.")

    assert (claim.act.value, claim.accused_ids) == ("demand", ("CN",))


def test_how_somebody_got_in_is_no_refusal_to_blame_him(claims: Read) -> None:
    assert claims("ESET could not say how APT28 had attacked the ministry.") == ()


def test_an_ambassador_speaks_for_whose_embassy_was_named(claims: Read) -> None:
    found = claims(
        "Ireland blamed Russia for the attack. Russia's embassy in Dublin offered help; "
        "ambassador Jane Doe rejected any suggestion that her country shelters the culprits."
    )

    assert (found[-1].act.value, found[-1].accused_ids) == ("deny", ("RU",))


def test_who_names_none_refuses(claims: Read) -> None:
    found = claims("The White House called the attack the work of a state; it named none.")

    assert [one.act.value for one in found if one.negated] == ["attribute"]


def test_who_is_told_of_behind_what_he_did_denies_it_himself(claims: Read) -> None:
    found = claims("The police traced the theft to Ilan Shor, a fugitive businessman jailed for fraud, who denies it.")

    assert [(one.act.value, one.speakers) for one in found][-1] == ("deny", ("Ilan Shor",))


def test_nobody_is_said_not_to_be_accused_by_nobody(claims: Read) -> None:
    assert claims("He is not accused of the hack.") == ()


@pytest.mark.parametrize(
    "text",
    [
        "The play is about an attack. Groups are charged a lower price in April.",
        "The play is about an attack. A spy named Boris confesses to everything, even the weather.",
    ],
)
def test_a_price_and_a_play_charge_nobody(claims: Read, text: str) -> None:
    assert claims(text) == ()


def test_accusations_made_by_somebody_are_no_deed_of_his(claims: Read) -> None:
    found = claims(
        "Canada blamed China for the hack. "
        '"China opposes the groundless accusations made by the Canadian side," the Chinese embassy in Ottawa said.'
    )

    assert [(one.act.value, one.accused_ids) for one in found] == [("accuse", ("CN",)), ("deny", ("CN",))]


def test_shared_judgements(claims: Read) -> None:
    (found,) = claims("Canberra said it shared London's assessment that the GRU had sent the wiper to Ukrainian banks.")

    assert (found.act.value, found.speakers) == ("support", ("Australia",))


@pytest.mark.parametrize(
    "text",
    [
        "The ministry would neither confirm nor deny that Russia was behind the attack.",
        "Washington told Moscow that responsible states do not harbour such criminals.",
        "It is not clear which entity was responsible for the attack, the BBC said.",
        "Ministry hacked, Russia suspected",
    ],
)
def test_what_is_left_open_is_no_claim(claims: Read, text: str) -> None:
    assert claims(text) == ()


def test_who_passes_on_a_suspicion_adds_nothing(claims: Read) -> None:
    (claim,) = claims("Russia is suspected by Italian officials of being behind the hack, the BBC reported.")

    assert claim.accused == ("Russia",)
    assert claim.speakers == ("Italian officials",)


@pytest.mark.parametrize(
    "text",
    [
        "It was hit by what the FBI describes as the work of Lazarus.",
        "The FBI called the hack the work of Lazarus.",
    ],
)
def test_what_is_called_the_work_of_somebody_is_laid_to_him(claims: Read, text: str) -> None:
    (claim,) = claims(text)

    assert (claim.act.value, claim.speakers, claim.accused) == ("attribute", ("FBI",), ("Lazarus",))


def test_who_is_said_to_have_a_nexus_to_a_state_is_linked_to_it(claims: Read) -> None:
    (claim,) = claims("Mandiant said that those behind the attack have a China nexus.")

    assert (claim.speakers, claim.accused_ids) == (("Mandiant",), ("CN",))


def test_to_call_it_absurd_to_accuse_one_s_own_state_is_a_denial(claims: Read) -> None:
    (claim,) = claims("Kremlin spokesman Dmitry Peskov called it ridiculous to accuse Russia of hacking.")

    assert (claim.act.value, claim.accused_ids) == ("deny", ("RU",))


@pytest.mark.parametrize(
    ("text", "speaker", "accused"),
    [
        ("APT28 is behind the attack, two people familiar with the case told Reuters.", "two people", "APT28"),
        ("Jane Lee told reporters that the attack could be traced to Lazarus.", "Jane Lee", "Lazarus"),
        ("Jane Lee is convinced it was Lazarus that broke in.", "Jane Lee", "Lazarus"),
        ("The police attributed the hack to private individuals.", "police", "private individuals"),
        ("The minister blamed the hospital for the leak.", "minister", "hospital"),
        ("Maria Zakharova accused the West of the hack.", "Maria Zakharova", "West"),
    ],
)
def test_who_lays_it_to_whom(claims: Read, text: str, speaker: str, accused: str) -> None:
    assert [(one.speakers, one.accused) for one in claims(text)] == [((speaker,), (accused,))]


def test_a_foreign_power_of_which_there_is_no_sign(claims: Read) -> None:
    (claim,) = claims("The prosecutor sees no sign of a foreign power behind the hack.")

    assert (claim.act.value, claim.negated, claim.accused) == ("assess", True, ())


def test_who_runs_a_group_is_not_who_is_accused(claims: Read) -> None:
    (claim,) = claims("Jane Lee said the attack was carried out by Lazarus, a group run by the FSB.")

    assert claim.accused == ("Lazarus",)


def test_whom_a_paper_heard_speaks_himself(claims: Read) -> None:
    (claim,) = claims("Officials believe that North Korea was behind the theft, the newspaper reported.")

    assert (claim.speakers, claim.accused_ids) == (("Officials",), ("KP",))


def test_a_hack_that_is_blamed_on_somebody_by_nobody(claims: Read) -> None:
    (claim,) = claims("The hack has been blamed on China.")

    assert (claim.act.value, claim.speakers, claim.accused_ids) == ("accuse", (), ("CN",))


def test_who_found_no_link_does_not_deny(claims: Read) -> None:
    found = claims("Kaspersky said it had found no link between the attack and any known group.")

    assert "deny" not in {one.act.value for one in found}
