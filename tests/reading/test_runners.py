"""Who runs what attacks."""

import pytest

from benchmarks.read_claims import read


def test_who_runs_it_is_accused() -> None:
    (claim,) = read("Prosecutors allege that Robert Lee was the creator and administrator of the ransomware.")
    assert (claim.speakers, claim.accused) == (("Prosecutors",), ("Robert Lee",))


@pytest.mark.parametrize("what", ["the museum", "a small bakery"])
def test_who_runs_something_else_is_not(what: str) -> None:
    assert not read(f"After the hack, officials said that Robert Lee was the owner of {what}.")
