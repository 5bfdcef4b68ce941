"""A report taken apart for STIX and put together again is the same; what does not fit together is refused."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tocsin.model.interchange import joined, parted

from tests.showing.verdicts import REPORT


def test_there_and_back() -> None:
    carried, claims = parted(REPORT)
    assert carried.report.claims == ()
    assert joined(carried, claims.values()) == REPORT


def test_what_does_not_fit_is_refused() -> None:
    carried, claims = parted(REPORT)
    with pytest.raises(ValueError, match="claims are not"):
        joined(carried, [])
    with pytest.raises(ValueError, match="claims are not"):
        joined(carried, [replace(one, document="another") for one in claims.values()])
    beyond = [replace(one, claim=replace(one.claim, end=10**9)) for one in claims.values()]
    with pytest.raises(ValueError, match="does not lie"):
        joined(carried, beyond)
