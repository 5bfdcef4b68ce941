"""Whose those who broke in are."""

import pytest

from benchmarks.read_claims import read


@pytest.mark.parametrize(
    ("text", "accused"),
    [
        ("Norway said that the intruders were sent by the SVR.", "SVR"),
        ("Norway said Iran had hired the men who stole the mail.", "Iran"),
        ("Norway said the hackers who copied the mail were officers of the GRU.", "GRU"),
        ("Norway said Iranian spies had been in its network.", "Iranian spies"),
        ("Iranian hackers read the mail, Norway told Reuters.", "Iranian hackers"),
        ("Norway said it was Iran that jammed the port.", "Iran"),
        ("Norway said the Iranians did this to us in a hack.", "Iran"),
    ],
)
def test_the_master_of_intruders_is_accused(text: str, accused: str) -> None:
    claim = read(text)[-1]
    assert (claim.speakers, claim.accused) == (("Norway",), (accused,)), claim


@pytest.mark.parametrize(
    "text",
    [
        "Norway said Iran had hired the painters who mend its ships.",
        "Norway said its bank had paid an engineer who removed the malware.",
        "After the hack, Norway said open source had made its government more open.",
        "After the hack, Norway said it was Iran that voted for the new law.",
        "Norway will debate the report on Chinese espionage in March, its speaker said.",
    ],
)
def test_who_hires_others_is_not(text: str) -> None:
    assert not read(text)
