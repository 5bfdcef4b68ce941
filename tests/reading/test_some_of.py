"""Several, and some of them: who "another", "two of them", "several of those who spoke" mean."""

from __future__ import annotations

import pytest

from benchmarks.read_claims import read

SPOKE = "Three officials in Oslo told the paper that hackers had been in the network. "


@pytest.mark.parametrize(
    ("text", "act", "country"),
    [
        ("Another pointed to Iran.", "accuse", "IR"),
        ("Others suspect Russia.", "assess", "RU"),
        ("One blamed Vietnam for the hack.", "accuse", "VN"),
        ("Several of those who talked to the paper believe that China carried out the attack.", "assess", "CN"),
        ("Two of the officials blamed North Korea.", "accuse", "KP"),
    ],
)
def test_some_of_several_who_spoke_before_speak(text: str, act: str, country: str) -> None:
    claim = read(SPOKE + text)[-1]

    assert (claim.act.value, claim.accused_ids) == (act, (country,))
    assert claim.speakers


def test_where_nobody_spoke_others_are_nobody() -> None:
    assert read("The hospital's network was attacked in May. Others pointed to Iran.") == ()


def test_no_one_is_not_one_of_them() -> None:
    assert read(SPOKE + "No one blamed Iran for the attack.") == ()
