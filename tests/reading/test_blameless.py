"""Companies that say it was not through them."""

import pytest

from tocsin.model.report import Act

from benchmarks.read_claims import read


@pytest.mark.parametrize(
    "text",
    [
        "Microsoft said the breach was not caused by any flaw in its platform.",
        "Okta maintained that the theft was not the result of a fault of its software.",
    ],
)
def test_a_company_clears_its_own(text: str) -> None:
    (claim,) = read(text)
    assert claim.act is Act.DENY
    assert claim.speakers == claim.accused


def test_an_outage_that_was_no_attack_clears_nobody() -> None:
    assert not read("Microsoft said the outage was not caused by hackers.")
