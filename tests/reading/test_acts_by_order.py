"""Verbs that accuse, read by the order of words."""

import pytest

from benchmarks.read_claims import read


@pytest.mark.parametrize(
    ("text", "speaker", "accused"),
    [
        ("Senators from both parties called out China by name over the theft of personnel files.", "Senators", "China"),
        (
            "Faulting Pyongyang for the largest bank robbery of all, Bangladesh's finance minister wanted it back.",
            "minister", "North Korea",
        ),
        ("Pakistan voiced concern and condemned India for spying on its phones with malware.", "Pakistan", "India"),
    ],
)  # fmt: skip
def test_a_verb_accuses_whatever_hangs_on_it(text: str, speaker: str, accused: str) -> None:
    found = [(one.speakers, one.accused) for one in read(text)]
    assert any(speaker in " ".join(speakers) and accused in parties for speakers, parties in found), found


@pytest.mark.parametrize(
    "text",
    [
        "The senator would blame Russia for the hack if he could, his rivals say.",
        "The delay of the patch was blamed on the weather by the company.",
    ],
)
def test_what_is_supposed_or_no_deed_accuses_nobody(text: str) -> None:
    assert read(text) == ()
