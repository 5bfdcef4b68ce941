"""Quotations that go on over sentences."""

import pytest

from benchmarks.read_claims import read


@pytest.mark.parametrize(
    "text",
    [
        'Minister Ana Prieto did not mince her words. "Russia is behind this hack."',
        '"It was grave," said Ana Prieto. "They read our mail for a year. Russia is behind the hack."',
        'Ana Prieto told reporters: "It was a grave hack. It cost us much. Russia is behind it."',
    ],
)
def test_who_spoke_or_was_spoken_of_goes_on(text: str) -> None:
    claim = read(text)[-1]
    assert (claim.speakers, claim.accused) == (("Ana Prieto",), ("Russia",)), claim


def test_a_quotation_in_a_new_paragraph_is_nobodys() -> None:
    claims = read('Ana Prieto closed the meeting.\n\n"Russia is behind this hack of our mail."')
    assert not any("Ana Prieto" in claim.speakers for claim in claims), claims


def test_before_a_colon_stands_who_says_it() -> None:
    claim = read("Microsoft: Russian group Sandworm hacked bank")[-1]
    assert (claim.speakers, claim.accused) == (("Microsoft",), ("Sandworm",)), claim
