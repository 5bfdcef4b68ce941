"""What somebody is held to be in a clause about him."""

import pytest

from benchmarks.read_claims import read


@pytest.mark.parametrize(
    ("text", "speaker", "accused"),
    [
        (
            "The intrusions were traced to Gamaredon, a group the SBU believes to be run by the FSB.",
            "SBU", "Gamaredon",
        ),
        (
            "Star Blizzard, which the NCSC assesses is almost certainly subordinate to the FSB, stole the mail.",
            "NCSC", "Star Blizzard",
        ),
        (
            "Prosecutors in Kyiv believe Sandworm, who hacked the grid, to be a part of the GRU.",
            "Prosecutors", "Sandworm",
        ),
        (
            "Norway traced it to Turla and Sandworm, two state-run groups that the NCSC says have hacked embassies.",
            "NCSC", "Turla",
        ),
        ("Researchers at ESET describe Turla as linked to the FSB.", "ESET", "Turla"),
    ],
)  # fmt: skip
def test_a_clause_says_who_holds_whom_to_be_what(text: str, speaker: str, accused: str) -> None:
    found = [(one.speakers, one.accused) for one in read(text)]
    assert any(speaker in " ".join(speakers) and accused in parties for speakers, parties in found), found


@pytest.mark.parametrize(
    "text",
    [
        "The minister opened the museum, which the FBI says is worth a visit.",
        "Nobody described the attack as linked to the holidays.",
    ],
)
def test_a_clause_without_tie_or_deed_says_nothing(text: str) -> None:
    assert not read(text)
