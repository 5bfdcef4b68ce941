"""Whose an office or an official is."""

import pytest

from benchmarks.read_claims import read


@pytest.mark.parametrize(
    ("text", "speaker", "state"),
    [
        ("Norway accused Iran of the hack. In Tehran the ministry denied any role in it.", "ministry", "IR"),
        ('"Oman had no part in the hack of the bank," ambassador Salim Harthy said.', "Salim Harthy", "OM"),
        (
            "Chile bought American jets. Interior Minister Ana Prieto accused Russian spies of hacking the army.",
            "Ana Prieto", "CL",
        ),
        (
            "Latvia was hacked. The National Election Council accused Russia of the hack.",
            "National Election Council", "LV",
        ),
    ],
)  # fmt: skip
def test_an_official_gets_the_state_that_the_text_lets_him_have(text: str, speaker: str, state: str) -> None:
    claim = read(text)[-1]
    assert (claim.speakers, claim.speaker_ids) == ((speaker,), (state,)), claim


def test_where_states_meet_nobody_is_at_home() -> None:
    claim = read("Norway accused Iran of the hack. In Geneva the ministry denied any role in it.")[-1]
    assert claim.speaker_ids != ("CH",)


def test_a_person_who_speaks_in_a_capital_is_of_its_state() -> None:
    text = "Norway said Russia hacked it. In Tehran, spokesman Karim Sadeghi dismissed the report as baseless."
    claim = read(text)[-1]
    assert (claim.act.value, claim.speaker_ids) == ("deny", ("IR",)), claim


def test_he_is_the_spokesman_of_the_sentence_before() -> None:
    text = 'The attack on Deutsche Netzwerk was grave, a spokesman said. "Russia is responsible for it," he added.'
    claim = read(text)[-1]
    assert claim.speakers == ("spokesman",), claim


def test_where_a_mission_is_is_not_whose_it_is() -> None:
    text = "Norway accused Iran of the hack. Iran's embassy in Oslo took offence. The ambassador denied it."
    assert read(text)[-1].speaker_ids == ("IR",)
