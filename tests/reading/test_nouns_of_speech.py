"""Claims by nouns."""

import pytest

from benchmarks.read_claims import read


@pytest.mark.parametrize(
    ("text", "act", "speaker", "accused"),
    [
        ("Canada's charge that India had stolen data from the phones of activists soured relations.", "accuse",
         "Canada", "India"),
        ("The Finnish police is of the view that APT31 stood behind the operation.", "assess",
         "Finnish police", "APT31"),
        ("CrowdStrike's attribution of the leaks to Fancy Bear was questioned at the time.", "attribute",
         "CrowdStrike", "Fancy Bear"),
        ("Strong condemnation of the Iranian attack came from Albania the next day.", "condemn", "Albania", "Iran"),
    ],
)  # fmt: skip
def test_a_noun_says_it(text: str, act: str, speaker: str, accused: str) -> None:
    found = [(one.act.value, one.speakers, one.accused) for one in read(text)]
    assert (act, (speaker,), (accused,)) in found


def test_what_is_rejected_is_not_said_by_its_noun() -> None:
    assert all(
        one.act.value == "deny" for one in read("Iran rejected the accusation by Israel that it hacked the pumps.")
    )
